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

from apmbc_portal.absence import MOMENT
from apmbc_portal.audit.models import Event
from apmbc_portal.celery import app
from apmbc_portal.testing.crew import APP, QUICK, Visitor
from apmbc_portal.testing.factories import isu_viewer, make_agenda, make_contact_list, make_organisation, make_staff, make_text
from apmbc_portal.testing.processes import Worker, use_broker, wait_until
from meetings.models import AgendaItem, Consent, Contact, Participant
from reports import documents
from reports.endings import remove_orphans
from reports.models import Document
from reports.wakeups import BUILD

pytestmark = pytest.mark.worker
S = Document.Status
ISU = isu_viewer()
PATIENCE = 60  # seconds: leases run out after three, a worker starts in some, but the machine may be busy with other tests


def order(do="quick"):
    """A document that is made as `do` says (testing/engine.py), asked for as a click asks."""
    with transaction.atomic():
        document = documents.ask_for("report", make_text(title=f"{do} {Document.objects.count()}"), by=ISU, user=None)
        pretend(document, do, document.title)
    return document


def pretend(document, do, word):
    document.content = {"do": do, "word": word}
    Document.objects.filter(pk=document.pk).update(content=document.content)


def status_of(document):
    document.refresh_from_db()
    return document.status


def wait_for(document, *wanted):
    wait_until(lambda: status_of(document) in wanted, PATIENCE, what=f"{document} to be {' or '.join(wanted)}")


def wait_until_made(document, attempt, history=("ask_for_document",)):
    """It is ready on this attempt; what is stored is its one file with its own words; the record says what people did, no more."""
    wait_for(document, S.READY, S.FAILED)
    assert (document.status, document.attempt, document.error) == (S.READY, attempt, "")
    with document.file.open() as file:
        assert file.read() == b"%PDF-1.7 " + document.content["word"].encode()
    assert document.file.name in stored()
    # Another worker stores its file a moment before its row says so; one that stays nobody's is found all the same.
    ready = Document.objects.filter(status=S.READY)
    wait_until(lambda: len(stored()) == ready.count(), PATIENCE, what="each stored file to be that of a document")
    assert tuple(Event.objects.filter(subject=str(document)).order_by("pk").values_list("verb", flat=True)) == history


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
    pretend(document, "quick", "second")
    return document, worker, rendering.parent(), rendering


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_real_report_is_made_by_a_real_worker(crew):
    text = make_text()
    document = documents.ask_for("report", text, by=ISU, user=None)
    wait_for(document, S.READY, S.FAILED)
    assert (document.status, document.error, document.attempt) == (S.READY, "", 1)
    with document.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert documents.ask_for("report", text, by=ISU, user=None) == document  # the same words are the same file
    assert status_of(document) == S.READY
    assert len(stored()) == 1


@pytest.mark.parametrize("victim", ["rendering", "pool", "worker", "worker and broker"])
def test_what_is_killed_in_the_middle_is_made_again_once(crew, beat, victim):
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
        wait_until(lambda: is_gone(pool) and is_gone(rendering), PATIENCE, what="what the worker had started to end")
        assert status_of(document) == S.RUNNING
        crew.gather()
    wait_until_made(document, attempt=2)
    assert is_gone(rendering)


def test_a_worker_that_dies_between_the_file_and_the_row_leaves_a_file_nobody_owns_and_the_night_removes_it(crew, beat):
    document = order("fall")
    wait_for(document, S.READY, S.FAILED)
    assert (document.status, document.attempt) == (S.READY, 2)
    (orphan,) = stored() - {document.file.name}
    assert remove_orphans() == 0  # so young a file may belong to a row that is about to name it
    long_ago = time.time() - 2 * 86400
    os.utime(settings.MEDIA_ROOT / orphan, (long_ago, long_ago))
    assert remove_orphans() == 1
    wait_until_made(document, attempt=2)


def test_a_worker_that_comes_back_late_changes_nothing(crew, beat):
    document, worker, pool, rendering = begin_endless(crew)
    pool.suspend()  # it neither keeps the lease nor ends
    wait_until_made(document, attempt=2)
    made = (document.file.name, document.finished_at, document.sha256)
    pool.resume()
    wait_until(lambda: is_gone(rendering), PATIENCE, what="the late rendering to end")
    wait_until_made(document, attempt=2)
    assert (document.file.name, document.finished_at, document.sha256) == made


