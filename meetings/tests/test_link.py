"""The personal link: what it opens, for how long, and what looking at it never does."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.testing.factories import isu_viewer, make_contact, make_invitation, make_meeting, make_participant
from meetings.actions import send_again
from meetings.models import Consent, Contact, Invitation, Participant
from meetings.wording import HOLDS, OF_SOMEBODY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_count():
    cache.clear()


@pytest.fixture
def sent():
    return make_invitation(status="sent")


def link(row, version=None, purpose="invitation"):
    return f"/invitations/{token_for(purpose, row.pk, version or row.link_version)}/"


def person(number=0, **fields):
    return {f"people-{number}-{name}": value for name, value in fields.items()}


def form(*, answer="accepted", seen="", shown=0, **fields):
    return {"answer": answer, "words": "", "seen": seen, "people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": shown} | fields


ANA = person(name="Ana Vero", email="ana@demo.example", title="Director", phone="+41 22 000 00 00")


def seen_of(row):
    row.refresh_from_db()
    return row.answered_at.isoformat() if row.answered_at else ""


def test_looking_changes_nothing_and_leaves_no_trace(client, sent):
    before = (Invitation.objects.values().get(), Event.objects.count(), Participant.objects.count())
    for _ in range(2):
        response = client.get(link(sent))
        assert response.status_code == 200
        assert client.head(link(sent)).status_code == 200
    assert (Invitation.objects.values().get(), Event.objects.count(), Participant.objects.count()) == before
    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]


def test_the_page_tells_the_hosts_the_place_and_the_times_there_and_in_utc(client):
    start = datetime.datetime(2027, 6, 18, 2, tzinfo=datetime.UTC)
    meeting = make_meeting(
        time_zone="Asia/Phnom_Penh", starts_at=start, ends_at=start + datetime.timedelta(hours=3), place="The Palace"
    )
    page = client.get(link(make_invitation(meeting, status="sent"))).content.decode()
    for words in ("18 June 2027, 09:00–12:00", "18 June 2027, 02:00–05:00", "The Palace", "Aramar", meeting.reference):
        assert words in page


AGREES = [("may_be_listed", "contact_list"), ("may_be_named", "naming")]


def test_nobody_is_listed_or_named_unless_somebody_ticks(client, sent):
    page = client.get(link(sent)).content.decode()
    for tick, purpose in AGREES:
        assert f'name="people-0-{tick}"' in page
        assert str(OF_SOMEBODY[purpose]) in page.replace("\n", " ")
    assert "checked" not in page


@pytest.mark.parametrize(("tick", "purpose"), AGREES)
def test_an_acceptance_names_people_and_keeps_the_consent_they_gave_with_its_words(client, sent, tick, purpose):
    response = client.post(link(sent), form(**ANA, **person(**{tick: "on"}), **person(1, name="Bo", access_needs="ramp")))
    assert response.status_code == 302
    sent.refresh_from_db()
    assert sent.status == "accepted"
    assert set(sent.participants.values_list("contact__name", "reply", *(one for one, _purpose in AGREES))) == {
        ("Ana Vero", "accepted", tick == "may_be_listed", tick == "may_be_named"),
        ("Bo", "accepted", False, False),
    }
    consent = Consent.objects.get()
    assert (consent.contact.name, consent.purpose, consent.given_in, consent.language) == ("Ana Vero", purpose, "answer", "en")
    assert consent.wording == f"{OF_SOMEBODY[purpose]} {HOLDS}"  # what the page shows, to the letter
    answered = client.get(response["Location"]).content.decode()
    assert "Your answer is recorded" in answered
    assert "Ana Vero" in answered


def test_the_answer_can_be_changed_until_the_meeting_begins(client, sent):
    client.post(link(sent), form(**ANA))
    row = sent.participants.get()
    page = client.get(link(sent) + "?change=1").content.decode()
    assert "ana@demo.example" in page
    assert "+41 22" not in page  # a link may have been passed on
    corrected = person(participant=row.pk, name="Ana Vero", title="President", email="ana@demo.example")
    client.post(link(sent), form(seen=seen_of(sent), shown=1, **corrected))
    contact = Contact.objects.get()
    assert (contact.title, contact.phone) == ("President", "+41 22 000 00 00")
    client.post(link(sent), form(answer="declined", seen=seen_of(sent)))
    assert set(sent.participants.values_list("reply", flat=True)) == {"declined"}
    sent.meeting.__class__.objects.update(starts_at=timezone.now() - datetime.timedelta(minutes=1))
    assert client.get(link(sent)).status_code == 404
    assert client.post(link(sent), form(seen=seen_of(sent))).status_code == 404


@pytest.mark.parametrize(("tick", "purpose"), AGREES)
def test_leaving_a_box_empty_never_resets_a_consent_and_taking_its_tick_away_ends_that_one_alone(client, sent, tick, purpose):
    ana = make_contact(sent.organisation, email="ana@demo.example", name="Ana Vero")
    elsewhere = make_participant(contact=ana)
    client.post(link(sent), form(**ANA))
    assert ana.consents.in_force().count() == 2
    row = sent.participants.get()
    fields = {"participant": row.pk, "name": "Ana Vero", "email": "ana@demo.example"}
    client.post(link(sent), form(seen=seen_of(sent), shown=1, **person(**fields, **{tick: "on"})))
    client.post(link(sent), form(seen=seen_of(sent), shown=1, **person(**fields)))
    assert not ana.consents.in_force().filter(purpose=purpose).exists()
    assert ana.consents.in_force().count() == 1
    elsewhere.refresh_from_db()
    assert {one: getattr(elsewhere, one) for one, _purpose in AGREES} == {one: one != tick for one, _purpose in AGREES}


def test_a_known_contact_is_named_again_and_not_described_to_the_link(client, sent):
    make_contact(sent.organisation, email="ana@demo.example", name="Vero Ana", phone="+99 1")
    other = make_contact(email="bo@demo.example")
    client.post(link(sent), form(**ANA, **person(1, name="Bo", email="bo@demo.example")))
    assert Contact.objects.filter(organisation=sent.organisation).count() == 2  # Ana as known, and a Bo of this organisation
    assert other.participations.count() == 0
    assert "+99 1" not in client.get(link(sent) + "?change=1").content.decode()


def test_the_second_of_two_people_answering_at_once_is_told(client, sent):
    client.post(link(sent), form(**ANA))
    late = client.post(link(sent), form(answer="declined", words="Sorry, all travelling"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "answered meanwhile" in page
    assert "Sorry, all travelling" in page
    sent.refresh_from_db()
    assert sent.status == "accepted"
    again = form(answer="declined", words="Sorry, all travelling", seen=seen_of(sent))
    assert client.post(link(sent), again).status_code == 302
    sent.refresh_from_db()
    assert sent.status == "declined"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": ""}, "Say whether you accept"),
        (person(email="x@demo.example"), "Give the name"),
        (person(name="A", email="no address"), "valid email"),
        (person(name="A", phone="call me"), "telephone number"),
        (person(name="A\u202eB"), "invisible characters"),
        (person(name="A" * 300), "at most 200 characters"),
        (person(name="A", email="a@demo.example") | person(1, name="a", email="A@demo.example"), "named above already"),
    ],
)
def test_bad_input_gets_a_message_at_the_field_and_everything_else_is_kept(client, sent, fields, words):
    response = client.post(link(sent), form() | {"words": "Kept words"} | fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Kept words" in page
    sent.refresh_from_db()
    assert (sent.status, Participant.objects.count()) == ("sent", 0)


def test_markup_is_text(client, sent):
    client.post(link(sent), form(**person(name="<script>alert(1)</script>")))
    page = client.get(link(sent)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def ended_links(row):
    other = make_invitation(status="proposed")
    token = link(row)
    return {
        "tampered": token[:-3] + "xx/",
        "cut": token[: len(token) // 2] + "/",
        "old version": link(row, version=row.link_version + 1),
        "made for something else": link(row, purpose="welcome"),
        "never sent": link(other),
        "no row": f"/invitations/{token_for('invitation', 'nonsense')}/",
        "no token": "/invitations/x/",
    }


@pytest.mark.parametrize(
    "case", ["tampered", "cut", "old version", "made for something else", "never sent", "no row", "no token"]
)
def test_a_link_that_opens_nothing_says_nothing(client, sent, case):
    url = ended_links(sent)[case]
    for response in (client.get(url), client.post(url, form(**ANA))):
        page = response.content.decode()
        assert response.status_code == 404
        assert "This link has ended" in page
        assert sent.meeting.title not in page
    assert Participant.objects.count() == 0


def test_a_new_link_ends_the_one_before(client, sent):
    old = link(sent)
    sent = send_again(sent, by=isu_viewer())
    assert (client.get(old).status_code, client.get(link(sent)).status_code) == (404, 200)


def test_a_link_names_nobody_of_another_invitation(client, sent):
    other = make_participant(sent.meeting, invitation=make_invitation(sent.meeting, status="accepted"), may_be_listed=True)
    client.post(link(sent), form(shown=1, **person(participant=other.pk, name="Somebody else", leaves="on")))
    before = (other.reply, other.contact.name, other.may_be_listed)
    other = Participant.objects.get(pk=other.pk)
    assert (other.reply, other.contact.name, other.may_be_listed) == before
    assert other.contact.name not in client.get(link(sent)).content.decode()


def test_the_link_needs_no_cookie(sent):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(sent), form(), headers={"origin": "null"}).status_code == 302


def test_answers_without_end_are_stopped(client, sent, monkeypatch):
    monkeypatch.setattr("meetings.views.link.ANSWERS_AN_HOUR", 2)
    codes = [client.post(link(sent), form(seen=seen_of(sent))).status_code for _ in range(3)]
    assert codes == [302, 302, 429]


def test_the_form_costs_the_same_for_one_and_three_people(client, django_assert_num_queries):
    for number in (1, 3):
        row = make_invitation(status="accepted")
        for _ in range(number):
            make_participant(row.meeting, make_contact(row.organisation), invitation=row)
        with django_assert_num_queries(4):
            assert client.get(link(row) + "?change=1").status_code == 200


def test_nobody_is_written_into_the_empty_row_of_somebody_who_was_erased(client, sent):
    """The organisation has its link still: what it types is another person, who is found when they ask in their turn."""
    client.post(link(sent), form(**ANA))
    row = Participant.objects.get()
    Contact.objects.filter(pk=row.contact_id).update(name="–", email="", erased_on=datetime.date(2026, 1, 1))
    page = client.get(link(sent) + "?change").content.decode()
    assert f'value="{row.pk}"' not in page
    typed = person(participant=str(row.pk), name="Ben Next", email="ben@demo.example")
    client.post(link(sent), form(seen=seen_of(sent), shown=1, **typed))
    row.contact.refresh_from_db()
    assert (row.contact.name, row.contact.email) == ("–", "")
    assert Contact.objects.get(name="Ben Next").erased_on is None


def test_a_colleague_who_comes_instead_takes_over_neither_consent_nor_past_meetings(client, sent):
    client.post(link(sent), form(**ANA, **person(may_be_listed="on", may_be_named="on")))
    row = Participant.objects.get()
    before = make_participant(make_meeting(status="held"), row.contact, attendance="present")
    typed = person(participant=str(row.pk), name="Ben Next", email="ben@demo.example", may_be_listed="on", listed_before="1")
    typed |= person(may_be_named="on", agreed_before="1")
    client.post(link(sent), form(seen=seen_of(sent), shown=1, **typed))
    before.refresh_from_db()
    assert (before.contact.name, before.contact.email) == ("Ana Vero", "ana@demo.example")
    people = sent.meeting.participants.values_list("contact__name", "reply", "may_be_listed", "may_be_named")
    assert set(people) == {("Ana Vero", "declined", True, True), ("Ben Next", "accepted", False, False)}
    assert not Consent.objects.filter(contact__name="Ben Next").exists()
    assert sent.meeting.participants.listed().taking_part().count() == 0


def test_a_name_or_an_address_alone_is_corrected_in_place(client, sent):
    client.post(link(sent), form(**ANA))
    row = Participant.objects.get()
    for typed in (
        {"name": "Ana María Vero", "email": "ana@demo.example"},
        {"name": "Ana María Vero", "email": "vero@demo.example"},
    ):
        client.post(link(sent), form(seen=seen_of(sent), shown=1, **person(participant=str(row.pk), **typed)))
        assert Contact.objects.values("name", "email").get(organisation=sent.organisation) == typed
