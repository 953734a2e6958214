"""A partner's interest is its own until it shares it; that it is in discussion is told only where both sides agreed."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_correspondence,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_partner,
    make_published,
    make_report,
    make_request,
    make_staff,
    make_state,
    make_text,
    make_user,
    opened,
)  # fmt: skip
from engagements.letters import isu_mailboxes
from engagements.models import State
from reports.models import Interest

pytestmark = pytest.mark.django_db
NOTE = "Two survey teams from March"


@pytest.fixture
def world(client):
    """A published text of one State, a partner, and everybody from whom its interest is kept."""

    def browser(user=None):
        other = type(client)()
        if user:
            other.force_login(user)
        return other

    state, trust = make_state(), make_organisation(name="Interested Trust")
    engagement = make_engagement(state)
    cast = {
        "partner": make_partner(trust), "colleague": make_partner(trust), "host": make_focal_point(state), "isu": make_staff(),
        "other partner": make_partner(), "other State": make_focal_point(), "delegate": make_delegate(),
    }  # fmt: skip
    browsers = {name: browser(user) for name, user in cast.items()} | {"public": browser()}
    return {"text": make_published(engagement), "state": state, "trust": trust, "cast": cast, "browser": browser} | browsers


def page_of(item, kind="text"):
    return reverse("interest", args=[kind, item.release_id])


def keep(world, item=None, kind="text", *, who="partner", **said):
    data = {"note": NOTE, "shared_with": "nobody"} | said
    return world[who].post(page_of(item or world["text"], kind), data, follow=True)


def share(world, **said):
    keep(world, shared_with="state", **said)
    return Interest.objects.get()


def answer(browser, row, **data):
    return browser.post(reverse("workspace_interest", args=[row.pk]), data, follow=True)


def readers(world, words, *pages):
    """Who reads these words on any of the pages."""
    names = [*world["cast"], "public"]
    return {name for name in names if any(words in world[name].get(page).content.decode() for page in pages)}


def pages(world, row):
    file = world["text"].hosts()[0]
    return [
        world["text"].get_absolute_url(), page_of(world["text"]), reverse("interests"), reverse("outcomes"),
        reverse("workspace_interest", args=[row.pk]), reverse("workspace_engagement", args=[file.reference]),
    ]  # fmt: skip


# --- private ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shared_with", "also"), [("nobody", set()), ("isu", {"isu"}), ("state", {"isu", "host"})])
def test_a_note_is_read_by_the_partner_and_whom_it_chose(world, shared_with, also):
    keep(world, shared_with=shared_with)
    row = Interest.objects.get()
    assert readers(world, NOTE, *pages(world, row)) == {"partner", "colleague"} | also
    assert readers(world, "Interested Trust", *pages(world, row)) == {"partner", "colleague"} | also


def test_the_page_exists_for_partners_who_see_what_it_is_about(world):
    for who in ("host", "isu", "delegate", "other State"):
        assert world[who].get(page_of(world["text"])).status_code == 404
    assert world["public"].get(page_of(world["text"])).status_code == 302
    closed = make_text(make_report(make_meeting(status="held"), status="approved"), kind="public")
    assert world["partner"].get(page_of(closed)).status_code == 404
    assert keep(world, closed).status_code == 404
    assert world["partner"].get(reverse("interest", args=["nonsense", world["text"].release_id])).status_code == 404
    assert not Interest.objects.exists()


def test_taking_it_back_ends_every_sight(world):
    row = share(world)
    world["partner"].post(page_of(world["text"]), {"forget": "yes"})
    assert not Interest.objects.exists()
    assert world["host"].get(reverse("workspace_interest", args=[row.pk])).status_code == 404


def test_the_record_says_that_somebody_kept_and_forgot_one_and_not_in_what(world):
    before = set(Event.objects.values_list("pk", flat=True))
    keep(world)
    world["partner"].post(page_of(world["text"]), {"forget": "1"})
    lines = Event.objects.exclude(pk__in=before).filter(verb__in=["keep_interest", "forget_interest"])
    assert sorted(lines.values_list("verb", "person", "about")) == [
        ("forget_interest", world["cast"]["partner"].pk, ""), ("keep_interest", world["cast"]["partner"].pk, ""),
    ]  # fmt: skip
    said = " ".join(f"{line.subject} {line.detail}" for line in lines)
    assert [word for word in (NOTE, world["state"].name, world["text"].code, "Interested Trust") if word in said] == []


def test_a_partner_keeps_one_note_for_each_row_and_finds_it_in_its_list(world):
    for note in ("First", "Second"):
        keep(world, note=note)
    assert Interest.objects.get().note == "Second"
    content = world["colleague"].get(reverse("interests")).content.decode()
    assert "Second" in content
    assert "Nothing noted yet" in world["other partner"].get(reverse("interests")).content.decode()
    opened(world["text"], "state")
    assert "No longer open to you" in world["partner"].get(reverse("interests")).content.decode()


def test_an_older_page_of_a_colleague_shares_nothing_again(world):
    share(world, may_be_shown="on")
    shown = world["colleague"].get(page_of(world["text"])).context["form"]["seen"].value()
    keep(world, shared_with="nobody")
    late = {"shared_with": "state", "may_be_shown": "on", "note": "Typed by the colleague", "seen": shown}
    page = keep(world, who="colleague", **late)
    assert (page.status_code, Interest.objects.get().shared_with) == (422, "nobody")
    assert all(words in page.content.decode() for words in ("A colleague changed this meanwhile", "Typed by the colleague"))
    keep(world, who="colleague", **late | {"seen": page.context["form"]["seen"].value()})
    assert Interest.objects.get().note == "Typed by the colleague"
    keep(world, forget="yes")
    keep(world, who="colleague", **late)
    assert not Interest.objects.exists()


def test_what_the_partner_does_not_see_any_more_it_can_still_take_back(world):
    """Narrowed to the Committee, the text tells its readers of the partner; the partner's word ends that all the same."""
    share(world, may_be_shown="on")
    opened(world["text"], "committee")
    page = page_of(world["text"])
    assert page in world["partner"].get(reverse("interests")).content.decode()
    assert world["partner"].get(page).status_code == 404
    assert world["partner"].post(page, {"note": NOTE, "shared_with": "nobody"}).status_code == 404
    for who in ("other partner", "host", "other State", "delegate", "public"):
        world[who].post(page, {"forget": "yes"})
    assert Interest.objects.count() == 1
    assert world["partner"].post(page, {"forget": "yes"}).status_code == 302
    assert not Interest.objects.exists()