def test_poison_fails_alone_with_a_reason_what_would_fail_again_at_once_and_a_crash_after_three_attempts(crew, beat):
    poison = {do: order(do) for do in ("count", "hoard", "stumble", "crash")}
    good = [order() for _number in range(3)]
    reasons = {
        "count": "It took longer than one document may take (4 s) and was stopped.",
        "hoard": "It needed more memory than one document may have (300 MiB) and was stopped.",
        "stumble": "This text could not be laid out (RecursionError).",
        "crash": "The program that makes the documents broke down (SIGSEGV).",
    }
    between = Document.objects.filter(pk=poison["crash"].pk, attempt__in=[1, 2], status=S.QUEUED, error=reasons["crash"])
    wait_until(between.exists, PATIENCE, what="the first failure, with its reason, and another attempt to come")
    for document in good:
        wait_for(document, S.READY)
    for do, document in poison.items():
        wait_for(document, S.FAILED)
        assert (document.error, document.attempt) == (reasons[do], 3 if do == "crash" else 1)
    assert len(stored()) == 3
    pretend(poison["crash"], "quick", "mended")
    documents.retry(poison["crash"], by=ISU)
    poison["crash"].refresh_from_db()
    wait_until_made(poison["crash"], attempt=4, history=("ask_for_document", "ask_again"))


def test_what_is_called_off_stops_within_seconds_queued_or_running(crew):
    document, worker, pool, rendering = begin_endless(crew)
    for one in crew.workers:
        one.freeze()
    waiting = order()
    for one in (waiting, document):
        documents.cancel(one, by=ISU)
    crew.gather()
    begin = time.monotonic()
    wait_until(lambda: is_gone(rendering), PATIENCE, what="the rendering to end")
    assert time.monotonic() - begin < int(QUICK["DOCUMENT_SECONDS"]) + 10  # the machine may be busy
    after = order()
    wait_until_made(after, attempt=1)
    assert [status_of(one) for one in (waiting, document)] == [S.CANCELLED, S.CANCELLED]
    assert (waiting.attempt, document.attempt) == (0, 1)
    assert len(stored()) == 1


def test_fifty_asked_for_at_once_cost_one_wake_up_and_are_made_once_each_by_two_workers(crew):
    sent = []
    before_task_publish.connect(on_sending := lambda sender, **_signal: sent.append(sender), weak=False)
    for worker in crew.workers:
        worker.freeze()
    with transaction.atomic():
        fifty = [order() for _number in range(50)]
    assert sent == [BUILD]
    before_task_publish.disconnect(on_sending)
    for _copy in range(3):  # more copies of the task: they find the work claimed
        app.send_task(BUILD)
    crew.gather()
    wait_until(lambda: Document.objects.filter(status=S.READY).count() == 50, PATIENCE, what="all fifty")
    assert set(Document.objects.values_list("attempt", flat=True)) == {1}
    assert len(stored()) == 50
    assert {document.file.name for document in Document.objects.all()} == stored()
    assert Event.objects.filter(verb="ask_for_document").count() == len(fifty)


def test_a_list_of_5000_people_holds_up_no_agenda_of_two_pages(crew):
    """The real engine makes both."""
    agenda, contact_list = make_agenda(), make_contact_list()
    AgendaItem.objects.bulk_create(AgendaItem(agenda=agenda, position=n, title=f"Part {n}", minutes=5) for n in range(60))
    crowd(contact_list.meeting, 5000)
    long = documents.ask_for("contact_list", contact_list, by=ISU, user=None)
    assert (long.entries, long.is_large) == (5000, True)
    wait_until(crew.second.renderings, PATIENCE, what="the list to begin")
    (rendering,) = crew.second.renderings()
    short = documents.ask_for("agenda", agenda, by=ISU, user=None)
    wait_for(short, S.READY, S.FAILED)
    assert (short.status, short.error, short.pages) == (S.READY, "", 2)
    wait_until(lambda: status_of(long) != S.RUNNING or long.done, PATIENCE, what="some hundred people")
    assert (status_of(long), long.error, long.stage, long.total) == (S.RUNNING, "", "rows", 5000)
    assert 0 < long.done < 5000
    documents.cancel(long, by=ISU)
    wait_until(lambda: is_gone(rendering), PATIENCE, what="the list to be given up")
    assert (status_of(long), len(stored())) == (S.CANCELLED, 1)


