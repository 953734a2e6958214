"""Making the documents that are due. A wake-up carries no row: the worker asks the table.

The worker itself renders nothing: it forks a process for each document, keeps the lease while that works, and writes
down how it ended. So it is quick to notice that a document was called off, and no document can take it along.
"""

import hashlib
import logging
import time
from functools import partial
from threading import Thread

from celery import current_app, shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.utils.translation import gettext_noop

from reports.endings import end_all, remove, remove_orphans
from reports.models import Document
from reports.models.document import document_name
from reports.printing.apart import Abandoned, Failed, Limits, Why, run_apart
from reports.printing.formats import engine_of
from reports.wakeups import BUILD, BUILD_LARGE

log = logging.getLogger(__name__)
ENOUGH = 20  # after so many seconds of work the next document is left to a new wake-up: a worker told to stop ends soon
LAST_RESORT = ENOUGH + settings.DOCUMENT_SECONDS_LARGE + 60  # the pool ends a run that its own clock should have ended
PATIENCE = 60  # seconds for the first, empty render; without it the first document is only slower

warming = []


@shared_task(name=BUILD, ignore_result=True, time_limit=LAST_RESORT)
def build_documents():
    """Make what is due and short, oldest first, each once in this run; what fails here is tried again by a later one."""
    work_off(is_large=False)


@shared_task(name=BUILD_LARGE, ignore_result=True, time_limit=LAST_RESORT)
def build_large_documents():
    """The long jobs, in a queue and a worker of their own, so that they hold up nobody."""
    work_off(is_large=True)


@shared_task(ignore_result=True)
def end_documents():
    """Every night: remove what the rule ends, and files nobody owns (`reports.endings`)."""
    log.info("Documents ended: %s; files nobody owned: %s.", end_all(), remove_orphans())


def work_off(*, is_large):
    for document in Document.objects.given_up():
        document.give_up(gettext_noop("The work stopped several times without a word. Please tell whoever runs the portal."))
    started, tried = time.monotonic(), set()
    while document := Document.objects.due().filter(is_large=is_large).exclude(pk__in=tried).first():
        if tried and time.monotonic() - started > ENOUGH:
            current_app.send_task(BUILD_LARGE if is_large else BUILD)
            return
        tried.add(document.pk)
        if document.claim():
            build(document)


def build(document):
    """Have a claimed document rendered and store its file. Nothing here runs inside a transaction."""
    try:
        data, pages = render_apart(document)
        if document.heartbeat("storing", pages, pages):
            store(document, data, pages)
    except Abandoned:
        log.info("Document %s was called off or taken over while it was made.", document.pk)
    except Failed as end:
        log.warning("Document %s: %s", document.pk, end)
        document.fail(end, final=end.final)
    except Exception as error:  # a job's last line: one bad document must not stop the others
        log.exception("Document %s could not be made.", document.pk)
        document.fail(Failed(Why.SYSTEM, type(error).__name__))


def store(document, data, pages):
    """Keep the file, then write down that it is there."""
    try:
        name = default_storage.save(document_name(document, ""), ContentFile(data))
    except Exception as error:  # a disk and a bucket have errors of their own
        log.exception("Document %s could not be stored.", document.pk)
        raise Failed(Why.STORE, type(error).__name__) from error
    if not document.finish(name, size=len(data), pages=pages, sha256=hashlib.sha256(data).hexdigest()):
        remove(name)  # another worker has it, or it was called off: this file is nobody's


def render_apart(document):
    """(bytes, pages) of a document, made in a process of its own within the limits of its queue."""
    for thread in warming:  # a fork in the middle of the first render would inherit its locks
        thread.join(PATIENCE)
    seconds = settings.DOCUMENT_SECONDS_LARGE if document.is_large else settings.DOCUMENT_SECONDS
    limits = Limits(seconds=seconds, megabytes=settings.DOCUMENT_MEMORY)
    engine = engine_of(document)
    warm(engine)
    return run_apart([partial(engine.render, document.content)], partial(keep, document), limits)[0]


def keep(document, stage, done, total):
    """Write down how far the work is and keep the lease; `Abandoned` where the row says so. Called once a second."""
    try:
        held = document.heartbeat(stage, done, total)
    except Error as error:  # the database is away: go on, the lease outlives some missed beats
        log.warning("The lease of document %s was not prolonged (%s).", document.pk, type(error).__name__)
        if not connection.in_atomic_block:
            connection.close()
        return
    if not held:
        raise Abandoned


@worker_process_init.connect
def warm_up(**_signal):
    """The first render costs a second more than the next: pay it beside the queue, before anybody asks.

    Only where documents are made at once; a worker of letters never loads the engine, and a long job does not mind the wait.
    """
    if "documents" in current_app.amqp.queues.consume_from:
        warming.append(Thread(target=warm_for_documents, name="warm-up", daemon=True))
        warming[-1].start()


def warm_for_documents():
    try:
        warm(engine_of(Document(kind=Document.Kind.REPORT, format=Document.Format.PDF)))
    except Exception:  # whatever is wrong, the first real document says it with its reason
        log.exception("The engine of documents could not be loaded.")


def warm(engine):
    """What a fork finds done, each of them is spared; an engine remembers that it was warmed up."""
    try:
        getattr(engine, "warm_up", bool)()
    except Exception:
        log.exception("The first, empty render failed.")
