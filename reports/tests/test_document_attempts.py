"""A document whose worker came late, died or failed: tried again as often as it may help, then given up with a reason."""

import datetime
import sys

import pytest
from django.utils import timezone

from apmbc_portal.testing.factories import make_text
from reports import documents, tasks
from reports.models import Document
from reports.models.job import LEASE, MAX_ATTEMPTS
from reports.printing.apart import Failed, Why
from reports.tests.asking import ISU, S, ask
from reports.wakeups import BUILD, BUILD_LARGE

pytestmark = pytest.mark.django_db


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
