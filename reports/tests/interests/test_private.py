"""What a partner notes for itself is read by whom it chose, and taken back at any time."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import make_meeting, make_report, make_request, make_text, make_user, opened
from engagements.letters import isu_mailboxes
from reports.models import Interest
from reports.tests.interests.keeping import NOTE, answer, keep, page_of, pages, readers, share

pytestmark = pytest.mark.django_db


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
