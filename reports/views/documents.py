"""A document's page while it is made, and its file when it is there."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Releasable
from apmbc_portal.workflow import Refused
from engagements.models import Receipt
from engagements.receipts import note_received
from reports.asking import part
from reports.documents import ask_for, cancel, retry
from reports.kinds import KINDS, kind_of
from reports.models import Document
from reports.progress import progress_of, said_of

TYPES = {
    Document.Format.PDF: "application/pdf",
    Document.Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Document.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
@require_POST
def ask(request, kind, subject):
    """Ask for a document; the answer is the page on which it will appear."""
    asked, file_format = KINDS.get(kind), request.POST.get("format", Document.Format.PDF)
    if asked is None or file_format not in asked.formats:
        raise Http404
    try:
        found = asked.find(subject, request.viewer)
    except (ValueError, ValidationError):  # not even a key
        found = None
    if found is None:
        raise Http404
    if reason := asked.ask_refusal(found, request.viewer):
        messages.error(request, str(reason))
        return redirect("home")
    return redirect(ask_for(kind, found, by=request.viewer, user=request.user, file_format=file_format))


@never_cache
@require_safe
def show(request, pk):
    """The page of a document; it asks again by itself until the file is there."""
    return render(request, "reports/document.html", status_of(find(request, pk), request.viewer))


@never_cache
@require_safe
def status(request, pk):
    """The part of the page that changes."""
    document = find(request, pk)
    context = status_of(document, request.viewer)
    said = said_of(document, context["reason"])
    return part(request, "reports/partials/document_status.html", context, context["progress"]["mark"], said)


@never_cache
@require_safe
def download(request, pk):
    """The file, streamed after the rule was asked again."""
    document = find(request, pk)
    if document.status != Document.Status.READY or kind_of(document).hand_out_refusal(document):
        return redirect(document)
    try:
        file = default_storage.open(document.file.name)
    except FileNotFoundError:
        Document.objects.filter(pk=document.pk, status=Document.Status.READY).update(
            status=Document.Status.FAILED,
            error="The file is no longer in the store. It can be made again.",
            finished_at=timezone.now(),
        )
        return redirect(document)
    note_receipt(request.viewer, "download", document)
    response = FileResponse(file, content_type=TYPES[document.format])
    response["Content-Disposition"] = disposition(document)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def read(request, pk):
    """What the file prints, as a page: the same frozen words under the same rule, there as soon as it is asked for."""
    document = find(request, pk)
    if document.status == Document.Status.EXPIRED or kind_of(document).hand_out_refusal(document):
        return redirect(document)
    note_receipt(request.viewer, "read_document", document, "page")
    context = {"document": document, "c": document.content, "body": f"documents/{document.kind}.html"}
    return render(request, "reports/read.html", context)


def note_receipt(viewer, verb, document, in_form=""):
    """Write down who received what cannot be recalled, and in which form."""
    kind = kind_of(document)
    if viewer.person and not kind.is_public(document.subject):
        detail = kind.receipt(document) | {"format": in_form or document.format}
        record(viewer, verb, document, about=kind.about(document.subject), **detail)
        if isinstance(document.subject, Releasable):
            note_received(viewer, [document.subject], Receipt.Way.FILE, detail["format"])


@login_required
@require_POST
def again(request, pk):
    """Queue a failed or cancelled document once more."""
    document = find(request, pk)
    if reason := steering_refusal(document, request.viewer):
        messages.error(request, str(reason))
        return redirect(document)
    return redirect(retry(document, by=request.viewer))


@login_required
@require_POST
def call_off(request, pk):
    """Call off a document that is not finished."""
    document = find(request, pk)
    try:
        if reason := steering_refusal(document, request.viewer):
            raise Refused(reason)
        cancel(document, by=request.viewer)
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect(document)


def find(request, pk):
    rows = Document.objects.visible_to(request.viewer).defer("content")
    rows = rows.select_related(
        "text__report__meeting", "contact_list__meeting", "agenda__meeting", "request__engagement", "state"
    )
    return get_object_or_404(rows, pk=pk)


def status_of(document, viewer):
    """What the page says about a document, in plain words."""
    kind = kind_of(document)
    may_ask = bool(viewer.person) and not kind.ask_refusal(document.subject, viewer)
    is_gone = document.status == Document.Status.EXPIRED
    reason = kind.hand_out_refusal(document) if document.status == Document.Status.READY else ""
    return {
        "document": document,
        "progress": progress_of(document, viewer),
        "reason": reason,
        "may_act": not is_gone and document.status != Document.Status.READY and not steering_refusal(document, viewer),
        "anew": reverse("document_ask", args=[document.kind, document.subject.pk]) if (reason or is_gone) and may_ask else "",
        "may_know_who": kind.is_inside(document.subject, viewer),
        "back": kind.place(document, viewer),
        "version": kind.version(document.subject),
        "may_have_messages": True,
    }


def steering_refusal(document, viewer):
    """Why `viewer` may not call this work off or begin it again: the two sides of the file may, and whoever asked for it."""
    kind = kind_of(document)
    if not (kind.is_inside(document.subject, viewer) or (viewer.person and document.asked_by_id == viewer.person)):
        return _("Somebody else asked for this document.")
    return kind.ask_refusal(document.subject, viewer)


def disposition(document, ending=""):
    """A name for the reader's disk: plain ASCII for old programs, the title as it is for the others."""
    title = " ".join("".join(letter if letter.isalnum() or letter in "-_., " else " " for letter in document.title).split())[:120]
    plain, ending = slugify(document.title)[:80] or "document", ending or document.format
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(f'{title or plain}.{ending}', safe='')}"
