"""Erasing a person: their name and address are planted in every text column of every model, and looked for afterwards."""

import io
import json
import zipfile
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apmbc_portal.accounts.models import StaffAppointment
from apmbc_portal.audit.models import Event, LedgerEntry, LedgerWords
from apmbc_portal.audit.record import faults, record, record_decision
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import history_of, is_history
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.record import NOTED
from apmbc_portal.privacy.words import GONE, Sought, folded
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.canaries import File
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.testing.marked import NO_WORDS
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact, of_user
from apmbc_portal.web.privacy.terms import WITHIN
from apmbc_portal.web.privacy.traces import STAYS, searched
from apmbc_portal.web.release_check.answers import inside
from engagements.models import Comment, EngagementRequest, Enquiry, Freeze, Need, Nomination, Proposal
from engagements.models.receipt import Receipt
from meetings.models import Contact, MeetingDate, Representation
from reports.documents import ask_for
from reports.models import Document, OutcomeWording, SearchEntry
from reports.search import index

pytestmark = pytest.mark.django_db
KEYS = ("number", "sha256", "copy_sha256", "content_hash")  # of the portal's own making
NAME, ADDRESS = "Xu Zqvéro", "xu@zqvero.example"
SOUGHT = Sought([NAME], [ADDRESS])
# Where the name is left on purpose, and the ISU is shown the place: words of States, and words they approved or opened.
OF_STATES = {
    "engagements.EngagementRequest", "engagements.Need", "engagements.Correspondence", "reports.ReturnedFile", "meetings.Paper",
    "reports.ReportText", "reports.ReportSection", "reports.OutcomeWording", "reports.Document",
}  # fmt: skip
# Where it is left since no person is part of it.
FOLLOWS = {"reports.SearchEntry", "reports_words", "reports_words_content"}  # the index of texts that still name them
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
    in_the_record(file.state, rows)
    return own, user, file.state


def in_the_record(state, rows):
    """Everywhere somebody can have typed the name into history and into a ledger: in capitals, the other way round, with signs of its own."""
    shared = Viewer(label=f"Partner, {NAME} and Sons", shared=True, signatory="ZQVERO, Xu, Counsellor")
    letter = make.make_correspondence(engagement=rows["engagement"], number=f"{NAME}/12")
    record(
        shared,
        "act",
        f"a step of {NAME}",
        about=rows["engagement"].reference,
        note="said XU ZQVÉRO",
        names_shown=[{"passage": NAME}],
    )
    record_decision(
        state.iso3, replace(shared, label="Focal point"), "open_to", f"A text of {NAME}", text=f"Words of Xu Zqve\u0301ro, then {NAME}.",
        evidence=letter, to=f"{NAME} and Sons", note="XU ZQVERO asked.", names_shown=[{"kind": "person", "passage": f"said “{NAME}”"}],
    )  # fmt: skip
    record_decision(state.iso3, isu_viewer(), "open", "Another text", text="Words of somebody else.")


def documents(file, rows):
    """A list that prints them, with its file, and the report whose approved words name them."""
    for kind, subject in (("contact_list", rows["contact_list"]), ("report", rows["full"])):
        document = ask_for(kind, subject, by=isu_viewer(), user=None)
        name = default_storage.save(f"documents/{document.pk}", ContentFile(packed(f"printed: {NAME}, {ADDRESS}")))
        Document.objects.filter(pk=document.pk).update(status="ready", file=name, finished_at=timezone.now())


