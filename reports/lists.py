"""What can be had of a contact list today: its files, and the frozen people behind CSV, vCard and the page."""

from dataclasses import dataclass, field

from django.db import transaction

from reports.documents import ask_for
from reports.kinds import KINDS
from reports.kinds.contact_list import agreed_people, printed_people
from reports.models import Document

KIND = KINDS[Document.Kind.CONTACT_LIST]
LATEST = 6  # documents of one list that are looked at, newest first


@dataclass
class Forms:
    """All forms of one list that hold the same people: those of the newest document that was asked for."""

    contact_list: object
    frozen: Document | None = None
    files: dict = field(default_factory=dict)  # format → the document
    refusal: str = ""  # why nothing of it is handed out
    may_ask: bool = False
    ask_refusal: str = ""
    has_changed: bool = False  # other people agree today than those it holds

    @property
    def pdf(self):
        return self.files.get(Document.Format.PDF)

    @property
    def xlsx(self):
        return self.files.get(Document.Format.XLSX)

    @property
    def is_pending(self):
        return any(document.is_pending for document in self.files.values())

    @property
    def may_make(self):
        """Whether the viewer has something to gain from asking: nothing made, not handed out any more, or others agree now."""
        return self.may_ask and (not self.files or bool(self.refusal) or self.has_changed or len(self.files) < len(KIND.formats))


def forms_of(contact_list, viewer):
    """`Forms` of a list the viewer may see."""
    reason = KIND.ask_refusal(contact_list, viewer)
    forms = Forms(contact_list, may_ask=not reason, ask_refusal=reason)
    rows = Document.objects.visible_to(viewer).filter(contact_list=contact_list)
    rows = rows.exclude(status__in=[Document.Status.CANCELLED, Document.Status.EXPIRED]).order_by("-asked_at", "pk")
    rows = list(rows[:LATEST])
    if rows:
        forms.frozen = rows[0]
        forms.frozen.contact_list = contact_list
        for document in rows:
            if document.content == forms.frozen.content:
                forms.files.setdefault(document.format, document)
        forms.refusal = KIND.hand_out_refusal(forms.frozen)
        if forms.may_ask:
            forms.has_changed = printed_people(forms.frozen.content) != agreed_people(contact_list)
    elif contact_list.is_over:
        forms.refusal = reason
    return forms


@transaction.atomic
def make_files(contact_list, *, by, user):
    """Ask for every file of a list at once, so that all hold the same people. The caller has heard `ask_refusal`."""
    return [ask_for(KIND.name, contact_list, by=by, user=user, file_format=file_format) for file_format in KIND.formats]
