"""What every kind of document answers about itself."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apmbc_portal.visibility import Audience
from apmbc_portal.workflow import Capacity
from reports.kinds.words import cleaned
from reports.models import Document
from reports.models.document import SUBJECTS


class Kind:
    """One kind of document: what it prints, who may ask for it, who reads it, and until when it is kept.

    `name` is the value of `Document.kind`.
    """

    name = ""
    formats = (Document.Format.PDF,)

    def rows(self):
        """The table of what can be printed; callers narrow it by `visible_to`."""
        return SUBJECTS[self.name].model().objects

    def find(self, key, viewer):
        """The subject `viewer` names in an address, or None where they may not see it."""
        return self.rows().visible_to(viewer).filter(pk=key).first()

    def content(self, subject):
        """All that is printed, as plain data. Whoever renders it reads nothing else."""
        raise NotImplementedError

    def frozen(self, subject, **how):
        """The content as a document keeps it: with its kind, and without characters that cannot be printed."""
        return {"kind": str(self.name)} | cleaned(self.content(subject, **how))

    def identity(self, content):
        """The part of a content that makes it another document than one made before."""
        return content

    def title(self, content):
        return content["title"]

    def version(self, subject):
        """Which version of its words a document prints, where these are counted."""

    def made_for(self, subject, viewer):
        """Who may read what is printed now."""
        return Document.For.READERS

    def entries(self, content):
        """How many rows it prints, where that is a number to keep."""
        return 0

    def is_large(self, content):
        """Whether it waits in the queue of long jobs, so that it holds up nobody."""
        return False

    def expires_on(self, subject):
        """The last day its file is kept; None for ever."""

    def replaced_q(self):
        """The condition on `Document` for drafts that nobody needs any more (`reports.endings`); None where there are none."""

    def ask_refusal(self, subject, viewer):
        """Why `viewer` may not have it made; the caller has found the subject by `visible_to`."""
        if not subject.capacities(viewer) & {Capacity.ISU, Capacity.FOCAL_POINT}:
            return _("Documents of this kind are made for the host State and the ISU.")
        return ""

    def hand_out_refusal(self, document):
        """Why a finished file is handed to nobody any more."""
        return ""

    def is_public(self, subject):
        """Whether everybody reads it anyway: then nobody writes down who did."""
        return subject.audience == Audience.PUBLIC

    def receipt(self, document):
        """What the record says of the words somebody received, beside the form they came in."""
        return {}

    def about(self, subject):
        """The reference of the file under which the record notes it."""
        return subject.about()

    def state_ids(self, subject):
        return subject.state_ids()

    def is_inside(self, subject, viewer):
        """Whether `viewer` stands on one of the two sides of the file, the host State or the ISU: they alone are told who asked."""
        return viewer.isu or bool(viewer.states & self.state_ids(subject))

    def place(self, document, viewer):
        """Where this reader finds what is printed: (address, label), empty where they have no such page."""
        if viewer.isu:
            return self.desk_place(document)
        return (reverse("workspace"), _("Workspace")) if viewer.states else ("", "")

    def desk_place(self, document):
        """Where the ISU finds what is printed: (address, label)."""
        raise NotImplementedError

    def meetings_q(self, meetings):
        """The condition on `Document` for this kind's documents about `meetings`, or None where it is about none."""

    def engagements_q(self, engagements):
        """The condition on `Document` for this kind's documents about rows of `engagements`, or None where there are none."""
