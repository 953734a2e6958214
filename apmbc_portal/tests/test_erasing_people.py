"""What erasing does to the person: the page that tells what goes and stays, the account, the letters, and whoever asks for it."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import GONE
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact, of_user
from apmbc_portal.web.tasks import answer_who_asked
from engagements.models import Comment, Enquiry, Nomination
from meetings.models import AgendaItem, Consent, Contact, Meeting, Organisation, Participant
from reports.search import index

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    contact = make.make_contact(make.make_organisation(name="Clear Fields"), name="Ana Vero", email="ana@demo.example")
    make.make_participant(make.make_meeting(status="held"), contact, attendance="present", access_needs="ramp")
    make.make_participant(contact=make.make_contact(name="Bo Other", email="ana@demo.example"))
    return contact


def link(contact, step=""):
    return f"/privacy/person/{token_for('person', f'contact:{contact.pk}', contact.link_version)}/{step}"


def test_what_counts_people_stays(ana):
    def figures():
        rows = Participant.objects.values_list("meeting", "contact__organisation__kind", "part", "reply", "attendance")
        return sorted(rows), Enquiry.objects.count(), Letter.objects.values_list("kind", "status").count()

    before = figures()
    erase(of_contact(ana), by=isu_viewer())
    assert figures() == before
    ana.refresh_from_db()
    assert (ana.name, ana.email, ana.erased_on) == ("–", "", timezone.localdate())
    row = ana.participations.get()
    assert (row.access_needs, row.may_be_listed, row.may_be_named, row.attendance) == ("", False, False, "present")
    other = Contact.objects.get(name="Bo Other")  # who shares the mailbox is somebody else
    assert (other.email, other.consents.in_force().count()) == ("ana@demo.example", 2)
    nobody_counts = make.make_contact()
    erase(of_contact(nobody_counts), by=isu_viewer())
    assert not Contact.objects.filter(pk=nobody_counts.pk).exists()


def test_the_page_says_what_goes_and_stays_and_does_nothing_before_the_tick(client, ana):
    own = link(ana)
    assert f"{own}erase/" in client.get(own).content.decode()
    asked = client.get(f"{own}erase/").content.decode()
    for words in ("Your name, function, address and number as a contact", "somebody took part in 1 meeting", "cannot be undone"):
        assert words in asked
    untouched = client.post(f"{own}erase/")
    assert untouched.status_code == 422
    assert "Tick this first" in untouched.content.decode()
    assert Contact.objects.filter(name="Ana Vero").exists()
    done = client.post(f"{own}erase/", {"understood": "yes"})
    assert "You are removed" in done.content.decode()
    assert not Contact.objects.filter(name="Ana Vero").exists()
    assert client.get(own).status_code == 404
    assert Consent.objects.filter(contact=ana).count() == 0


def test_an_account_is_removed_signed_in_and_every_session_of_it_ends(client, ana):
    user = make.make_user(name="Ana Vero", email="ana@demo.example")
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(user)
        browser.get("/accounts/sessions/")
    refused = Client().post(link(ana, "erase/"), {"understood": "yes"})
    assert (refused.status_code, "sign in first" in refused.content.decode()) == (409, True)
    done = client.post("/accounts/my-data/erase/", {"understood": "yes"})
    assert "You are removed" in done.content.decode()
    assert elsewhere.get("/accounts/").status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, "–")
    assert not UserSession.objects.filter(user=user).exists()
    assert client.post("/privacy/ask/", {"email": "ana@demo.example"}).status_code == 302
    answer_who_asked()
    assert set(Letter.objects.filter(kind="own_page").values_list("to_name", flat=True)) == {"Bo Other"}


def test_an_invitation_that_waits_for_a_mailbox_of_several_people_still_goes(client, ana):
    mine = [queue("ana@demo.example", "To you", "-", to_name="Ana Vero"), queue("ANA@demo.example", "To the house", "-")]
    assert client.post(link(ana, "erase/"), {"understood": "yes"}).status_code == 200
    assert [Letter.objects.get(pk=one.pk).status for one in mine] == ["discarded", "queued"]


def test_whoever_holds_a_function_today_is_told_to_end_it_first(client):
    state = make.make_state()
    user, _colleague = make.make_focal_point(state), make.make_focal_point(state)
    client.force_login(user)
    page = client.get("/accounts/my-data/erase/").content.decode()
    assert "You hold a function today (Focal point of" in page
    assert client.post("/accounts/my-data/erase/", {"understood": "yes"}).status_code == 409
    assert User.objects.get(pk=user.pk).is_active
    Nomination.objects.filter(user=user).update(ends=make.today() - make.datetime.timedelta(days=1))
    client.force_login(user)
    assert "You are removed" in client.post("/accounts/my-data/erase/", {"understood": "yes"}).content.decode()
    assert Nomination.objects.filter(user=user).count() == 1  # that somebody spoke for the State then stays


def test_a_letter_that_waits_is_not_sent_and_a_shared_name_is_left_to_the_other():
    contact = make.make_contact(name="Lee Park", email="lee@demo.example")
    make.make_contact(name="Lee Park", email="another-lee@demo.example")
    waits = Letter.objects.create(to="lee@demo.example", subject="-", body="-", status="queued")
    note = Comment.objects.create(engagement=make.make_engagement(), kind="internal", text="Lee Park and lee@demo.example")
    erase(of_contact(contact), by=isu_viewer())
    waits.refresh_from_db()
    note.refresh_from_db()
    assert (waits.status, waits.to) == ("discarded", "")
    assert note.text == f"Lee Park and {GONE}"
    assert Contact.objects.filter(name="Lee Park").count() == 1


def test_whose_name_is_a_part_of_another_s_takes_nothing_from_them():
    contact = make.make_contact(name="Ana Vero", email="ana@demo.example")
    other, user = make.make_contact(name="Ana Vero Santos", email="santos@demo.example"), make.make_user(name="Dr. Ana Vero-Lima")
    erase(of_contact(contact), by=isu_viewer())
    other.refresh_from_db()
    user.refresh_from_db()
    assert (other.name, user.name) == ("Ana Vero Santos", "Dr. Ana Vero-Lima")


def test_the_organisation_s_mailbox_goes_with_the_person_whose_it_was():
    office = make.make_organisation(email="Ana@demo.example")
    contact = make.make_contact(office, name="Ana Vero", email="ana@demo.example")
    sent = make.make_invitation(organisation=office, to_email="ana@demo.example", to_name="Ana Vero", status="sent")
    erase(of_contact(contact), by=isu_viewer())
    sent.refresh_from_db()
    assert (Organisation.objects.get(pk=office.pk).email, sent.to_email, sent.to_name, sent.link_version) == ("", "", "", 2)


def test_the_isu_decides_about_the_words_of_states(client, ana, settings):
    report = make.make_report(status="approved")
    text = make.make_text(report, summary="Before that, Ana Vero spoke of survey.")
    draft = make.make_text(make.make_report(status="drafting"), summary="And VERO, Ana listened.")
    make.opened(text)
    index(text)
    erase(of_contact(ana), by=isu_viewer())
    text.refresh_from_db()
    draft.refresh_from_db()
    assert (text.summary, draft.summary) == ("Before that, Ana Vero spoke of survey.", f"And {GONE} listened.")
    remnant = Remnant.objects.get()
    assert remnant.words == ("Before that, ", "Ana Vero", " spoke of survey.")
    assert Letter.objects.filter(kind="remnants", to=settings.ISU_EMAIL).count() == 1
    client.force_login(make.make_staff())
    assert "Texts that still name an erased person" in client.get("/admin/").content.decode()
    address = reverse("admin:privacy_remnant_change", args=[remnant.pk])
    assert "<mark>Ana Vero</mark>" in client.get(address).content.decode()
    client.post(address, {"decision": "The State agreed to a new version."})
    remnant.refresh_from_db()
    assert remnant.settled_at is not None
    assert "Texts that still name an erased person" not in client.get("/admin/").content.decode()


def test_history_keeps_days_and_rights_and_no_words_about_the_person():
    state = make.make_state()
    user, _colleague = make.make_focal_point(state), make.make_focal_point(state)
    nomination = Nomination.objects.get(user=user)
    nomination.function, nomination.ends = "Head of the survey desk", make.today() - make.datetime.timedelta(days=1)
    nomination.save(update_fields=["function", "ends"])
    contact = make.make_contact(make.make_organisation(), user=user, name="Earlier Name")
    contact.name = user.name
    contact.save(update_fields=["name"])
    versions = Nomination.history.filter(id=nomination.pk)
    rights = set(versions.values_list("history_type", "may_submit", "ends"))
    erase(of_user(user), by=isu_viewer())
    assert set(versions.values_list("history_type", "may_submit", "ends")) == rights
    assert set(versions.values_list("function", flat=True)) == {""}
    assert not Contact.history.filter(id=contact.pk).exists()
    assert not User.history.filter(id=user.pk).exists()


def test_staff_remove_somebody_who_wrote_or_called_and_say_how_they_made_sure(client, ana):
    client.force_login(make.make_staff())
    way = reverse("admin:held", args=[f"contact:{ana.pk}"])
    assert way in client.get(reverse("admin:meetings_contact_change", args=[ana.pk])).content.decode()
    assert "Meeting on the individualised approach" in client.get(way).content.decode()  # open to its State alone, and to the ISU
    taken = client.post(f"{way}export/")
    assert json.loads(taken.content)["names"] == ["Ana Vero"]
    event = Event.objects.get(verb="export_person")
    assert (event.acting_as, event.detail["count"]) == ("ISU staff", 1)
    assert client.get(f"{way}erase/").status_code == 200
    assert client.post(f"{way}erase/", {}).status_code == 422
    assert client.post(f"{way}erase/", {"note": "Called back at the mission."}).status_code == 302
    assert Event.objects.get(verb="erase_person").detail["note"] == "Called back at the mission."
    assert client.get(way).status_code == 404
    assert client.get(reverse("admin:meetings_contact_change", args=[ana.pk])).status_code == 302  # nobody fills that row again
    staff = reverse("admin:held", args=[f"user:{User.objects.get(name='Ida Staff').pk}"])
    assert "end it first" in client.post(f"{staff}erase/", {"note": "x"}).content.decode()
    for nonsense in ("contact:x", "x", "user:1", "contact:99999999999999999999999999"):
        assert client.get(reverse("admin:held", args=[nonsense])).status_code == 404


def own_click(client, key):
    page = reverse("person", args=[token_for("person", key)])
    shown = client.get(f"{page}erase/").content.decode()
    assert client.post(f"{page}erase/", {"understood": "yes"}).status_code == 200
    return shown


@pytest.mark.parametrize("name", ["Meeting", "Mine clearance"])
def test_whoever_writes_to_us_under_a_word_of_ours_takes_that_word_out_of_nothing(client, name):
    """Anybody can write on the contact page, ask for their own page and remove themselves."""
    make.make_agenda(make.make_meeting(title="Meeting on mine clearance"))
    before = (Meeting.objects.values("title").get(), list(AgendaItem.objects.values("title")))
    row = Enquiry.objects.create(kind="question", name=name, email="anybody@demo.example", text="-")
    shown = own_click(client, f"enquiry:{row.pk}")
    assert "the ISU looks at each place" in shown
    assert (Meeting.objects.values("title").get(), list(AgendaItem.objects.values("title"))) == before
    row.refresh_from_db()
    assert (row.name, row.email) == ("–", "")
    assert Remnant.objects.exists()  # a person decides


def test_who_renames_themselves_takes_no_words_along_either(client, ana):
    make.make_meeting(title="Survey first")
    page = reverse("person", args=[token_for("person", f"contact:{ana.pk}")])
    typed = {"contact": ana.pk, "name": "Survey first", "title": "", "phone": "", "language": "en"}
    assert client.post(f"{page}correct/?contact={ana.pk}", typed).status_code == 302
    own_click(client, f"contact:{ana.pk}")
    assert Meeting.objects.filter(title="Survey first").exists()


def test_whoever_wrote_under_the_name_of_somebody_else_removes_nothing_of_theirs(client, ana):
    text = make.make_text(
        participants=[
            {"organisation": "", "kind": "ngo", "alone": True, "further": 0, "people": [{"name": "Ana Vero", "title": ""}]}
        ]
    )
    row = Enquiry.objects.create(kind="question", name="Ana Vero", email="anybody@demo.example", text="-")
    own_click(client, f"enquiry:{row.pk}")
    text.refresh_from_db()
    assert text.participants[0]["people"]


def test_the_desk_reads_that_texts_are_not_searched_for_a_name_that_somebody_else_bears(client, ana):
    client.force_login(make.make_staff())
    page = f"/admin/held/contact:{ana.pk}/erase/"
    assert "Somebody else here bears this name" not in client.get(page).content.decode()
    make.make_contact(name="Ana Vero Santos", email="santos@demo.example")
    assert "Somebody else here bears this name" in client.get(page).content.decode()
    done = client.post(page, {"note": "They called back."}, follow=True).content.decode()
    assert "Removed. Places in texts of States that still name them: 0. Somebody else here bears this name" in done
