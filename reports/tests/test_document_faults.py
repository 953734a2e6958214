"""What dies, hangs or bites while a document is made, with real processes: one file and a true history in the end.

On SQLite with the embedded broker, on PostgreSQL with Redis.
"""

import datetime
import os
import signal
import time

import psutil
import pytest
from celery.signals import before_task_publish
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.celery import app
from apmbc_portal.testing.factories import isu_viewer, make_staff, make_text
from apmbc_portal.testing.processes import Crew, Worker, use_broker, wait_until
from apmbc_portal.wake import wake
from reports import documents
from reports.models import Document
from reports.wakeups import BUILD, build_task

pytestmark = pytest.mark.worker
S = Document.Status
PATIENCE = 40  # seconds: leases run out after three, a worker starts in some seconds, the machine may be busy


def order(do="quick", **fields):
    """A document that is made as `do` says (testing/engine.py), asked for as a click asks."""
    with transaction.atomic():
        text = fields.pop("text", None) or make_text()
        mark = f"{do} {Document.objects.count()}"
        document = Document.objects.create(
            kind="report", text=text, title=mark, content={"do": do, "word": mark}, content_hash=mark, **fields
        )
        wake(build_task(document))
    return document


def status_of(document):
    document.refresh_from_db()
    return document.status


def wait_for(document, *wanted):
    wait_until(lambda: status_of(document) in wanted, PATIENCE, what=f"{document} to be {' or '.join(wanted)}")


def wait_until_made(document, attempt):
    """It is ready on this attempt, and what is stored is its one file with its own words."""
    wait_for(document, S.READY, S.FAILED)
    assert (document.status, document.attempt, document.error) == (S.READY, attempt, "")
    with document.file.open() as file:
        assert file.read() == b"%PDF-1.7 " + document.content["word"].encode()
    assert stored() >= {document.file.name}
    assert len(stored()) == Document.objects.filter(status=S.READY).count()


def stored():
    return {f"documents/{path.name}" for path in (settings.MEDIA_ROOT / "documents").glob("*")}


def begin_endless(crew):
    """An endless document in the middle of its work; from now on its content is short, so a second attempt ends.

    Returns it, the worker, the pool's process and the process that lays it out.
    """
    document = order("count")
    wait_until(lambda: Document.objects.filter(pk=document.pk, done__gt=0).exists(), PATIENCE, what="the work to begin")
    worker = next(worker for worker in crew.workers if worker.renderings())
    (rendering,) = worker.renderings()
    Document.objects.filter(pk=document.pk).update(content={"do": "quick", "word": "second"})
    return document, worker, rendering.parent(), rendering


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_real_report_is_made_by_a_real_worker(crew):
    document = documents.ask_for("report", make_text(), by=isu_viewer(), user=None)
    wait_for(document, S.READY, S.FAILED)
    assert (document.status, document.error, document.attempt) == (S.READY, "", 1)
    with document.file.open() as file:
        assert file.read(5) == b"%PDF-"


@pytest.mark.parametrize("victim", ["rendering", "pool", "worker", "worker and broker"])
def test_what_is_killed_in_the_middle_is_made_again_once(crew, sweeps, victim):
    document, worker, pool, rendering = begin_endless(crew)
    if victim == "rendering":
        rendering.kill()
    elif victim == "pool":
        pool.kill()
    else:
        for one in crew.workers:  # the other must not do the dead one's work yet
            one.kill()
        if victim == "worker and broker":
            crew.broker.kill()
        wait_until(lambda: is_gone(pool) and is_gone(rendering), 5, what="what the worker had started to end")
        time.sleep(1)
        assert status_of(document) == S.RUNNING
        crew.gather()
    wait_until_made(document, attempt=2)
    assert is_gone(rendering)


def test_a_worker_that_comes_back_late_changes_nothing(crew, sweeps):
    document, worker, pool, rendering = begin_endless(crew)
    pool.suspend()  # it neither keeps the lease nor ends
    wait_until_made(document, attempt=2)
    made = (document.file.name, document.finished_at, document.sha256)
    pool.resume()
    wait_until(lambda: is_gone(rendering), 10, what="the late rendering to end")
    wait_until_made(document, attempt=2)
    assert (document.file.name, document.finished_at, document.sha256) == made


def test_poison_fails_alone_with_a_reason_and_at_once(crew, sweeps):
    text = make_text()
    poison = {do: order(do, text=text) for do in ("count", "hoard", "stumble")}
    good = [order(text=text) for _number in range(3)]
    for document in good:
        wait_for(document, S.READY)
    reasons = {
        "count": "It took longer than one document may take (4 s) and was stopped.",
        "hoard": "It needed more memory than one document may have (300 MiB) and was stopped.",
        "stumble": "This text could not be laid out (RecursionError).",
    }
    for do, document in poison.items():
        wait_for(document, S.FAILED)
        assert (document.error, document.attempt) == (reasons[do], 1)
    assert len(stored()) == 3
    documents.retry(poison["stumble"], by=isu_viewer())
    wait_until(lambda: Document.objects.filter(attempt=2, status=S.FAILED).exists(), PATIENCE, what="the retry to fail")


