"""Erasing a person: their name and address are planted in every text column of every model, and looked for afterwards."""

import json
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.audit.models import Event
from apmbc_portal.audit.record import faults, record, record_decision
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import history_of, is_history
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import GONE, Sought
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.canaries import File
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.testing.marked import NO_WORDS
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact, of_user
from apmbc_portal.web.privacy.terms import WITHIN
from apmbc_portal.web.privacy.traces import STAYS, searched
from apmbc_portal.web.tasks import answer_who_asked
from engagements.models import Comment, EngagementRequest, Enquiry, Freeze, Need, Nomination, Proposal
from engagements.models.receipt import Receipt
from meetings.models import AgendaItem, Consent, Contact, Meeting, MeetingDate, Organisation, Participant, Representation
from reports.documents import ask_for
from reports.models import Document, OutcomeWording, SearchEntry
from reports.search import index

pytestmark = pytest.mark.django_db
KEYS = ("number", "sha256", "copy_sha256", "content_hash")  # of the portal's own making
NAME, ADDRESS = "Xu Zqvero", "xu@zqvero.example"
SOUGHT = Sought([NAME], [ADDRESS])
# Where the name is left on purpose, and the ISU is shown the place: words of States, and words they approved or opened.
OF_STATES = {
    "engagements.EngagementRequest", "engagements.Need", "engagements.Correspondence", "reports.ReturnedFile", "meetings.Paper",
    "reports.ReportText", "reports.ReportSection", "reports.OutcomeWording", "reports.Document",
}  # fmt: skip
# Where it is left and nobody can change it: sealed, or public facts that no person is part of.
SEALED = {"audit.LedgerEntry", "audit.Event"}
FOLLOWS = {"reports.SearchEntry"}  # the index of texts that still name them
FACTS = {label for label, reason in STAYS.items() if reason == STAYS["engagements.State"]}


@pytest.fixture(autouse=True)
def _alone(settings, tmp_path):
    """No count and no file of another test."""
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ana():
    contact = make.make_contact(make.make_organisation(name="Clear Fields"), name="Ana Vero", email="ana@demo.example")
    make.make_participant(make.make_meeting(status="held"), contact, attendance="present", access_needs="ramp")
    make.make_participant(contact=make.make_contact(name="Bo Other", email="ana@demo.example"))
    return contact


def link(contact, step=""):
    return f"/privacy/person/{token_for('person', f'contact:{contact.pk}', contact.link_version)}/{step}"


def holds(field):
    """Whether a column is typed text in which a name has room."""
    typed = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)
    room = field.max_length is None or field.max_length >= len(NAME) + 4
    return (
        typed
        and room
        and not field.choices
        and not field.unique
        and not field.primary_key
        and field.name not in (*NO_WORDS, *KEYS)
    )


def plant(row):
    """The name in every text column of a row, the address in every column of addresses; in its history as well."""
    columns = [field for field in row._meta.concrete_fields if holds(field)]
    by_address = type(row) in WITHIN  # a name in one of these is a word of others (test_erasing_terms.py)
    words = {field.name: ADDRESS if by_address or isinstance(field, models.EmailField) else f"· {NAME} ·" for field in columns}
    if words:
        type(row)._base_manager.filter(pk=row.pk).update(**words)
        row.refresh_from_db()
    if kept := history_of(type(row)):
        now = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if hasattr(kept, field.attname)}
        kept._base_manager.create(history_date=timezone.now(), history_type="~", **now)


def world():
    """One row of every model that holds text, with the name in it everywhere; the contact who asks, and their account."""
    file = File("erase", status="approved")
    rows, meeting = dict(file.rows), file.rows["meeting"]
    user = make.make_user(name=NAME, email=ADDRESS)
    yesterday = {"starts": make.today() - make.datetime.timedelta(days=9), "ends": make.today() - make.datetime.timedelta(days=1)}
    rows["nomination"] = Nomination.objects.create(user=user, state=file.state, **yesterday)
    rows["staff"] = StaffAppointment.objects.create(user=user, **yesterday)
    rows["representation"] = Representation.objects.create(user=user, organisation=rows["organisation"], **yesterday)
    rows["enquiry"] = Enquiry.objects.create(kind="question", name=NAME, email=ADDRESS, text="-")
    rows["other enquiry"] = Enquiry.objects.create(kind="question", name="Bo", email="bo@demo.example", text="-")
    rows["letter to them"] = Letter.objects.create(
        to=ADDRESS, to_name=NAME, subject="-", body="-", status="sent", sent_at=timezone.now()
    )
    rows["letter that waits"] = Letter.objects.create(to=ADDRESS, subject="-", body="-", status="queued")
    rows["other letter"] = Letter.objects.create(to="bo@demo.example", subject="-", body="-")
    rows["wording"] = OutcomeWording.objects.create(text=rows["public"], outcome=rows["outcome"], wording="-")
    rows["receipt"] = Receipt.objects.create(
        item=rows["paper"].release_id, person=user.pk, acting_as="-", way="page", first_at=timezone.now(), last_at=timezone.now()
    )
    rows["freeze"] = Freeze.objects.create(state=file.state, began_by="-", note="-")
    rows["proposal"] = Proposal.objects.create(state=file.state, name="-", email="-", document=rows["letter"])
    rows["past"] = MeetingDate.objects.create(meeting=meeting, starts_at=meeting.starts_at)
    rows["own note"] = Comment.objects.create(engagement=rows["engagement"], kind="internal", text="-", author=user)
    own = rows["contact"]
    rows = {name: row for name, row in rows.items() if not isinstance(row, Document)}
    for name, row in rows.items():
        if name not in ("letter to them", "other enquiry", "other letter"):
            plant(row)
    for name, columns in {"other enquiry": {"text": NAME}, "other letter": {"body": f"Dear Bo, {ADDRESS} wrote."}}.items():
        type(rows[name])._base_manager.filter(pk=rows[name].pk).update(**columns)
    Contact.objects.filter(pk=own.pk).update(name=NAME, email=ADDRESS, user=user, title="Head of Zqvero", phone="+99 1")
    own.refresh_from_db()
    Enquiry.objects.filter(pk=rows["enquiry"].pk).update(name=NAME, email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS)
    for name in ("full", "public", "drafting text"):
        index(rows[name])
    documents(file, rows)
    record(isu_viewer(), "act", "a step", about=rows["engagement"].reference, note=f"said {NAME}")
    record_decision(file.state.iso3, isu_viewer(), "open", "a text", text=f"Words of {NAME}")
    return own, user, file.state


