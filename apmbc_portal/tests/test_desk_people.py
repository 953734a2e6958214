"""People, letters and the record on the desk."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.audit.record import record_decision
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.testing import factories as make
from engagements.models import Nomination

pytestmark = pytest.mark.django_db
LETTERS = "admin:notices_letter_changelist"


def act(client, name, action, *rows):
    return client.post(reverse(name), {"action": action, "_selected_action": [str(row.pk) for row in rows]})


def new_person(client, **fields):
    none = {f"staff_appointments-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {"name": "Mai Example", "email": "Mai@Demo.Example", "language": "en", "time_zone": "Asia/Tokyo", "is_active": "on"}
    return client.post(reverse("admin:accounts_user_add"), none | data | fields)


def test_a_person_is_created_without_a_password_and_invited_by_letter(desk):
    assert new_person(desk).status_code == 302
    user = User.objects.get(name="Mai Example")
    assert user.email == "mai@demo.example"
    assert not user.has_usable_password()
    act(desk, "admin:accounts_user_changelist", "send_invitation", user)
    letter = Letter.objects.get()
    assert (letter.to, letter.link_view, letter.link_subject, letter.status) == (user.email, "welcome", str(user.pk), "queued")


def test_history_names_a_person_by_an_opaque_id_only(desk):
    new_person(desk)
    user = User.objects.get(name="Mai Example")
    act(desk, "admin:accounts_user_changelist", "send_invitation", user)
    state = make.make_state()
    note = make.make_correspondence(state)
    period = {"starts": make.today().isoformat(), "state": state.pk, "user": str(user.pk), "document": str(note.pk)}
    assert desk.post(reverse("admin:engagements_nomination_add"), period).status_code == 302
    assert {event.verb for event in Event.objects.all()} == {"add", "invite", "nominate"}
    assert [event for event in Event.objects.all() if "Mai" in f"{event.subject} {event.detail}"] == []


def test_a_language_or_time_zone_that_does_not_exist_is_refused_at_its_field(desk):
    answer = new_person(desk, language="xx", time_zone="Atlantis/Capital")
    assert set(answer.context["adminform"].form.errors) == {"language", "time_zone"}


def test_the_same_address_twice_is_refused_whatever_its_case(desk):
    new_person(desk)
    answer = new_person(desk, email="MAI@demo.example")
    assert "email" in answer.context["adminform"].form.errors


def test_a_nomination_cannot_cite_another_states_document(desk):
    state, document = make.make_state(), make.make_correspondence()
    data = {"state": state.pk, "user": str(make.make_user().pk), "starts": make.today().isoformat(), "document": str(document.pk)}
    answer = desk.post(reverse("admin:engagements_nomination_add"), data)
    assert list(answer.context["adminform"].form.errors) == ["document"]
    upside_down = data | {"document": "", "ends": (make.today() - datetime.timedelta(days=2)).isoformat()}
    answer = desk.post(reverse("admin:engagements_nomination_add"), upside_down)
    assert "The last day lies before the first." in answer.content.decode()
    assert not Nomination.objects.exists()


def test_nominations_are_listed_by_what_they_are_today(desk):
    day = datetime.timedelta(days=1)
    now = make.make_focal_point().nominations.get()
    ended = make.make_focal_point(starts=make.today() - 9 * day, ends=make.today() - day).nominations.get()
    ahead = make.make_focal_point(starts=make.today() + day).nominations.get()
    for period, expected in {"now": now, "ended": ended, "ahead": ahead}.items():
        answer = desk.get(reverse("admin:engagements_nomination_changelist"), {"period": period})
        assert list(answer.context["cl"].result_list) == [expected]


def letter_with(status):
    letter = queue("a@demo.example", "Subject", "Text", about="IA-2026-XAA-01", kind="receipt")
    sent_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) if status == "sent" else None
    Letter.objects.filter(pk=letter.pk).update(status=status, attempt=5, error="refused", sent_at=sent_at)
    return letter


OUTCOMES = {
    ("retry", "failed"): "queued",
    ("mark_sent", "uncertain"): "sent",
    ("queue_again", "uncertain"): "queued",
    ("discard", "draft"): "discarded",
    ("discard", "queued"): "discarded",
    ("discard", "held"): "discarded",
    ("discard", "uncertain"): "discarded",
    ("discard", "failed"): "discarded",
}


@pytest.mark.parametrize("verb", ["retry", "mark_sent", "queue_again", "discard"])
@pytest.mark.parametrize("status", Letter.Status.values)
def test_what_can_be_decided_about_a_letter(desk, verb, status):
    letter = letter_with(status)
    act(desk, LETTERS, verb, letter)
    letter.refresh_from_db()
    assert letter.status == OUTCOMES.get((verb, status), status)
    assert Event.objects.count() == ((verb, status) in OUTCOMES)


def test_a_decision_can_be_taken_on_the_letters_own_page(desk):
    letter = letter_with("uncertain")
    page = desk.get(reverse("admin:notices_letter_change", args=[letter.pk])).content.decode()
    assert "It arrived: mark as sent" in page
    assert "Try again" not in page
    settle = reverse("admin:notices_letter_settle", args=[letter.pk])
    assert desk.post(settle, {"verb": "erase"}).status_code == 404
    assert desk.post(settle, {"verb": "mark_sent"}).status_code == 302
    letter.refresh_from_db()
    assert letter.status == "sent"
    desk.post(settle, {"verb": "queue_again"})
    letter.refresh_from_db()
    assert letter.status == "sent"


def test_a_letter_tried_again_has_all_its_attempts_before_it(desk):
    letter = letter_with("failed")
    act(desk, LETTERS, "retry", letter)
    letter.refresh_from_db()
    assert (letter.attempt, letter.error) == (0, "")


def test_letters_and_the_record_are_read_and_never_written(desk):
    letter = letter_with("failed")
    entry = record_decision("XAA", make.isu_viewer(), "open", "A request", text="The exact text")
    for name, row in {"notices_letter": letter, "audit_ledgerentry": entry}.items():
        address = reverse(f"admin:{name}_change", args=[row.pk])
        assert desk.get(address).status_code == 200
        assert desk.post(address, {"body": "forged", "text": "forged"}).status_code == 403
        assert desk.get(reverse(f"admin:{name}_add")).status_code == 403
    assert "The exact text" in desk.get(reverse("admin:audit_ledgerentry_change", args=[entry.pk])).content.decode()


def test_what_is_not_verified_says_so(desk):
    state = make.make_state(note="A rumour")
    state.obligations.create(article="5", status="unclear")
    assert "not verified" in desk.get(reverse("admin:engagements_obligation_changelist")).content.decode()
    page = desk.get(reverse("admin:engagements_state_change", args=[state.pk])).content.decode()
    assert "Never shown on a public page." in page


def test_no_address_asks_for_a_password_letter_by_letter(desk):
    user = make.make_user(name="Guessed Person")
    page = desk.get(reverse("admin:accounts_user_changelist"), {"password__startswith": user.password[:6]})
    assert "Guessed Person" not in page.content.decode()
