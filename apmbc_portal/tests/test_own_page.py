"""Somebody's own page: reached by a personal link or from their account, and by nobody else."""

import datetime
import json

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, Publication
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.web.privacy.held import by_matter, held
from apmbc_portal.web.privacy.person import of_contact
from apmbc_portal.web.tasks import answer_who_asked
from engagements.models import Engagement, Enquiry
from meetings import consents, letters
from meetings.models import Consent, Contact, Participant
from meetings.tasks import keep_consents
from reports.documents import ask_for

pytestmark = pytest.mark.django_db
LIST, NAMING = Consent.Purpose.CONTACT_LIST, Consent.Purpose.NAMING


@pytest.fixture
def ana():
    """Somebody who took part in a meeting, and an outsider of another name at the same mailbox."""
    organisation = make.make_organisation(name="Clear Fields")
    contact = make.make_contact(organisation, name="Ana Vero", email="ana@demo.example", title="Director", phone="+41 22 1")
    make.make_participant(make.make_meeting(status="held", title="Talks"), contact, attendance="present", access_needs="ramp")
    make.opened(contact.participations.get().meeting, "participants")
    make.make_participant(contact=make.make_contact(name="Bo Other", email="ANA@demo.example", phone="+99 9"))
    return contact


def link(contact, step="", version=None, purpose="person"):
    token = token_for(purpose, f"contact:{contact.pk}", version or contact.link_version)
    return f"/privacy/person/{token}/{step}"


def everything():
    models = [Contact, Consent, Participant, Letter, Event, Enquiry, User, Publication]
    return [list(model._base_manager.order_by("pk").values()) for model in models]


def test_looking_shows_all_of_it_and_changes_nothing(client, ana):
    Enquiry.objects.create(kind="question", name="ana  VERO", email="Ana@demo.example", text="May we come?")
    Enquiry.objects.create(kind="question", name="Bo Other", email="ana@demo.example", text="Not hers")
    Letter.objects.create(
        to="ana@demo.example",
        to_name="Ana Vero",
        subject="IA-2026-XAA-09",
        body="-",
        status="sent",
        kind="invitation",
        sent_at=timezone.now(),
    )
    before = everything()
    for address in ("", f"correct/?contact={ana.pk}", "withdraw/", "confirm/", "export/"):
        assert client.get(link(ana, address)).status_code in (200, 302)
    response = client.get(link(ana))
    page = response.content.decode()
    assert everything() == before
    for words in (
        "Ana Vero",
        "Director",
        "+41 22 1",
        "Clear Fields",
        "Talks",
        "ramp",
        "I agree to be named",
        "May we come?",
        "A meeting",
    ):
        assert words in page
    for foreign in ("Bo Other", "+99 9", "Not hers", "IA-2026-XAA-09"):
        assert foreign not in page
    assert not response.cookies
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("no-referrer", True)


def test_letters_stand_by_matter_with_their_days_and_the_newest_first(ana):
    def sent(kind, *days_ago):
        for ago in days_ago:
            Letter.objects.create(
                to=ana.email, to_name=ana.name, subject="-", body="-", status="sent", kind=kind,
                sent_at=timezone.now() - datetime.timedelta(days=ago),
            )  # fmt: skip

    sent("receipt", 3, 3, *range(10, 100))
    sent("confirm_details", 1)
    sent("invitation", 2)
    letters_held = held(of_contact(ana))["letters"]
    details, meeting, file = by_matter(letters_held)
    assert (details.about, meeting.about, file.about) == ("your details", "a meeting", "a file you work on")
    assert file.newest[0] == (timezone.now().date() - datetime.timedelta(days=3), 2)
    assert (file.count, len(file.newest), len(file.earlier), file.unlisted) == (92, 6, 60, 25)
    page = " ".join(Client().get(link(ana)).content.decode().split())
    assert page.count("A file you work on") == 1
    assert "92 letters" in page
    assert "And 25 before that" in page
    assert len(letters_held) == 94  # the file to take along


def test_a_meeting_its_host_withdrew_is_not_told(client, ana):
    Engagement.objects.update(withheld=True)
    page = client.get(link(ana)).content.decode()
    assert "Talks" not in page
    assert "a meeting whose host does not show it" in page


def test_what_was_opened_to_participants_is_named_and_what_its_state_keeps_is_not(client, ana):
    meeting = ana.participations.get().meeting
    for audience in ("participants", "state"):
        people = make.make_contact_list(meeting, purpose=f"For {audience}")
        make.opened(people, audience)
        ask_for("contact_list", people, by=isu_viewer(), user=None)
    report = make.make_report(meeting, status="approved")
    text = make.make_text(report, title="Secret title", summary="Ana Vero spoke.")
    ask_for("report", text, by=isu_viewer(), user=None)
    page = client.get(link(ana)).content.decode()
    assert page.count("Contact list, Talks") == 1
    assert "Secret title" not in page
    make.opened(text, "participants")
    assert "Secret title" in client.get(link(ana)).content.decode()