def crowd(meeting, size):
    """So many people who took part and agreed to be listed."""
    organisation = make_organisation()
    contacts = Contact.objects.bulk_create(
        Contact(organisation=organisation, name=f"Person {n}", email=f"person{n}@demo.example") for n in range(size)
    )
    Participant.objects.bulk_create(
        Participant(meeting=meeting, contact=contact, reply="accepted", may_be_listed=True) for contact in contacts
    )
    Consent.objects.bulk_create(Consent(contact=contact, purpose="contact_list", wording="I agree.") for contact in contacts)


@pytest.mark.parametrize("broker", ["dead", "hung"])
def test_a_click_while_the_broker_is_away_answers_at_once_and_is_kept(crew, beat, broker):
    """Asked of the real web server; once more where the first answer may have waited for this machine, not for the broker."""
    crew.web.stop()  # it may remember the absence that the test before was about
    crew.gather(crew.web)
    isu, rows = Visitor(crew.web, make_staff()), []
    assert isu.get(reverse("start"))[0] in (200, 302)  # the first request of a process pays for its imports
    crew.broker.kill() if broker == "dead" else crew.broker.freeze()
    for _attempt in range(3):
        text, unheard = make_text(), crew.web.log.count("No wake-up for")
        status, _page, place = isu.post(reverse("document_ask", args=["report", text.pk]))
        took = isu.took
        rows.append(Document.objects.get(text=text))
        pretend(rows[-1], "quick", "kept")
        assert (status, place, took < 10) == (302, rows[-1].get_absolute_url(), True)
        if took < 1:
            break
        time.sleep(MOMENT)
    assert took < 1
    assert crew.web.log.count("No wake-up for") == unheard + 1  # the broker was asked, and waited for, once
    assert "The document will be made in a moment." in isu.get(rows[0].get_absolute_url())[1]
    Document.objects.filter(pk=rows[0].pk).update(asked_at=timezone.now() - datetime.timedelta(minutes=1))
    assert "without another click" in isu.get(rows[0].get_absolute_url())[1]
    crew.gather()
    begin = time.monotonic()
    for row in rows:
        wait_until_made(row, attempt=1, history=("ask_for_document",) * len(rows))
    assert time.monotonic() - begin < 60


def test_nothing_is_left_of_a_worker_that_is_told_to_stop(crew):
    worker = crew.second
    family = psutil.Process(worker.process.pid).children(recursive=True)
    os.kill(worker.process.pid, signal.SIGTERM)
    assert worker.process.wait(PATIENCE) == 0
    wait_until(lambda: all(is_gone(one) for one in family), PATIENCE, what="the pool to end")


@pytest.fixture
def files_as_broker(transactional_db, empty_stores, tmp_path):
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
    worker = Worker(tmp_path, "", name="on-files", app=APP, **QUICK).start()
    yield worker
    worker.kill()
    use_broker(app, **before)


def test_where_files_carry_the_wake_ups_nothing_is_lost_either(files_as_broker):
    worker = files_as_broker
    wait_until_made(order(), attempt=1)
    document = order("count")
    wait_until(lambda: Document.objects.filter(pk=document.pk, done__gt=0).exists(), PATIENCE, what="the work to begin")
    pretend(document, "quick", "second")
    worker.kill()
    queue = settings.VAR_DIR / "run" / "queue"
    queue.rename(queue.with_name("away"))  # the disk of the queue is gone as well
    unheard = order()
    assert (status_of(unheard), unheard.attempt) == (S.QUEUED, 0)
    queue.with_name("away").rename(queue)
    held = Document.objects.filter(pk=document.pk)
    wait_until(lambda: not held.filter(leased_until__gt=timezone.now()).exists(), PATIENCE, what="the dead worker's lease to end")
    worker.start()  # a start sweeps
    wait_until_made(document, attempt=2)
    wait_until_made(unheard, attempt=1)