def documents(file, rows):
    """A list that prints them, with its file, and the report whose approved words name them."""
    for kind, subject in (("contact_list", rows["contact_list"]), ("report", rows["full"])):
        document = ask_for(kind, subject, by=isu_viewer(), user=None)
        name = default_storage.save(f"documents/{document.pk}", ContentFile(f"printed: {NAME}, {ADDRESS}".encode()))
        Document.objects.filter(pk=document.pk).update(status="ready", file=name, finished_at=timezone.now())


def everywhere():
    """{model label: its columns} that hold the name or the address today, with the names of files that do."""
    found = {}
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for values in model._base_manager.values_list(*[field.name for field in fields]) if fields else []:
            for field, value in zip(fields, values, strict=True):
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                if SOUGHT.places(text) or "zqvero" in text.lower():
                    found.setdefault(model._meta.label, set()).add(field.name)
    return found


def files_naming():
    return [
        path for path in Path(default_storage.location).rglob("*") if path.is_file() and b"zqvero" in path.read_bytes().lower()
    ]


def is_of_facts(model):
    """Whether this is the history of public facts, or of rows without a text of their own: nobody stands in either."""
    of = getattr(model, "instance_type", None)
    return of is not None and (of._meta.label in STAYS or not any(holds(field) for field in model.tracked_fields))


def test_every_model_with_text_is_planted_in():
    """Or the next test would prove nothing about it: a new model with text has a row in `world`."""
    world()
    could = {
        one.model._meta.label
        for one in searched()
        if any(holds(one.model._meta.get_field(name)) for name in one.plain) and not is_of_facts(one.model)
    }
    planted = set(everywhere())
    assert could - planted == set()


def test_no_row_and_no_file_names_them_afterwards_but_for_the_written_exceptions(django_capture_on_commit_callbacks):
    contact, user, state = world()
    assert files_naming()
    with django_capture_on_commit_callbacks(execute=True):
        done = erase(of_contact(contact), by=isu_viewer())
    found = everywhere()
    assert set(found) - OF_STATES - SEALED - FACTS - FOLLOWS == set()
    left = Document.objects.filter(file__in=[f"documents/{path.name}" for path in files_naming()])
    assert set(left.values_list("kind", flat=True)) == {"report"}  # it prints words the State approved
    assert left.count() == len(files_naming())
    places = {row.split(":")[0] for row in Remnant.objects.values_list("row", flat=True)}
    assert {label.lower() for label in found} - {label.lower() for label in SEALED | FACTS | FOLLOWS} == places
    drafts = EngagementRequest.objects.filter(status__in=["draft", "discarded"])
    assert drafts.filter(aims__contains=NAME).count() == 2  # their State's alone: the ISU is not shown that a name stands there
    hidden = {f"engagements.engagementrequest:{pk}" for pk in drafts.values_list("pk", flat=True)}
    hidden |= {f"engagements.need:{pk}" for pk in Need.objects.filter(request__in=drafts).values_list("pk", flat=True)}
    assert not Remnant.objects.filter(row__in=hidden).exists()
    assert faults(state.iso3) == []
    event = Event.objects.get(verb="erase_person")
    assert (event.subject, event.detail["contacts"], event.detail["remnants"]) == (
        f"person {user.pk}",
        1,
        Remnant.objects.count(),
    )
    assert done["words"] > 20
    assert "zqvero" not in json.dumps(event.detail).lower() + event.subject
    assert set(SearchEntry.objects.filter(words__contains="zqvero").values_list("text__report__status", flat=True)) == {
        "approved"
    }


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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Seen by JOSÉ  Álvarez-Núñez.", f"Seen by {GONE}."),
        ("jose alvarez-nunez", GONE),
        ("Álvarez-Núñez, José", GONE),
        ("Jose\u0301 A\u0301lvarez-Nu\u0301n\u0303ez!", f"{GONE}!"),
        ("write to Jose@Demo.example, please", f"write to {GONE}, please"),
        ("notjose@demo.example", "notjose@demo.example"),
        ("José Álvarez-Núñezova", "José Álvarez-Núñezova"),
        ("José", "José"),
        ("", ""),
    ],
)
def test_a_name_is_found_whatever_its_accents_case_and_order(text, left):
    assert Sought(["José Álvarez-Núñez"], ["jose@demo.example"]).without(text)[0] == left


def test_a_name_is_found_among_words_without_spaces_and_a_short_one_is_let_be():
    assert Sought(["王小明"], []).without("王小明说")[0] == f"{GONE}说"
    assert Sought(["Li"], []).without("Li spoke")[0] == "Li spoke"
    assert Sought(["Li"], []).hints() == []


def test_nothing_keeps_a_history_that_erasing_does_not_reach():
    kept = {model for model in map(history_of, apps.get_models()) if model}
    assert all(is_history(model) for model in kept)
    assert of_user(make.make_user()).rows


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