@pytest.mark.parametrize("case", ["older", "tampered", "other purpose", "account", "erased", "nobody", "late"])
def test_a_link_that_opens_nothing_says_nothing(client, ana, case, monkeypatch):
    good = link(ana)
    if case == "older":
        Contact.objects.filter(pk=ana.pk).update(link_version=2)
    if case == "erased":
        Contact.objects.filter(pk=ana.pk).update(erased_on=timezone.localdate())
    if case == "late":
        monkeypatch.setattr("apmbc_portal.web.privacy.own.LINK_WORKS", datetime.timedelta(seconds=-1))
    user = make.make_user()
    url = {
        "tampered": good[:-3] + "xx/", "other purpose": link(ana, purpose="invitation"),
        "account": f"/privacy/person/{token_for('person', f'user:{user.pk}')}/", "nobody": f"/privacy/person/{token_for('person', 'contact:x')}/",
    }.get(case, good)  # fmt: skip
    for answer in (client.get(url), client.post(url + "erase/"), client.post(url + "withdraw/", {"purpose": LIST})):
        assert answer.status_code == 404
        assert "Ana Vero" not in answer.content.decode()
    assert ana.consents.in_force().exists()


def test_details_are_corrected_and_history_says_which_not_what(client, ana):
    wrong = client.post(link(ana, "correct/"), {"contact": ana.pk, "name": "Ana Vero-Lind", "phone": "call me", "language": "fr"})
    assert wrong.status_code == 422
    assert "Ana Vero-Lind" in wrong.content.decode()
    right = {"contact": ana.pk, "name": "Ana Vero-Lind", "title": "President", "phone": "", "language": "fr"}
    assert client.post(link(ana, "correct/"), right).status_code == 302
    ana.refresh_from_db()
    assert (ana.name, ana.title, ana.phone, ana.language) == ("Ana Vero-Lind", "President", "", "fr")
    event = Event.objects.get(verb="correct_details")
    assert sorted(event.detail["fields"]) == ["language", "name", "phone", "title"]
    assert "Lind" not in str(event.detail) + event.subject + event.acting_as
    other = Contact.objects.get(name="Bo Other")
    assert client.post(link(ana, "correct/"), right | {"contact": other.pk}).status_code == 404


@pytest.mark.parametrize("has_account", [False, True])
def test_nobody_becomes_a_colleague_of_the_same_mailbox_by_taking_the_name(client, ana, has_account):
    address, wanted = link(ana, "correct/"), {"contact": ana.pk, "name": "bo  OTHER", "language": "en"}
    if has_account:
        client.force_login(make.make_user(name="Ana Vero", email="ana@demo.example"))
        address = "/accounts/my-data/correct/?account"
    page = client.post(address, wanted)
    assert (page.status_code, "taken for somebody else" in page.content.decode()) == (422, True)
    ana.refresh_from_db()
    assert [row.name for row in of_contact(ana).rows] == ["Ana Vero"] * (1 + has_account)
    assert client.post(address, wanted | {"name": "Ana VERO"}).status_code == 302  # their own, in another spelling


@pytest.mark.parametrize(("purpose", "tick"), [(LIST, "may_be_listed"), (NAMING, "may_be_named")])
def test_one_consent_is_ended_and_the_others_stay(client, ana, purpose, tick):
    consents.give(ana, Consent.Purpose.INVITATIONS, wording="Write to me.")
    assert client.post(link(ana, "withdraw/"), {"contact": ana.pk, "purpose": purpose}).status_code == 302
    assert set(ana.consents.in_force().values_list("purpose", flat=True)) == {"invitations", LIST, NAMING} - {purpose}
    row = Participant.objects.get(contact=ana)
    assert {one for one in ("may_be_listed", "may_be_named") if not getattr(row, one)} == {tick}
    assert Event.objects.filter(verb="withdraw_consent", subject=f"contact {ana.pk}").count() == 1
    again = client.post(link(ana, "withdraw/"), {"contact": ana.pk, "purpose": purpose}, follow=True)
    assert "It had ended already" in again.content.decode()
    for nonsense in ({"purpose": "x", "contact": ana.pk}, {"purpose": purpose}):
        assert client.post(link(ana, "withdraw/"), nonsense).status_code == 404


