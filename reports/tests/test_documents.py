"""A document from the click to the file: the row is the job, a worker only carries."""

import datetime
import sys

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact_list,
    make_meeting,
    make_participant,
    make_text,
)
from reports import documents, lists, tasks
from reports.kinds import KINDS, kind_of
from reports.models import ContactList, Document
from reports.models.job import LEASE, MAX_ATTEMPTS
from reports.printing.apart import Failed, Why
from reports.printing.formats import engine_of
from reports.wakeups import BUILD, BUILD_LARGE

pytestmark = pytest.mark.django_db
ISU = isu_viewer()
S = Document.Status


def ask(subject=None, **fields):
    """A queued document of a full text unless told otherwise."""
    subject = subject or make_text()
    kind = "contact_list" if isinstance(subject, ContactList) else "report"
    document = documents.ask_for(kind, subject, by=ISU, user=None)
    if fields:
        Document.objects.filter(pk=document.pk).update(**fields)
        document.refresh_from_db()
    return document


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


def test_a_worker_that_comes_back_late_changes_nothing():
    late = ask()
    assert late.claim()
    Document.objects.filter(pk=late.pk).update(leased_until=timezone.now() - LEASE)
    second = Document.objects.get(pk=late.pk)
    assert second.claim()
    assert not late.heartbeat("layout", 1)
    assert not late.finish("late.pdf", size=1, pages=1, sha256="")
    assert not late.fail("late")
    assert second.finish("right.pdf", size=1, pages=1, sha256="")
    assert Document.objects.get().file.name == "right.pdf"


def test_the_file_of_a_late_worker_is_not_kept(paper, settings):
    document = ask()
    rival = Document.objects.get(pk=document.pk)
    finish = Document.finish

    def overtaken(self, *args, **kwargs):
        Document.objects.filter(pk=self.pk).update(attempt=self.attempt + 1)
        return finish(self, *args, **kwargs)

    before = set(stored(settings))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Document, "finish", overtaken)
        tasks.build_documents()
    rival.refresh_from_db()
    assert rival.status == S.RUNNING
    assert set(stored(settings)) == before


def stored(settings):
    return [path.name for path in (settings.MEDIA_ROOT / "documents").glob("*.pdf")]


def test_a_lease_that_ran_out_is_taken_up_again(paper):
    document = ask()
    document.claim()
    tasks.build_documents()
    assert paper.given == []
    Document.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    tasks.build_documents()
    document.refresh_from_db()
    assert (document.status, document.attempt) == (S.READY, 2)


def test_what_would_certainly_fail_again_is_final_with_its_reason(paper, caplog):
    paper.error = ValueError("a private detail")
    bad = ask()
    tasks.build_documents()
    bad.refresh_from_db()
    assert (bad.status, bad.attempt) == (S.FAILED, 1)
    assert bad.error == "This text could not be laid out (ValueError)."
    for why in (Why.TIME, Why.MEMORY):
        paper.error = Failed(why, "3 min")
        bad = ask(make_text())
        tasks.build_documents()
        bad.refresh_from_db()
        assert (bad.status, bad.error) == (S.FAILED, str(paper.error))


def test_what_may_pass_is_tried_a_bounded_number_of_times_with_a_pause_before_the_last(paper, caplog):
    paper.error = Failed(Why.KILLED)
    bad = ask()
    for attempt in range(1, MAX_ATTEMPTS + 2):
        tasks.build_documents()
        bad.refresh_from_db()
        assert bad.attempt == min(attempt, MAX_ATTEMPTS)
        if attempt == 2:
            assert bad.leased_until > timezone.now() + LEASE
            tasks.build_documents()
            assert Document.objects.get().attempt == 2
            Document.objects.update(leased_until=timezone.now())
    assert (bad.status, bad.error) == (S.FAILED, str(paper.error))
    paper.error = None
    good = ask(make_text())
    tasks.build_documents()
    good.refresh_from_db()
    assert good.status == S.READY


def test_a_store_that_is_away_is_tried_again_and_says_so(paper, caplog, monkeypatch):
    class StoreAway(Exception):
        """What a bucket raises is no OSError."""

    def away(*args, **kwargs):
        raise StoreAway

    document = ask()
    with monkeypatch.context() as patch:
        patch.setattr(tasks.default_storage, "save", away)
        tasks.build_documents()
    document.refresh_from_db()
    assert (document.status, document.error) == (S.QUEUED, "The file could not be stored (StoreAway).")
    tasks.build_documents()
    document.refresh_from_db()
    assert (document.status, document.error, len(document.sha256)) == (S.READY, "", 64)


def test_whatever_else_goes_wrong_is_tried_again_with_a_reason(paper, caplog, monkeypatch):
    document = ask()
    with monkeypatch.context() as patch:
        patch.setattr(Document, "finish", lambda *args, **kwargs: 1 / 0)
        tasks.build_documents()
    document.refresh_from_db()
    reason = "The computer that makes the documents refused a step (ZeroDivisionError)."
    assert (document.status, document.error) == (S.QUEUED, reason)


def test_poison_fails_alone(paper, caplog):
    render = sys.modules["reports.printing.pdf"].render

    def poisoned(content, tell):
        if content["title"] == "Poison":
            raise RecursionError
        return render(content, tell)

    sys.modules["reports.printing.pdf"].render = poisoned
    bad, good = ask(make_text(title="Poison")), ask()
    tasks.build_documents()
    assert (Document.objects.get(pk=bad.pk).status, Document.objects.get(pk=good.pk).status) == (S.FAILED, S.READY)


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


def test_lease_and_sweep_leave_a_quarter_of_a_minute_to_make_what_a_dead_worker_left(settings):
    """The promise is a minute after a worker is back: the lease may have been prolonged just before, the sweep just be over."""
    assert settings.DOCUMENT_LEASE + settings.SWEEP_SECONDS <= 45
    sweeps = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert [sweeps[task] for task in (BUILD, BUILD_LARGE)] == [settings.SWEEP_SECONDS] * 2


def test_what_kills_its_worker_every_time_is_given_up_with_a_reason(paper):
    document = ask(status=S.RUNNING, attempt=MAX_ATTEMPTS, leased_until=timezone.now() - LEASE)
    tasks.build_documents()
    document.refresh_from_db()
    assert document.status == S.FAILED
    assert "stopped several times" in document.error


def test_trying_again_gives_new_attempts_and_keeps_a_late_worker_out(paper, caplog):
    paper.error = ValueError()
    document = ask()
    late = Document.objects.get(pk=document.pk)
    late.claim()
    Document.objects.update(status=S.FAILED, attempt=MAX_ATTEMPTS)
    document.refresh_from_db()
    documents.retry(document, by=ISU)
    document.refresh_from_db()
    assert (document.status, document.attempt, document.attempts_allowed) == (S.QUEUED, MAX_ATTEMPTS, 2 * MAX_ATTEMPTS)
    assert not late.finish("late.pdf", size=1, pages=1, sha256="")


def test_trying_again_where_the_same_is_being_made_leads_there():
    text = make_text()
    failed = ask(text, status=S.FAILED)
    again = ask(text)
    assert again != failed
    assert documents.retry(failed, by=ISU) == again


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
