"""Asking for a document, asking again, and calling it off. The row is the job; a worker finds it there."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.wake import wake
from apmbc_portal.workflow import Capacity, Refused
from reports.content import content_of, hash_of, people_in
from reports.models import Document, ReportText
from reports.models.document import MAX_ATTEMPTS

BUILD = "reports.tasks.build_documents"
S = Document.Status


def ask_refusal(subject, viewer):
    """Why `viewer` may not have a document made of `subject`; the caller has found it by `visible_to`."""
    if not subject.capacities(viewer) & {Capacity.ISU, Capacity.FOCAL_POINT}:
        return _("Documents are made for the host State and the ISU.")
    if not isinstance(subject, ReportText) and subject.valid_until < timezone.localdate():
        return _("This list is no longer valid. Make a new one.")
    return ""


def ask_for(subject, *, by, user):
    """The document of `subject` as it stands now: the one already made or being made, or a new row and a wake-up."""
    content = content_of(subject)
    if isinstance(subject, ReportText):
        on = {"kind": Document.Kind.REPORT, "text": subject, "report_status": subject.report.status}
        full = subject.kind == ReportText.Kind.FULL
        title = f"{content['title']} ({content['text_kind']})" if full else content["title"]
    else:
        on = {"kind": Document.Kind.CONTACT_LIST, "contact_list": subject}
        title = f"{content['title']}, {content['meeting']}, {content['dated']}"
    on["content_hash"] = hash_of(content | {"report_status": on.get("report_status", "")})
    try:
        with transaction.atomic():
            if found := standing(**on):
                if found.status == S.QUEUED:
                    wake(BUILD)
                return found
            document = Document.objects.create(**on, title=title[:300], content=content, asked_by=user, asked_as=by.label[:200])
            record(by, "ask_for_document", document, about=subject.about())
            wake(BUILD)
            return document
    except IntegrityError:  # somebody asked for the same in the same moment, and was first
        return standing(**on)


def standing(*, content_hash, text=None, contact_list=None, **_kind):
    """The document of this very content that is made or being made."""
    rows = Document.objects.filter(content_hash=content_hash, status__in=[S.QUEUED, S.RUNNING, S.READY])
    return rows.filter(text=text, contact_list=contact_list).first()


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
                record(by, "ask_again", document, about=document.subject.about())
                wake(BUILD)
    except IntegrityError:  # the same content was asked for anew meanwhile
        return standing(content_hash=document.content_hash, text=document.text, contact_list=document.contact_list) or document
    return document


@transaction.atomic
def cancel(document, *, by):
    """Call off what is not finished; the worker notices at its next heartbeat. Raises `Refused`."""
    off = Document.objects.filter(pk=document.pk, status__in=[S.QUEUED, S.RUNNING])
    if not off.update(status=S.CANCELLED, leased_until=None, finished_at=timezone.now(), stage=""):
        raise Refused(_("It is finished already."))
    record(by, "cancel_document", document, about=document.subject.about())


def hand_out_refusal(document):
    """Why a finished file is handed to nobody any more: a contact list outlives neither its day nor a consent."""
    if document.contact_list_id is None:
        return ""
    if document.contact_list.valid_until < timezone.localdate():
        return _("This list is no longer valid. Make a new one.")
    agreed = {row.contact_id for row in people_in(document.contact_list)}
    printed = {
        person["id"]
        for group in document.content["groups"]
        for organisation in group["organisations"]
        for person in organisation["people"]
    }
    return "" if printed <= agreed else _("Somebody on this list no longer agrees to be on it. Make a new one.")
