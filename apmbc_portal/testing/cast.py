"""The cast of every test about who may what: Viewers as plain facts, so that a whole table is checked without a database."""

import datetime

from apmbc_portal.visibility import PUBLIC, Viewer
from apmbc_portal.workflow import Capacity, Right

OWN, OTHER = 1, 2  # State ids
EVERY_RIGHT = (Right.READ, Right.DRAFT, Right.SUBMIT, Right.RELEASE)


def focal_point(state, *rights):
    return Viewer(
        capacity=Capacity.FOCAL_POINT,
        label="Focal point",
        states=frozenset({state}),
        rights=frozenset((state, right) for right in rights),
    )


COMMITTEE = Viewer(
    capacity=Capacity.COMMITTEE, label="Committee", groups=frozenset({"committee"}), committee_since=datetime.date(2026, 1, 1)
)
CAST = {
    "own": focal_point(OWN, *EVERY_RIGHT),
    "reader": focal_point(OWN, Right.READ),
    "drafter": focal_point(OWN, Right.READ, Right.DRAFT),
    "submitter": focal_point(OWN, Right.READ, Right.SUBMIT),
    "releaser": focal_point(OWN, Right.READ, Right.RELEASE),
    "other": focal_point(OTHER, *EVERY_RIGHT),
    "expired": Viewer(label="Signed in, without a capacity today"),  # what viewer_for builds once the nomination has ended
    "isu": Viewer(isu=True, capacity=Capacity.ISU, label="ISU staff"),
    "committee": COMMITTEE,
    "chair": Viewer(
        capacity=Capacity.CHAIR,
        label="Chair",
        groups=frozenset({"committee"}),
        committee_since=datetime.date(2026, 1, 1),
        chair=True,
    ),
    "participant": Viewer(capacity=Capacity.PARTICIPANT, meetings=frozenset({1}), attends=frozenset({1})),
    "partner": Viewer(capacity=Capacity.PARTNER, groups=frozenset({"partners"})),
    # The same person as "own", but acting in their other capacity: the focal point's rights do not come along.
    "two capacities, acting as Committee": COMMITTEE,
    "public": PUBLIC,
}
