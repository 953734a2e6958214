"""Asking for a document, asking again, and calling it off. The row is the job; a worker finds it there."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.wake import wake
from apmbc_portal.workflow import Refused
from reports.kinds import KINDS, content_of, kind_of
from reports.kinds.words import hash_of
from reports.models import Document
from reports.models.document import MAX_ATTEMPTS

BUILD = "reports.tasks.build_documents"
S = Document.Status


def ask_for(name, subject, *, by, user, file_format=Document.Format.PDF):
    """The document of this kind about `subject` as it stands now: one made or being made already, or a new row and a wake-up.

    Whether `by` may ask is the kind's `ask_refusal`, which the caller has heard.
    """
    kind, content = KINDS[name], content_of(name, subject)
    made_for = kind.made_for(subject, by)
    mark = hash_of({"content": content, "about": str(subject.pk), "made_for": made_for, "format": file_format})
    try:
        with transaction.atomic():
            if found := standing(mark):
                if found.status == S.QUEUED:
                    wake(BUILD)
                return found
            document = Document.objects.create(
                kind=kind.name,
                format=file_format,
                **{kind.column: subject},
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
            wake(BUILD)
            return document
    except IntegrityError:  # somebody asked for the same in the same moment, and was first
        return standing(mark)


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
                attempts_allowed=document.attempt + MAX_ATTEMPTS,
                error="",
                finished_at=None,
                leased_until=None,
                stage="",
            ):
                record(by, "ask_again", document, about=kind_of(document).about(document.subject))
                wake(BUILD)
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
