"""The whole way with a real Redis and a real Celery worker: asked for, made, handed out; also when the worker is killed."""

import pytest
from django.utils import timezone

from apmbc_portal.testing.factories import isu_viewer, make_text
from apmbc_portal.testing.processes import wait_until
from reports.documents import ask_for
from reports.models import Document
from reports.models.job import LEASE

pytestmark = pytest.mark.worker
S = Document.Status


def status_is(*wanted):
    return lambda: Document.objects.values_list("status", flat=True).get() in wanted


def test_a_real_worker_makes_the_file(celery_worker_process):
    document = ask_for("report", make_text(), by=isu_viewer(), user=None)
    wait_until(status_is(S.READY, S.FAILED), 20, what="the document")
    document.refresh_from_db()
    assert (document.status, document.error, document.attempt) == (S.READY, "", 1)
    with document.file.open() as file:
        assert file.read(5) == b"%PDF-"


def test_a_document_whose_worker_was_killed_is_made_again_once(celery_worker_process):
    celery_worker_process.kill()
    document = ask_for("report", make_text(), by=isu_viewer(), user=None)
    assert document.claim()  # what the dead worker had done so far
    Document.objects.update(leased_until=timezone.now() - LEASE)
    celery_worker_process.start()
    wait_until(status_is(S.READY, S.FAILED), 20, what="the document")
    made = Document.objects.get()
    assert (made.status, made.attempt) == (S.READY, 2)
    assert not document.finish("late.pdf", size=1, pages=1, sha256="")


def test_killing_the_worker_in_the_middle_of_a_long_document_loses_nothing(celery_worker_process):
    text = make_text(summary="\n\n".join(["A paragraph that takes its time to lay out. " * 20] * 500))
    ask_for("report", text, by=isu_viewer(), user=None)
    wait_until(lambda: Document.objects.filter(status=S.RUNNING, done__gt=0).exists(), 30, what="the work to begin")
    celery_worker_process.kill()
    assert Document.objects.get().status == S.RUNNING
    assert Document.objects.get().leased_until < timezone.now() + LEASE  # within a minute somebody else takes it up
    Document.objects.update(leased_until=timezone.now())
    Document.objects.update(content=Document.objects.get().content | {"summary": ["Short."]})
    celery_worker_process.start()
    wait_until(status_is(S.READY, S.FAILED), 30, what="the document")
    assert Document.objects.get().attempt == 2
