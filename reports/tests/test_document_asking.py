"""A document from the click to the file: the row is the job, a worker only carries."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import make_contact_list, make_meeting, make_participant, make_text
from reports import documents, lists, tasks
from reports.kinds import KINDS, kind_of
from reports.models import Document
from reports.models.job import LEASE, MAX_ATTEMPTS
from reports.printing.formats import engine_of
from reports.tests.asking import ISU, S, ask

pytestmark = pytest.mark.django_db


def test_asking_twice_gives_one_row_and_one_line_of_history():
    text = make_text()
    assert ask(text) == ask(text)
    assert Document.objects.count() == 1
    assert Event.objects.filter(verb="ask_for_document").count() == 1


def test_who_loses_the_race_gets_the_row_of_who_won(monkeypatch):
    text = make_text()
    first = ask(text)
    found = iter([None, first])
    monkeypatch.setattr(documents, "standing", lambda mark: next(found))
    assert documents.ask_for("report", text, by=ISU, user=None) == first


def test_other_words_are_another_document():
    text = make_text()
    first = ask(text)
    text.sections.update(body="Eleven districts remain.")
    assert ask(text) != first


def test_the_database_itself_refuses_a_second_pending_row():
    document = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(text=document.text, kind="report", title="x", content_hash=document.content_hash)


def test_a_click_wakes_the_workers_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask()
        ask()
    assert [callback.wakes for callback in callbacks] == ["reports.tasks.build_documents"]


def test_what_is_printed_is_frozen_when_it_is_asked_for(paper):
    text = make_text()
    ask(text)
    text.sections.update(body="Changed after the click.")
    tasks.build_documents()
    assert [section["paragraphs"] for section in paper.given[0]["sections"]] == [["Twelve districts remain."]]


def test_a_worker_makes_what_is_due_and_stores_it(paper):
    document = ask()
    tasks.build_documents()
    document.refresh_from_db()
    assert (document.status, document.pages, document.attempt) == (S.READY, 3, 1)
    with document.file.open() as file:
        assert len(file.read()) == document.size
    tasks.build_documents()
    assert len(paper.given) == 1


def test_every_format_of_every_kind_has_an_engine():
    asked = [Document(kind=kind.name, format=form) for kind in KINDS.values() for form in kind.formats]
    assert [document for document in asked if not callable(engine_of(document).render)] == []


def test_both_files_of_a_contact_list_are_made_by_one_worker(paper):
    lists.make_files(make_contact_list(), by=ISU, user=None)
    tasks.build_documents()
    assert {(row.format, row.status, row.error) for row in Document.objects.all()} == {
        ("pdf", S.READY, ""),
        ("xlsx", S.READY, ""),
    }


def test_one_of_two_workers_wins_the_claim():
    document = ask()
    rival = Document.objects.get(pk=document.pk)
    assert document.claim()
    assert not rival.claim()


def test_a_long_job_is_made_in_its_own_queue(paper, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask()
        large = ask(make_text(), is_large=True)
        documents.retry(Document.objects.create(**copy_of(large), status=S.FAILED), by=ISU)
    assert [callback.wakes for callback in callbacks] == [f"reports.tasks.build_{size}documents" for size in ("", "large_")]
    tasks.build_documents()
    assert set(Document.objects.filter(status=S.READY).values_list("is_large", flat=True)) == {False}
    tasks.build_large_documents()
    assert set(Document.objects.values_list("status", flat=True)) == {S.READY}


def copy_of(document):
    return {
        "text": document.text,
        "kind": "report",
        "title": "x",
        "content": document.content,
        "is_large": True,
        "content_hash": "x",
    }


def test_no_row_waits_for_ever(paper):
    """Whatever a row says, the sweeper ends it, or its lease does before two minutes are over, or a person can act."""
    now, unfinished = timezone.now(), {S.QUEUED, S.RUNNING}
    leases = [None, -LEASE, LEASE, 2 * LEASE, datetime.timedelta(days=400)]
    rows = [
        {"status": status, "leased_until": lease and now + lease, "attempt": attempt}
        for status in S
        for lease in (leases if status in unfinished else [None])
        for attempt in (range(MAX_ATTEMPTS + 1) if status in unfinished else [1])
    ]
    sample = copy_of(ask(status=S.FAILED)) | {"is_large": False, "file": "x"}
    made = Document.objects.bulk_create(Document(**sample | row | {"content_hash": str(n)}) for n, row in enumerate(rows))

    def end_of(document):
        document.refresh_from_db()
        return document.status

    tasks.build_documents()
    waiting = Document.objects.filter(status__in=unfinished)
    assert all(now < until <= now + 3 * LEASE for until in waiting.values_list("leased_until", flat=True))
    waiting.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    tasks.build_documents()
    for document, row in zip(made, rows, strict=True):
        if row["status"] in unfinished:
            assert end_of(document) == (S.READY if row["attempt"] < MAX_ATTEMPTS else S.FAILED), row
        else:
            assert end_of(document) == row["status"]
    documents.retry_all(Document.objects.filter(status__in=[S.FAILED, S.CANCELLED]), by=ISU)
    tasks.build_documents()
    assert set(Document.objects.values_list("status", flat=True)) == {S.READY, S.EXPIRED}


def test_what_is_called_off_is_not_made_and_stops_while_it_is(paper):
    document = ask()
    documents.cancel(document, by=ISU)
    tasks.build_documents()
    assert paper.given == []
    running = ask(make_text())
    running.claim()
    documents.cancel(running, by=ISU)
    assert not running.heartbeat("layout", 2)


def test_a_contact_list_ends_with_its_day_or_with_a_consent(paper):
    meeting = make_meeting(status="held")
    member = make_participant(meeting)
    contact_list = make_contact_list(meeting)
    document = ask(contact_list)
    assert kind_of(document).hand_out_refusal(document) == ""
    member.contact.consents.update(withdrawn_on=timezone.localdate())
    assert "no longer agrees" in kind_of(document).hand_out_refusal(document)
    contact_list.valid_until = timezone.localdate() - datetime.timedelta(days=1)
    document.contact_list = contact_list
    assert "no longer valid" in kind_of(document).hand_out_refusal(document)