def test_the_desk_cannot_ask_by_an_address_who_keeps_a_note(world):
    keep(world)
    for where in ("meetings_organisation", "reports_reporttext"):
        for question in ("interests__isnull=0", f"interests={Interest.objects.get().pk}", "interests__note__startswith=T"):
            answer = world["isu"].get(f"{reverse(f'admin:{where}_changelist')}?{question}")
            assert "Interested Trust" not in answer.content.decode()
            assert world["text"].title not in answer.content.decode()


def test_letters_go_to_whom_it_is_shared_with_and_say_nothing(world):
    keep(world)
    assert not Letter.objects.exists()
    share(world)
    letters = Letter.objects.filter(kind="interest_shared")
    assert {letter.to for letter in letters} == {address for address, _name, _language in isu_mailboxes()} | {
        world["cast"]["host"].email
    }
    for letter in letters:
        assert "Interested Trust" not in letter.body
        assert NOTE not in letter.body


# --- waiting for the State's word ---------------------------------------------------------------------------------------------


def asked(world, *users):
    """Whom of these (the host's first focal point by default) the workspace asks for a word, on both its pages alike."""
    found = set()
    for user in users or [world["cast"]["host"]]:
        browser = world["browser"](user)
        home = [one for one, _reference in browser.get(reverse("workspace")).context["waiting"]]
        file = reverse("workspace_engagement", args=[world["text"].hosts()[0].reference])
        answer = browser.get(file)
        assert answer.status_code == 404 or answer.context["waiting"] == home
        found |= {user for one in home if one.url == reverse("workspace_interest", args=[Interest.objects.get().pk])}
    return found


def test_a_partner_that_asks_waits_under_the_decisions_until_the_state_answers(world):
    host = world["cast"]["host"]
    row = share(world)
    assert asked(world) == set()  # it tells the State something, and asks nothing
    share(world, may_be_shown="on")
    reader = make_focal_point(world["state"], may_release=False)
    assert asked(world, host, reader, world["cast"]["other State"]) == {host}
    answer(world["host"], row)
    assert asked(world) == set()


def test_a_no_is_kept_from_the_partner_and_asked_about_only_when_it_asks_anew(world):
    row = share(world, may_be_shown="on")
    answer(world["host"], row, end="yes")
    assert (asked(world), told(world)) == (set(), set())
    assert "does not wish it" in world["host"].get(reverse("workspace_interest", args=[row.pk])).content.decode()
    assert "wish" not in world["partner"].get(page_of(world["text"])).content.decode()
    share(world, may_be_shown="on", note="Reworded")
    assert asked(world) == set()
    share(world)
    share(world, may_be_shown="on")
    assert asked(world) == {world["cast"]["host"]}
    answer(world["host"], row, end="yes")
    answer(world["host"], row)
    assert told(world) == EVERYBODY


def test_where_two_people_decide_it_waits_for_whoever_has_not_spoken(world):
    State.objects.filter(pk=world["state"].pk).update(two_people=True)
    row = share(world, may_be_shown="on")
    capital, colleague = (make_focal_point(world["state"], place="capital") for _each in range(2))
    mission = make_focal_point(world["state"], place="mission")
    people = [world["cast"]["host"], capital, colleague, mission]  # the host's place is not recorded
    assert asked(world, *people) == {capital, colleague, mission}
    answer(world["browser"](capital), row)
    assert asked(world, *people) == {mission}
    capital.nominations.get().end_now()
    assert asked(world, colleague, mission) == {colleague, mission}


# --- in discussion -----------------------------------------------------------------------------------------------------------


def told(world):
    return readers(world, "Partners in discussion", world["text"].get_absolute_url())


EVERYBODY = {"partner", "colleague", "host", "isu", "other partner", "other State", "delegate", "public"}


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


def test_a_request_that_was_opened_can_interest_as_well(world):
    request = opened(make_request(world["text"].hosts()[0], status="in_dialogue"), "partners")
    content = world["partner"].get(request.get_absolute_url()).content.decode()
    assert page_of(request, "request") in content
    keep(world, request, "request", shared_with="state", may_be_shown="on")
    answer(world["host"], Interest.objects.get())
    assert readers(world, "Partners in discussion", request.get_absolute_url()) == {
        "partner", "colleague", "host", "isu", "other partner", "delegate",
    }  # fmt: skip


def test_a_person_without_a_capacity_has_no_interests(world):
    assert world["browser"](make_user()).get(reverse("interests")).status_code == 404