def test_a_crash_is_tried_three_times_with_a_reason_in_between(crew, sweeps):
    document = order("crash")
    wait_until(lambda: Document.objects.filter(attempt__gt=0, status=S.QUEUED).exists(), PATIENCE, what="the first failure")
    assert status_of(document) == S.QUEUED
    assert document.error == "The program that makes the documents broke down (SIGSEGV)."
    wait_for(document, S.FAILED)
    assert document.attempt == 3


def test_what_is_called_off_stops_within_seconds_queued_or_running(crew):
    document, worker, pool, rendering = begin_endless(crew)
    crew.first.freeze()
    crew.second.freeze()
    waiting = order()
    for one in (waiting, document):
        documents.cancel(one, by=isu_viewer())
    crew.gather()
    begin = time.monotonic()
    wait_until(lambda: is_gone(rendering), 10, what="the rendering to end")
    assert time.monotonic() - begin < 4
    after = order()
    wait_until_made(after, attempt=1)
    assert [status_of(one) for one in (waiting, document)] == [S.CANCELLED, S.CANCELLED]
    assert (waiting.attempt, document.attempt) == (0, 1)


def test_a_long_job_holds_up_nobody_and_each_is_made_once_by_one_of_two_workers(crew):
    text = make_text()
    long = order("count", text=text, is_large=True)
    wait_for(long, S.RUNNING)
    sent = []
    before_task_publish.connect(on_sending := lambda sender, **_signal: sent.append(sender), weak=False)
    for worker in crew.workers:
        worker.freeze()
    with transaction.atomic():
        fifty = [order(text=text) for _number in range(50)]
    assert sent == [BUILD]  # fifty documents cost one wake-up
    before_task_publish.disconnect(on_sending)
    app.send_task(BUILD)  # a second copy of the task
    crew.gather()
    for document in fifty:
        wait_for(document, S.READY)
    assert {document.attempt for document in fifty} == {1}
    assert len(stored()) == 50
    assert status_of(long) == S.RUNNING
    documents.cancel(long, by=isu_viewer())


@pytest.mark.parametrize("broker", ["dead", "hung"])
def test_a_click_while_the_broker_is_away_answers_at_once_and_is_kept(crew, sweeps, client, broker):
    client.force_login(make_staff())
    text = make_text()
    client.get(reverse("start"))  # the first request of a process pays for its imports
    crew.broker.kill() if broker == "dead" else crew.broker.freeze()
    begin = time.monotonic()
    answer = client.post(reverse("document_ask", args=["report", text.pk]))
    took = time.monotonic() - begin
    document = Document.objects.get()
    Document.objects.update(content={"do": "quick", "word": "kept"})
    assert answer["Location"] == document.get_absolute_url()
    assert "The document will be made in a moment." in client.get(document.get_absolute_url()).content.decode()
    Document.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=1))
    assert "without another click" in client.get(document.get_absolute_url()).content.decode()
    assert took < 1
    crew.gather()
    wait_until_made(document, attempt=1)
    assert list(Event.objects.filter(verb="ask_for_document").values_list("subject", flat=True)) == [str(document)]


def test_nothing_is_left_of_a_worker_that_is_told_to_stop(crew):
    worker = crew.second
    family = psutil.Process(worker.process.pid).children(recursive=True)
    os.kill(worker.process.pid, signal.SIGTERM)
    assert worker.process.wait(20) == 0
    wait_until(lambda: all(is_gone(one) for one in family), 5, what="the pool to end")


@pytest.fixture
def files_as_broker(transactional_db, tmp_path):
    """A worker woken by files, as where the embedded broker has no build; with it the wake-ups of this process."""
    run = settings.VAR_DIR / "run"
    for part in ("queue", "control"):
        (run / part).mkdir(exist_ok=True)
    folders = {
        "data_folder_in": str(run / "queue"),
        "data_folder_out": str(run / "queue"),
        "control_folder": str(run / "control"),
    }
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    use_broker(app, broker_url="filesystem://", broker_transport_options=folders)
    worker = Worker(tmp_path, "", name="on-files", app="apmbc_portal.testing.celery_app", **Crew.QUICK).start()
    yield worker
    worker.stop()
    use_broker(app, **before)


def test_where_files_carry_the_wake_ups_nothing_is_lost_either(files_as_broker):
    worker = files_as_broker
    wait_until_made(order(), attempt=1)
    document = order("count")
    wait_until(lambda: Document.objects.filter(pk=document.pk, done__gt=0).exists(), PATIENCE, what="the work to begin")
    Document.objects.filter(pk=document.pk).update(content={"do": "quick", "word": "second"})
    worker.kill()
    time.sleep(int(Crew.QUICK["DOCUMENT_LEASE"]))
    worker.start()  # a start sweeps
    wait_until_made(document, attempt=2)
