"""What one person may do alone where two decide is exactly what lets in nobody new: worked out a second time from who sees."""

import datetime
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from apmbc_portal.testing.factories import make_focal_point, make_state, viewer_of
from apmbc_portal.tests.deciding import sees, world
from apmbc_portal.visibility import PUBLIC, Audience, Viewer
from apmbc_portal.workflow import Refused
from engagements import decisions
from engagements.models import Release, State

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def rows():
    return world(make_state())


def readers(item):
    """One of each group; of the Committee one who sat there when it was opened, and one who came later."""
    hosts, today = frozenset(host.pk for host in item.hosts()), timezone.localdate()
    return {
        "delegate": Viewer(groups=frozenset({"committee"}), committee_since=today - 100 * DAY),
        "later delegate": Viewer(groups=frozenset({"committee"}), committee_since=today - 5 * DAY),
        "participant": Viewer(attends=hosts, meetings=frozenset({item.the_meeting().pk})),
        "partner": Viewer(groups=frozenset({"partners"})),
        "public": PUBLIC,
    }


def seen(item):
    return {who for who, viewer in readers(item).items() if sees(item, viewer)}


@pytest.mark.parametrize(("before", "after"), list(product(Audience, Audience)))
def test_one_person_alone_decides_exactly_what_lets_in_nobody_new(rows, before, after):
    item, by = rows["outcome"], viewer_of(make_focal_point(rows["engagement"].state, place="capital"))
    said = {"engagement": rows["engagement"], "by": by}
    decisions.decide(item, before, **said)
    long_ago = timezone.now() - 10 * DAY
    type(item).objects.update(audience_since=long_ago)
    Release.objects.update(since=long_ago)
    saw = seen(item)

    with transaction.atomic():  # what it would let in, tried without the rule and undone
        decisions.decide(item, after, **said)
        would_see = seen(item)
        transaction.set_rollback(True)
    State.objects.update(two_people=True)
    try:
        decisions.decide(item, after, **said)
        alone = True
    except Refused:
        alone = False
    assert alone == (would_see <= saw)
    assert seen(item) == (would_see if alone else saw)
