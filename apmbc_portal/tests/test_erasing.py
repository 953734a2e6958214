"""Erasing a person: their name and address are planted in every text column of every model, and looked for afterwards."""

import json
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from apmbc_portal.accounts.models import StaffAppointment
from apmbc_portal.audit.models import Event
from apmbc_portal.audit.record import faults, record, record_decision
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import history_of, is_history
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import Sought
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.canaries import File
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.testing.marked import NO_WORDS
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact, of_user
from apmbc_portal.web.privacy.terms import WITHIN
from apmbc_portal.web.privacy.traces import STAYS, searched
from engagements.models import Comment, EngagementRequest, Enquiry, Freeze, Need, Nomination, Proposal
from engagements.models.receipt import Receipt
from meetings.models import Contact, MeetingDate, Representation
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


def test_nothing_keeps_a_history_that_erasing_does_not_reach():
    kept = {model for model in map(history_of, apps.get_models()) if model}
    assert all(is_history(model) for model in kept)
    assert of_user(make.make_user()).rows
