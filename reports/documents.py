"""Asking for a document, asking again, and calling it off. The row is the job; a worker finds it there."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.wake import wake
from apmbc_portal.workflow import Refused
from reports.kinds import KINDS, content_of, kind_of
from reports.kinds.words import hash_of
from reports.models import Document
from reports.models.job import MAX_ATTEMPTS
from reports.wakeups import build_task

S = Document.Status


def ask_for(name, subject, *, by, user, file_format=Document.Format.PDF):
    """The document of this kind about `subject` as it stands now: one made or being made already, or a new row and a wake-up.

    Whether `by` may ask is the kind's `ask_refusal`, which the caller has heard.
    """
    kind, content = KINDS[name], content_of(name, subject)
    made_for = kind.made_for(subject, by)
    mark = mark_of(kind, subject, content, made_for, file_format)
    try:
        with transaction.atomic():
            if found := standing(mark):
                if found.status == S.QUEUED:
                    wake(build_task(found))
                return found
            document = Document.objects.create(
                kind=kind.name,
                format=file_format,
                **{Document.SUBJECTS[kind.name].column: subject},
                title=kind.title(content)[:300],
                content=content,
                content_hash=mark,
                made_for=made_for,
                is_large=kind.is_large(content),
                entries=kind.entries(content),
                expires_on=kind.expires_on(subject),
                asked_by=user,
                asked_as=by.label[:200],
            )
            record(by, "ask_for_document", document, about=kind.about(subject))
            wake(build_task(document))
            return document
    except IntegrityError:  # somebody asked for the same in the same moment, and was first
        return standing(mark)


def mark_of(kind, subject, content, made_for, file_format):
    """The hash by which two documents are the same: their words, what they are about, for whom, and in which form."""
    about = {"about": str(subject.pk), "made_for": made_for, "format": file_format}
    return hash_of({"content": kind.identity(content)} | about)


def made_already(name, subject, content, *, by, file_format=Document.Format.PDF):
    """The finished document of this very content, or None."""
    kind = KINDS[name]
    mark = mark_of(kind, subject, content, kind.made_for(subject, by), file_format)
    return Document.objects.ready().filter(content_hash=mark).defer("content").first()


def standing(mark):
    """The document of this very content that is made or being made."""
    return Document.objects.filter(content_hash=mark, status__in=[S.QUEUED, S.RUNNING, S.READY]).first()


def retry(document, *, by):
    """Queue a failed or cancelled document again. Returns the row that is being made, which may be another's."""
    try:
        with transaction.atomic():
            again = Document.objects.filter(pk=document.pk, status__in=[S.FAILED, S.CANCELLED])
            if again.update(
                status=S.QUEUED,
                attempts_allowed=F("attempt") + MAX_ATTEMPTS,
                error="",
                finished_at=None,
                leased_until=None,
                stage="",
            ):
                record(by, "ask_again", document, about=kind_of(document).about(document.subject))
                wake(build_task(document))
    except IntegrityError:  # the same content was asked for anew meanwhile
        return standing(document.content_hash) or document
    return document


@transaction.atomic
def cancel(document, *, by):
    """Call off what is not finished; the worker notices at its next heartbeat. Raises `Refused`."""
    off = Document.objects.filter(pk=document.pk, status__in=[S.QUEUED, S.RUNNING])
    if not off.update(status=S.CANCELLED, leased_until=None, finished_at=timezone.now(), stage=""):
        raise Refused(_("It is finished already."))
    record(by, "cancel_document", document, about=kind_of(document).about(document.subject))


@transaction.atomic
def retry_all(documents, *, by):
    """Queue each again, with one wake-up for all. Returns (those queued, [(document, why it was not)])."""
    queued, left = [], []
    for document in documents:
        if document.status not in (S.FAILED, S.CANCELLED):
            left.append((document, _("It neither failed nor was called off.")))
        elif reason := kind_of(document).ask_refusal(document.subject, by):
            left.append((document, reason))
        elif retry(document, by=by) != document:
            left.append((document, _("The same content was asked for anew; that document stands.")))
        else:
            queued.append(document)
    return queued, left


@transaction.atomic
def cancel_all(documents, *, by):
    """Call each off. Returns (those called off, [(document, why it was not)])."""
    off, left = [], []
    for document in documents:
        try:
            cancel(document, by=by)
            off.append(document)
        except Refused as reason:
            left.append((document, str(reason)))
    return off, left
