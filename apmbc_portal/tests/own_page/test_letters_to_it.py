"""Letters lead to a person's own page: asked for by anybody, sent to those who are known, and once a term."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.own_page.looking import LIST, NAMING, everything
from apmbc_portal.web.tasks import answer_who_asked
from meetings import letters
from meetings.models import Consent, Contact
from meetings.tasks import keep_consents

pytestmark = pytest.mark.django_db


def test_asking_answers_everybody_alike_and_writes_to_those_who_are_known(client, ana):
    answers = [client.post("/privacy/ask/", {"email": email}) for email in ("Ana@demo.example", "nobody@demo.example")]
    assert {(one.status_code, one["Location"], tuple(one.cookies)) for one in answers} == {(302, "/privacy/asked/", ())}
    assert set(Letter.objects.values_list("kind", "status")) == {("own_page_asked", "draft")}  # nobody was looked up yet
    answer_who_asked()
    assert not Letter.objects.filter(kind="own_page_asked").exists()
    sent = Letter.objects.filter(kind="own_page")
    assert set(sent.values_list("to_name", flat=True)) == {"Ana Vero", "Bo Other"}  # one mailbox, two people, a link each
    assert "/privacy/person/" not in "".join(sent.values_list("body", flat=True))
    post_letters()
    opened = [next(line for line in letter.body.splitlines() if "/privacy/person/" in line) for letter in mail.outbox]
    pages = [client.get(url.removeprefix("http://localhost:8000")).content.decode() for url in opened]
    assert sorted("Ana Vero" in page for page in pages) == [False, True]


def test_neither_the_answer_nor_its_work_tells_who_is_known_here(client, ana):
    work = {}
    for address in ("ana@demo.example", "nobody@demo.example"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/privacy/ask/", {"email": address})
        work[address] = [query["sql"].split()[:3] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert work["ana@demo.example"] == work["nobody@demo.example"]


def test_asking_without_end_writes_no_more_letters_and_then_stops(client, ana, monkeypatch):
    monkeypatch.setattr("apmbc_portal.web.privacy.ask.PER_HOUR", 5)
    codes = [client.post("/privacy/ask/", {"email": "ana@demo.example"}).status_code for _ in range(6)]
    assert codes == [302, 302, 302, 302, 302, 429]
    answer_who_asked()
    assert Letter.objects.filter(kind="own_page", to_name="Ana Vero").count() == 3
    before = everything()
    assert client.get("/privacy/ask/").status_code == client.get("/privacy/asked/").status_code == 200
    assert client.post("/privacy/ask/", {"email": "no address"}).status_code == 422
    assert everything() == before


def test_who_is_asked_confirms_by_a_post_alone_and_once_a_term(client, ana):
    Consent.objects.filter(contact=ana).update(expires_on=timezone.localdate() + datetime.timedelta(days=40))
    other = Contact.objects.get(name="Bo Other")
    for _night in range(2):
        keep_consents()
    letter = Letter.objects.get(kind="confirm_details")
    assert (letter.to, letter.link_view, letter.link_subject) == ("ana@demo.example", "person", f"contact:{ana.pk}")
    post_letters()
    url = next(line for line in mail.outbox[0].body.splitlines() if "/privacy/person/" in line).removeprefix(
        "http://localhost:8000"
    )
    before = everything()
    client.get(url)
    client.get(f"{url}confirm/")
    assert everything() == before
    client.post(f"{url}confirm/", {"contact": ana.pk})  # nothing ticked: the details are right, the consent ends on its day
    assert set(ana.consents.values_list("confirmed_on", flat=True)) == {None}
    assert "to be named in reports of meetings" in mail.outbox[0].body
    client.post(f"{url}confirm/", {"contact": ana.pk, "purpose": NAMING})
    consent = ana.consents.get(purpose=NAMING)
    assert ana.consents.get(purpose=LIST).confirmed_on is None
    assert (consent.confirmed_on, consent.expires_on - timezone.localdate()) == (
        timezone.localdate(),
        datetime.timedelta(days=730),
    )
    assert client.post(f"{url}confirm/", {"contact": other.pk, "purpose": LIST}).status_code == 404


def test_silence_after_the_letter_lets_it_end(ana):
    Consent.objects.filter(contact=ana).update(expires_on=timezone.localdate())
    keep_consents()
    assert ana.consents.in_force().exists()
    Consent.objects.filter(contact=ana).update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    keep_consents()
    assert not ana.consents.in_force().exists()
    assert Letter.objects.filter(kind="confirm_details", to="ana@demo.example").count() == 1


def test_letters_to_a_person_lead_to_their_own_page(ana):
    meeting = ana.participations.get().meeting
    invited = make.make_invitation(meeting, status="sent", to_email="office@demo.example")
    letters.postponed(meeting)
    links = dict(Letter.objects.filter(kind="meeting_postponed").values_list("to", "link_view"))
    assert links == {"ana@demo.example": "person", invited.to_email: ""}
    letters.invitation(invited)
    assert "/privacy/ask/" in Letter.objects.get(kind="invitation").body
