"""From the dated rows of today to the Viewer of a request: in which capacities may somebody act, and as which do they."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.accounts.models import StaffAppointment
from apmbc_portal.visibility import PUBLIC, Viewer
from apmbc_portal.workflow import Capacity
from engagements.models import Delegate, NamedGrant, Nomination
from meetings.models import Meeting, Participant, Representation

SESSION_KEY = "acting"


@dataclass(frozen=True)
class Acting:
    """One capacity somebody may act in today: `key` names its row, `label` is what the page and the record say."""

    key: str
    capacity: str
    label: str
    rows: tuple = ()

    @property
    def row(self):
        return self.rows[0]


def capacities_of(user, day=None):
    """All capacities `user` holds on `day`, ISU first. Every one comes from a row in force that day."""
    day = day or timezone.localdate()
    found = [
        Acting(f"isu:{row.pk}", Capacity.ISU, _("ISU staff"), (row,)) for row in StaffAppointment.objects.on(day).filter(user=user)[:1]
    ]
    for row in Nomination.objects.on(day).filter(user=user).select_related("state"):
        found.append(Acting(f"state:{row.state_id}", Capacity.FOCAL_POINT, _("Focal point of %(state)s") % {"state": row.state}, (row,)))
    for row in Delegate.objects.on(day).filter(user=user).select_related("seat__state"):
        if row.seat.holds_on(day):
            chair = row.seat.chairs_on(day)
            name = _("Chair of the Committee, %(state)s") if chair else _("Committee member, %(state)s")
            found.append(Acting(f"seat:{row.seat_id}", Capacity.CHAIR if chair else Capacity.COMMITTEE, name % {"state": row.seat.state}, (row,)))
    for row in Representation.objects.on(day).filter(user=user).select_related("organisation__state"):
        found.append(
            Acting(f"partner:{row.organisation_id}", Capacity.PARTNER, _("Partner, %(organisation)s") % {"organisation": row.organisation}, (row,))
        )
    if not any(one.capacity == Capacity.PARTNER for one in found) and Participant.objects.taking_part().filter(contact__user=user).exists():
        found.append(Acting("participant:", Capacity.PARTICIPANT, _("Participant")))
    merged = {}
    for one in found:  # two nominations by one State are one capacity with the rights of both
        before = merged.get(one.key)
        merged[one.key] = replace(before, rows=before.rows + one.rows) if before else one
    return list(merged.values())


def viewer_for(user, acting_key="", day=None):
    """The Viewer for a signed-in person, acting as `acting_key` or else in the first capacity they hold; the public otherwise."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return PUBLIC
    held = capacities_of(user, day)
    acting = next((one for one in held if one.key == acting_key), held[0] if held else None)
    if acting is None:
        return Viewer(person=user.pk, name=user.name, label=_("Signed in, without a capacity today"))
    return _viewer(user, acting)


def _viewer(user, acting):
    facts = {"person": user.pk, "name": user.name, "capacity": str(acting.capacity), "label": acting.label}
    if acting.capacity == Capacity.ISU:
        return Viewer(isu=True, **facts)
    if acting.capacity == Capacity.FOCAL_POINT:
        state = acting.row.state_id
        rights = frozenset((state, right) for row in acting.rows for right in row.rights())
        return Viewer(states=frozenset({state}), rights=rights, **facts)
    if acting.capacity in (Capacity.COMMITTEE, Capacity.CHAIR):
        seat = acting.row.seat
        return Viewer(
            committee_since=seat.starts,
            chair=acting.capacity == Capacity.CHAIR,
            groups=frozenset({"committee"}),
            granted=_granted({seat.state.party_id}),
            **facts,
        )
    meetings = frozenset(Participant.objects.taking_part().filter(contact__user=user).values_list("meeting_id", flat=True))
    attends = Meeting.host_engagements.through.objects.filter(meeting__in=meetings).values_list("engagement_id", flat=True)
    facts |= {"meetings": meetings, "attends": frozenset(attends) if meetings else frozenset()}
    if acting.capacity == Capacity.PARTICIPANT:
        return Viewer(**facts)
    organisation = acting.row.organisation
    parties = {organisation.party_id} | ({organisation.state.party_id} if organisation.state else set())
    return Viewer(groups=frozenset({"partners"}), granted=_granted(parties), **facts)


def _granted(parties):
    return frozenset(NamedGrant.objects.filter(party__in=parties, effective=True).values_list("item", flat=True))