def packed(words):
    """A file as those of documents are: its bytes do not read like its words."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", words * 3)
    assert NAME.encode() not in file.getvalue()
    return file.getvalue()


def everywhere():
    """{model label, or table: its columns} that hold the name or the address today: every cell of every table of the database."""
    found, labels = {}, {model._meta.db_table: model._meta.label for model in apps.get_models() if not model._meta.proxy}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if names_them(value):
                        found.setdefault(labels.get(table, table), set()).add(column)
    return found


def names_them(value):
    """Whether a cell holds the name in any spelling: SQLite keeps data as JSON, with other letters as `\\u00e9`."""
    text = value.tobytes().decode(errors="ignore") if isinstance(value, memoryview) else str(value)
    if text[:1] in "[{":
        with suppress(ValueError):
            text = json.dumps(json.loads(text), ensure_ascii=False)
    return bool(SOUGHT.places(text)) or "zqvero" in folded(text)[0]


def files_naming():
    paths = [path for path in Path(default_storage.location).rglob("*") if path.is_file()]
    return [path for path in paths if names_them(inside(path.read_bytes()))]


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
    assert not NOTED & set().union(
        *found.values()
    )  # who submitted, recorded or brought a State's words is no word of the State's
    assert set(found) - OF_STATES - FACTS - FOLLOWS == set()
    left = Document.objects.filter(file__in=[f"documents/{path.name}" for path in files_naming()])
    assert set(left.values_list("kind", flat=True)) == {"report"}  # it prints words the State approved
    assert left.count() == len(files_naming())
    places = {row.split(":")[0] for row in Remnant.objects.values_list("row", flat=True)}
    assert {label.lower() for label in found} - {label.lower() for label in FACTS | FOLLOWS} == places
    drafts = EngagementRequest.objects.filter(status__in=["draft", "discarded"])
    assert drafts.filter(aims__contains=NAME).count() == 2  # their State's alone: the ISU is not shown that a name stands there
    hidden = {f"engagements.engagementrequest:{pk}" for pk in drafts.values_list("pk", flat=True)}
    hidden |= {f"engagements.need:{pk}" for pk in Need.objects.filter(request__in=drafts).values_list("pk", flat=True)}
    assert not Remnant.objects.filter(row__in=hidden).exists()
    assert faults(state.iso3) == [] == verify_ledger()
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


def verify_ledger():
    try:
        call_command("verify_ledger", stdout=StringIO())
    except CommandError as error:
        return str(error).splitlines()
    return []


def test_a_ledger_says_that_words_are_gone_and_its_seals_stay(client):
    contact, _user, state = world()
    seals = dict(LedgerEntry.objects.filter(chain=state.iso3).values_list("number", "seal"))
    named = LedgerEntry.objects.filter(chain=state.iso3, verb="open_to").latest("number")
    untouched = LedgerWords.objects.exclude(entry=named).values_list("pk", "salt", "words")
    before = set(untouched)
    waits = make.make_focal_point(state)
    copy = ask_for("ledger", state, by=isu_viewer(), user=waits)
    erase(of_contact(contact), by=isu_viewer())
    named = LedgerEntry.objects.get(pk=named.pk)
    assert named.said == {
        "subject": f"A text of {GONE}", "text": f"Words of {GONE}, then {GONE}.", "to": f"{GONE} and Sons", "note": f"{GONE} asked.",
        "evidence": named.evidence, "signed_by": f"{GONE}, Counsellor", "names_shown": [{"kind": "person", "passage": f"said “{GONE}”"}],
    }  # fmt: skip
    last = LedgerEntry.objects.filter(chain=state.iso3).latest("number")
    assert (last.verb, last.person, len(last.detail["taken_out"])) == ("take_out", None, 7)
    assert dict(LedgerEntry.objects.filter(number__in=seals, chain=state.iso3).values_list("number", "seal")) == seals
    assert before <= set(untouched)
    copy.refresh_from_db()
    assert (copy.status, copy.content) == ("expired", {})  # it holds the words of before
    anew = Document.objects.get(kind="ledger", state=state, status="queued")  # somebody waited for the copy that went
    assert (anew.asked_by, anew) == (waits, ask_for("ledger", state, by=isu_viewer(), user=None))
    day = date_format(timezone.localdate(), "j F Y")
    said = f"Signature: words taken out on {day}, because a person asked to be removed (entry {last.number})."
    client.force_login(make.make_focal_point(state))
    table = b"".join(client.get(reverse("ledger_csv", args=[anew.pk])).streaming_content).decode()
    shown = [client.get(address).content.decode() for address in (reverse("ledger"), reverse("document_read", args=[anew.pk]))]
    for page in (*shown, table):
        assert said in page
        assert not names_them(page)


def test_nothing_keeps_a_history_that_erasing_does_not_reach():
    kept = {model for model in map(history_of, apps.get_models()) if model}
    assert all(is_history(model) for model in kept)
    assert of_user(make.make_user()).rows
