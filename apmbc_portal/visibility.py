"""Who may see: one condition, built from the facts of today.

`audience` on a row is a set with a name, never a ladder that is compared. Every page, list, search, feed, file and
letter starts from a queryset's `visible_to(viewer)`, and each of those is built on `open_to()`.
"""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apmbc_portal import sensitive


class Audience(models.TextChoices):
    """To whom a State has opened a row, beside itself and the ISU."""

    STATE = "state", _("the State and the ISU only")
    COMMITTEE = "committee", _("the Committee")
    PARTICIPANTS = "participants", _("the participants of the meeting")
    BOTH = "both", _("the Committee and the participants")
    PARTNERS = "partners", _("all partners of the portal")
    PUBLIC = "public", _("the public")


A = Audience

# Which groups each audience lets in.
LETS_IN = {
    A.STATE: frozenset(),
    A.COMMITTEE: frozenset({"committee"}),
    A.PARTICIPANTS: frozenset({"participants"}),
    A.BOTH: frozenset({"committee", "participants"}),
    A.PARTNERS: frozenset({"committee", "participants", "partners"}),
    A.PUBLIC: frozenset({"committee", "participants", "partners", "everybody"}),
}


def common_audience(audiences):
    """The widest audience all of `audiences` agree on: what the hosts of a joint meeting have granted together."""
    groups = frozenset.intersection(*(LETS_IN[A(a)] for a in audiences)) if audiences else frozenset()
    return next(a for a, let_in in LETS_IN.items() if let_in == groups)


def widens(before, after):
    """Whether somebody may see a row opened to `after` who could not while it was open to `before`.

    To open to the Committee again lets in the seats of today: only where partners saw it before is a delegate no new reader.
    """
    let_in, now = LETS_IN[A(before)], LETS_IN[A(after)]
    return not now <= let_in or ("committee" in now and "partners" not in let_in)


@dataclass(frozen=True)
class Supposed:
    """A row as it would be if its State opened it: what a preview looks at, and nothing that is written anywhere."""

    release_id: uuid.UUID
    audience: str
    since: datetime.datetime | None


@dataclass(frozen=True)
class Viewer:
    """The facts of today about who is looking, in the one capacity they act in. `Viewer()` is the public."""

    person: uuid.UUID | None = None
    name: str = ""
    capacity: str = ""
    label: str = ""  # "Focal point of Aramar": what the page and the record say
    isu: bool = False
    chair: bool = False
    states: frozenset = frozenset()  # State ids they speak for as focal point today
    rights: frozenset = frozenset()  # (state id, Right) pairs
    places: frozenset = frozenset()  # (state id, place) pairs of nominations with the right to release: capital, mission
    frozen: frozenset = frozenset()  # State ids of these whose files are frozen: nothing but taking back is left
    committee_since: datetime.date | None = None  # first day of the seat they sit on; None outside the Committee
    groups: frozenset = frozenset()  # of {"partners", "committee"}
    organisations: frozenset = frozenset()  # Organisation ids they represent as a partner
    meetings: frozenset = frozenset()  # Meeting ids where they take part
    attends: frozenset = frozenset()  # Engagement ids whose meetings they take part in
    granted: frozenset = field(default_factory=frozenset)  # release ids opened to their State or organisation by name
    shared: bool = False  # several people read this account's mailbox
    signatory: str = ""  # where it is shared: who says they act now, name and function
    supposed: Supposed | None = None  # only of who looks in a preview: the row that is shown as if it were open
    has_others: bool = False  # whether they hold another capacity today, to which they can switch

    @property
    def who(self):
        """By whom something was done, as its row keeps it beside the record."""
        return self.signatory or self.name or self.label

    def has_right(self, state_ids, right):
        """Whether a nomination of theirs carries `right` for one of these States."""
        return any((state_id, right) in self.rights for state_id in state_ids)

    def audience_of(self, item):
        """(to whom a row is open, since when) as its page tells this reader."""
        one = self.supposed
        if one is not None and one.release_id == item.release_id:
            return one.audience, one.since
        return item.audience, item.audience_since


PUBLIC = Viewer()


def open_to(viewer, *, own, withheld, attended):
    """The condition under which a releasable row is seen by `viewer`.

    Each table says how it hangs below engagements: `own` (Q: a host is one of the viewer's States), `withheld` (Q: a
    host has closed its file to everybody else) and `attended` (Q: the viewer takes part in its meeting).
    """
    if viewer.isu:
        return Q()  # drafts and private interest narrow this further where they live
    seen = Q(audience=A.PUBLIC)
    if viewer.groups:
        seen |= Q(audience=A.PARTNERS)
    if viewer.committee_since:
        # Committee means the seats in office when the State granted: a later seat waits for the next decision.
        seen |= Q(audience__in=[A.COMMITTEE, A.BOTH], audience_since__date__gte=viewer.committee_since)
    if viewer.attends:
        seen |= Q(audience__in=[A.PARTICIPANTS, A.BOTH, A.PARTNERS]) & attended
    if viewer.granted:
        seen |= Q(release_id__in=viewer.granted)
    if viewer.supposed:
        seen |= Q(release_id=viewer.supposed.release_id)
    seen &= ~withheld
    return seen | own if viewer.states else seen


class Releasable(models.Model):
    """A row that a State can open to others. Only `engagements.decisions.decide` writes these columns."""

    release_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audience = models.CharField(
        _("open to"), max_length=12, choices=Audience, default=Audience.STATE, editable=False, db_index=True
    )
    audience_since = models.DateTimeField(_("open since"), null=True, editable=False)

    class Meta:
        abstract = True

    # What each releasable row answers about itself.
    def hosts(self):
        """The engagements whose States decide about this row, together."""
        raise NotImplementedError

    def release_title(self):
        """How the decision is called in the workspace and in the ledger."""
        return str(self)

    def release_text(self):
        """The exact text a State signs when it opens this row."""
        return str(self)

    def release_notices(self):
        """What whoever opens this row should check before, as sentences; nothing here hinders it."""
        return sensitive.notices(self.release_text())

    def release_objection(self):
        """Why it cannot be opened to anybody yet; an empty string when it can."""
        return ""

    def audience_objection(self, audience):
        """Why it is never opened to this audience, whatever a State wishes; an empty string when it may be."""
        return ""

    def admitted_parties(self):
        """The party ids to which it may be opened by name; None when to any."""

    def party_objection(self, party_id):
        """Why it is not opened to this State or organisation by name; an empty string when it may be."""
        return ""

    def on_opened(self, audience, now):
        """What else a decision about this row brings with it; called in its transaction with the audience in effect."""