@pytest.mark.parametrize(("purpose", "named"), [(LIST, "listed"), (NAMING, "named")])
def test_a_person_agrees_themselves_for_the_meetings_they_tick_and_know_of(client, ana, purpose, named):
    """Their word is kept with the sentence of the page; nothing is offered that they agreed to, declined or must not know of."""
    for one in (LIST, NAMING):
        consents.withdraw(ana, one, by=isu_viewer())
    talks = ana.participations.get()
    hidden = make.make_participant(make.make_meeting(title="Secret talks"), ana, may_be_listed=False)
    other = make.make_participant(make.opened(make.make_meeting(title="Later talks"), "participants"), ana, may_be_listed=False)
    foreign = Participant.objects.get(contact__name="Bo Other")
    page = client.get(link(ana))
    offers = {offer[0]: (offer[1], [row.pk for row in offer[2]]) for offer in page.context["data"]["contacts"][0]["may_agree"]}
    sentence, offered = offers[purpose]
    assert sorted(offered) == sorted([talks.pk, other.pk])
    assert sentence in page.content.decode().replace("\n", " ")
    assert "Secret talks" not in page.content.decode()
    said = {"contact": ana.pk, "purpose": purpose}
    assert "tick the meetings" in client.post(link(ana, "agree/"), said, follow=True).content.decode()
    ticked = {"participation": [talks.pk, hidden.pk, foreign.pk]}
    assert "is recorded" in client.post(link(ana, "agree/"), said | ticked, follow=True).content.decode()
    assert {row.pk for meeting in (talks, hidden, other) for row in getattr(meeting.meeting.participants, named)()} == {talks.pk}
    consent = ana.consents.in_force().get()
    assert (consent.purpose, consent.given_in, consent.language, consent.wording) == (purpose, "own_page", "en", sentence)
    assert client.post(link(ana, "agree/"), said | {"purpose": "invitations"}).status_code == 404


def test_it_is_taken_along_as_a_file_of_the_documented_shape(client, ana):
    response = client.post(link(ana, "export/"))
    data = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment")
    assert set(data) == {"shape", "made_on", "names", "addresses", "contacts", "account", "messages", "letters", "documents"}
    assert (data["shape"], data["names"], data["addresses"]) == (1, ["Ana Vero"], ["ana@demo.example"])
    assert data["contacts"][0]["participations"][0]["attendance"] == "present"
    assert data["contacts"][0]["participations"][0]["agrees_to_be_named"] is True
    given = {one["purpose"]: one["wording"] for one in data["contacts"][0]["consents"]}
    assert given == {"contact_list": "I agree to stand in contact lists.", "naming": "I agree to be named in reports."}
    assert {"language", "given_in", "given_in_words"} < set(data["contacts"][0]["consents"][0])
    event = Event.objects.get(verb="export_person")
    assert (event.subject, event.detail["count"], event.detail["format"]) == (f"contact {ana.pk}", 1, "json")


def test_whoever_has_an_account_finds_the_same_from_it(client, ana):
    user = make.make_user(name="Ana Vero", email="ana@demo.example")
    assert client.get("/accounts/my-data/").status_code == 302
    client.force_login(user)
    assert "/accounts/my-data/" in client.get("/accounts/").content.decode()
    page = client.get("/accounts/my-data/").content.decode()
    assert "Clear Fields" in page
    assert "Bo Other" not in page
    client.post("/accounts/my-data/correct/", {"contact": ana.pk, "name": "Ana Lind", "title": "", "language": "en"})
    user.refresh_from_db()
    assert user.name == "Ana Lind"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    strict.post("/accounts/my-data/withdraw/", {"contact": ana.pk, "purpose": LIST})
    assert ana.consents.in_force().exists()  # another site cannot act here
    by_link = Client().get(link(ana, f"correct/?contact={ana.pk}")).content.decode()
    assert "Your name goes with your account" in by_link
    assert 'name="name"' not in by_link


def test_an_account_without_a_contact_is_corrected_too(client):
    user, other = make.make_user(name="Ana Vero"), make.make_user()
    client.force_login(user)
    assert "/accounts/my-data/correct/?account" in client.get("/accounts/my-data/").content.decode()
    assert client.post("/accounts/my-data/correct/?account", {"name": "", "title": "x"}).status_code == 422
    assert client.post("/accounts/my-data/correct/?account", {"name": "Ana Lind", "title": "Director"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.title) == ("Ana Lind", "Director")
    assert Event.objects.get(verb="correct_details").detail["fields"] == ["name", "title"]
    assert User.objects.get(pk=other.pk).name == other.name
    token = token_for(
        "person", f"enquiry:{Enquiry.objects.create(kind='question', name='Bo', email='bo@demo.example', text='-').pk}"
    )
    assert Client().post(f"/privacy/person/{token}/correct/?account", {"name": "X"}).status_code == 404


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


@pytest.fixture(autouse=True)
def _no_count():
    cache.clear()
