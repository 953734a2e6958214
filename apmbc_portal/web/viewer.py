"""From the dated rows of today to the Viewer of a request: in which capacities may somebody act, and as which do they."""

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.visibility import PUBLIC, Viewer
from apmbc_portal.web.standing import standing_of
from apmbc_portal.workflow import Capacity, Right

SESSION_KEY = "acting"


@dataclass(frozen=True)
class Acting:
    """One capacity somebody may act in today: `key` names its row, `label` is what the page and the record say."""

    key: str
    capacity: str
    label: str
    starts: datetime.date | None = None
    ends: datetime.date | None = None  # last day; None is open-ended
    state: int | None = None
    rights: frozenset = frozenset()
    places: frozenset = frozenset()  # where the nominations with the right to release are: capital, mission
    frozen: bool = False
    seat_from: datetime.date | None = None
    organisation: int | None = None  # which they represent as a partner
    parties: frozenset = frozenset()  # whom a grant by name may name
    meetings: frozenset = frozenset()
    attends: frozenset = frozenset()
    granted: frozenset = frozenset()  # what was opened to those parties, and to no other capacity of the same person


def capacities_of(user, day=None):
    """All capacities `user` holds on `day`, ISU first. Every one comes from a row in force that day; one query."""
    day = day or timezone.localdate()
    found, took_part, named = {}, {}, {}
    for row in standing_of(user, day):
        if row["source"] == "meeting":
            took_part.setdefault(row["other"], set()).add((row["ident"], row["engagement"]))
        elif row["source"] == "grant":
            named.setdefault(row["party"], set()).add(row["item"])
        elif one := READERS[row["source"]](row, day):
            found[one.key] = _merged(found[one.key], one) if one.key in found else one
    for key, one in found.items():
        found[key] = replace(one, granted=frozenset().union(*(named.get(party, ()) for party in one.parties)))
    return _with_meetings(found, took_part)


def _staff(row, day):
    return Acting("isu:", Capacity.ISU, _("ISU staff"), row["starts"], row["ends"])


def _focal_point(row, day):
    if row["frozen"]:
        rights = {Right.READ, Right.WITHDRAW}
    else:
        rights = {Right.READ} | {right for right in (Right.DRAFT, Right.SUBMIT, Right.RELEASE) if row[right]}
    return Acting(
        f"state:{row['ident']}", Capacity.FOCAL_POINT, _("Focal point of %(state)s") % {"state": row["name"]},
        row["starts"], row["ends"], row["ident"], frozenset(rights),
        frozenset({row["place"]} if row["release"] and row["place"] else ()), row["frozen"], parties=_parties(row),
    )  # fmt: skip


def _last_word(row, day):
    """A nomination that ran out while nobody else could withdraw: its holder reads, takes back and withdraws."""
    return Acting(
        f"state:{row['ident']}", Capacity.FOCAL_POINT, _("Focal point of %(state)s, until a successor is nominated") % {"state": row["name"]},
        row["starts"], row["ends"], row["ident"], frozenset({Right.READ, Right.WITHDRAW}), frozen=row["frozen"],
        parties=_parties(row),
    )  # fmt: skip


def _delegate(row, day):
    chair = (
        row["chair_from"] is not None and row["chair_from"] <= day and (row["chair_until"] is None or day <= row["chair_until"])
    )
    label = _("Chair of the Committee, %(state)s") if chair else _("Committee member, %(state)s")
    # Whichever ends first, the posting or the seat, ends the capacity.
    ends = min((last for last in (row["ends"], row["seat_ends"]) if last), default=None)
    return Acting(
        f"seat:{row['ident']}", Capacity.CHAIR if chair else Capacity.COMMITTEE, label % {"state": row["name"]},
        row["starts"], ends, seat_from=row["seat_starts"], parties=_parties(row),
    )  # fmt: skip


def _partner(row, day):
    return Acting(
        f"partner:{row['ident']}", Capacity.PARTNER, _("Partner, %(organisation)s") % {"organisation": row["name"]},
        row["starts"], row["ends"], organisation=row["ident"], parties=_parties(row),
    )  # fmt: skip


READERS = {"staff": _staff, "nomination": _focal_point, "last word": _last_word, "seat": _delegate, "representation": _partner}


def _parties(row):
    return frozenset(party for party in (row["party"], row["party_state"]) if party)


def _merged(one, other):
    """Two rows of one capacity, such as two nominations by one State, are one capacity with the rights of both."""
    ends = None if one.ends is None or other.ends is None else max(one.ends, other.ends)
    return replace(
        one, starts=min(one.starts, other.starts), ends=ends, rights=one.rights | other.rights, places=one.places | other.places
    )


def _with_meetings(found, took_part):
    """Taking part belongs to the organisation somebody came for; whoever does not represent it acts as a participant."""
    for organisation, pairs in took_part.items():
        facts = {
            "meetings": frozenset(meeting for meeting, _engagement in pairs),
            "attends": frozenset(engagement for _meeting, engagement in pairs if engagement),
        }
        key = f"partner:{organisation}"
        if key in found:
            found[key] = replace(found[key], **facts)
        else:
            found["participant:"] = Acting("participant:", Capacity.PARTICIPANT, _("Participant"), **facts)
    return list(found.values())


def viewer_for(user, acting_key="", day=None, held=None):
    """The Viewer for a signed-in person, acting as `acting_key` or else in the first capacity they hold; the public otherwise.

    `held` is what they hold, where it is known already.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return PUBLIC
    held = capacities_of(user, day) if held is None else held
    acting = next((one for one in held if one.key == acting_key), held[0] if held else None)
    if acting is None:
        return Viewer(person=user.pk, name=user.name, label=_("Signed in, without a capacity today"))
    return as_viewer(user, acting, has_others=len(held) > 1)


def without_second_factor(user):
    """The Viewer of somebody who must show a second factor first: the public, with a name."""
    return Viewer(person=user.pk, name=user.name, label=_("Signed in, second factor not shown yet"))


def as_viewer(user, acting, *, has_others=False):
    """The facts of one capacity, and of no other the person may hold as well."""
    committee = acting.capacity in (Capacity.COMMITTEE, Capacity.CHAIR)
    groups = {"committee"} if committee else {"partners"} if acting.capacity == Capacity.PARTNER else set()
    return Viewer(
        person=user.pk,
        name=user.name,
        capacity=str(acting.capacity),
        label=acting.label,
        isu=acting.capacity == Capacity.ISU,
        chair=acting.capacity == Capacity.CHAIR,
        states=frozenset({acting.state}) if acting.state else frozenset(),
        rights=frozenset((acting.state, right) for right in acting.rights),
        places=frozenset((acting.state, place) for place in acting.places),
        frozen=frozenset({acting.state}) if acting.frozen else frozenset(),
        committee_since=acting.seat_from,
        groups=frozenset(groups),
        organisations=frozenset({acting.organisation}) if acting.organisation else frozenset(),
        meetings=acting.meetings,
        attends=acting.attends,
        granted=acting.granted,
        shared=user.is_shared,
        has_others=has_others,
    )
