"""Making the documents that are due. A wake-up carries no row: the worker asks the table."""

import hashlib
import logging
import time
from threading import Thread

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import worker_process_init
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop

from reports.kinds.report import sample
from reports.models import Document
from reports.models.document import document_name

log = logging.getLogger(__name__)
TIME_LIMIT = 600  # seconds of one run; ten thousand contacts take about eighty
ENOUGH = 120  # after so many seconds of work the next document is left to a new wake-up


@shared_task(ignore_result=True, soft_time_limit=TIME_LIMIT, time_limit=TIME_LIMIT + 30)
def build_documents():
    """Make what is due, oldest first, each once in this run; what fails here is tried again by the next."""
    for document in Document.objects.given_up():
        document.fail(
            gettext_noop("The work stopped several times without a word. Please tell whoever runs the portal."), final=True
        )
    started, tried = time.monotonic(), set()
    while document := Document.objects.due().exclude(pk__in=tried).first():
        if tried and time.monotonic() - started > ENOUGH:
            current_app.send_task("reports.tasks.build_documents")
            return
        tried.add(document.pk)
        if document.claim():
            build(document)


def build(document):
    """Render a claimed document and store its file. Nothing here runs inside a transaction."""
    from reports.printing.pdf import Abandoned, render  # slow to import; only workers need it

    try:
        data, pages = render(document.content, teller(document, Abandoned))
        if not document.heartbeat("storing", pages, pages):
            return
        name = default_storage.save(document_name(document, ""), ContentFile(data))
        done = document.finish(name, size=len(data), pages=pages, sha256=hashlib.sha256(data).hexdigest())
        if not done:  # another worker has it, or it was called off: this file is nobody's
            default_storage.delete(name)
    except Abandoned:
        log.info("Document %s was called off or taken over while it was made.", document.pk)
    except SoftTimeLimitExceeded:
        document.fail(gettext_noop("It took too long and was stopped."), final=True)
    except OSError as error:
        log.exception("Document %s could not be stored.", document.pk)
        document.fail(gettext_noop("The file could not be stored (%s).") % type(error).__name__)
    except Exception as error:  # a job's last line: one bad document must not stop the others
        log.exception("Document %s could not be made.", document.pk)
        document.fail(gettext_noop("This text could not be laid out (%s).") % type(error).__name__)


def teller(document, abandoned):
    """Turns the layout's progress into heartbeats, once a second, and calls the work off when the row says so."""
    last = {"at": 0.0, "most": 0}

    def tell(stage, page):
        last["most"] = max(last["most"], page)
        if time.monotonic() - last["at"] < 1 and page:
            return
        last["at"] = time.monotonic()
        if not document.heartbeat(stage, last["most"], 0):
            raise abandoned

    return tell


@worker_process_init.connect
def warm_up(**_signal):
    """The first render costs a second more than the next: pay it beside the queue, before anybody asks."""
    Thread(target=render_something, name="warm-up", daemon=True).start()


def render_something():
    from reports.printing.pdf import render

    try:
        render(sample())
    except Exception:  # whatever is wrong, the first real document says it with its reason
        log.exception("The first, empty render failed.")
