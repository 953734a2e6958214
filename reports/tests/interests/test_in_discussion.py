"""That somebody is in discussion is shown once both agreed, to who sees the page itself, until either ends it."""

import pytest

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import make_correspondence, make_engagement, make_focal_point, opened
from engagements.models import State
from reports.models import Interest
from reports.tests.interests.keeping import EVERYBODY, NOTE, answer, asked, keep, share, told

pytestmark = pytest.mark.django_db


def test_both_have_to_agree_and_either_ends_it_alone(world):
    row = share(world)
    answer(world["host"], row)  # the partner has not agreed to be shown
    assert (told(world), LedgerEntry.objects.exists()) == (set(), False)
    share(world, may_be_shown="on")
    assert told(world) == set()
    answer(world["host"], row)
    assert told(world) == EVERYBODY
    assert NOTE not in world["public"].get(world["text"].get_absolute_url()).content.decode()
    answer(world["host"], row, end="yes")
    assert told(world) == set()
    answer(world["host"], row)
    assert told(world) == EVERYBODY
    keep(world, shared_with="isu")
    assert told(world) == set()
    assert [entry.verb for entry in LedgerEntry.objects.order_by("number")] == [
        "agree_to_discussion", "end_discussion", "agree_to_discussion",
    ]  # fmt: skip
    assert Letter.objects.filter(kind="in_discussion", to=world["cast"]["partner"].email).count() == 2


def test_a_partner_that_ended_it_does_not_bring_it_back_alone(world):
    row = share(world, may_be_shown="on")
    answer(world["host"], row)
    share(world, may_be_shown="on", note="Other words")
    assert told(world) == EVERYBODY
    keep(world, shared_with="nobody")
    share(world, may_be_shown="on")
    assert (told(world), asked(world)) == (set(), {world["cast"]["host"]})
    answer(world["host"], row)
    assert told(world) == EVERYBODY


def test_it_is_told_to_nobody_who_does_not_see_the_page_itself(world):
    row = share(world, may_be_shown="on")
    answer(world["host"], row)
    opened(world["text"], "partners")
    assert told(world) == EVERYBODY - {"public", "other State"}
    opened(world["text"], "state")
    assert told(world) == {"host", "isu"}


def test_to_be_shown_the_partner_has_to_share_it_with_the_state(world):
    answered = keep(world, shared_with="isu", may_be_shown="on")
    assert answered.status_code == 422
    assert "share it with the State" in answered.content.decode()
    assert not Interest.objects.exists()


@pytest.mark.parametrize("who", ["other State", "delegate", "partner", "other partner"])
def test_nobody_but_the_host_agrees_for_it(world, who):
    row = share(world, may_be_shown="on")
    assert answer(world[who], row).status_code == 404
    assert told(world) == set()


def test_without_the_right_to_release_nobody_agrees(world):
    row = share(world, may_be_shown="on")
    answer(world["browser"](make_focal_point(world["state"], may_release=False)), row)
    assert told(world) == set()


def test_where_two_people_decide_both_agree(world):
    State.objects.filter(pk=world["state"].pk).update(two_people=True)
    row = share(world, may_be_shown="on")
    capital = make_focal_point(world["state"], place="capital")
    mission = make_focal_point(world["state"], place="mission")
    answer(world["host"], row)  # no place recorded
    for _twice in range(2):
        answer(world["browser"](capital), row)
    answer(world["browser"](make_focal_point(world["state"], place="capital")), row)
    assert told(world) == set()
    answer(world["browser"](mission), row)
    assert told(world) == EVERYBODY


def test_the_first_word_of_somebody_who_no_longer_speaks_for_the_state_counts_no_more(world):
    State.objects.filter(pk=world["state"].pk).update(two_people=True)
    left, stays, follows = (make_focal_point(world["state"], place=place) for place in ("capital", "mission", "capital"))
    row = share(world, may_be_shown="on")
    answer(world["browser"](left), row)
    left.nominations.get().end_now()
    answer(world["browser"](stays), row)
    row.refresh_from_db()
    assert row.shown_since is None
    answer(world["browser"](follows), row)
    row.refresh_from_db()
    assert row.shown_since


def test_the_isu_records_the_states_yes_on_its_letter_alone(world):
    row = share(world, may_be_shown="on")
    assert answer(world["isu"], row).status_code == 422
    answer(world["isu"], row, cites=str(make_correspondence().pk), note="By letter")
    assert told(world) == set()
    letter = make_correspondence(world["state"])
    answer(world["isu"], row, cites=str(letter.pk), note="By letter")
    assert told(world) == EVERYBODY
    assert LedgerEntry.objects.get().evidence == letter.describe()


def test_at_a_joint_meeting_every_host_agrees(world):
    other = make_engagement()
    world["text"].report.meeting.host_engagements.add(other)
    row = share(world, may_be_shown="on")
    answer(world["host"], row)
    assert told(world) == set()
    answer(world["browser"](make_focal_point(other.state)), row)
    assert told(world) == EVERYBODY


def test_one_word_of_a_state_is_about_both_its_files_where_a_meeting_belongs_to_two(world):
    world["text"].report.meeting.host_engagements.add(make_engagement(world["state"]))
    row = share(world, may_be_shown="on")
    answer(world["host"], row)
    assert (told(world), asked(world)) == (EVERYBODY, set())
    answer(world["host"], row, end="yes")
    assert (told(world), asked(world)) == (set(), set())
