"""A contact list: its page with all forms, and the two forms that need no worker: CSV and vCard, streamed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apmbc_portal.visibility import Audience
from reports.asking import mark, pace, part
from reports.exports import comma, vcard
from reports.kinds import kind_of
from reports.lists import KIND, forms_of, make_files
from reports.models import ContactList, Document
from reports.views.documents import disposition, find, note_receipt


def find_list(request, release_id):
    rows = ContactList.objects.visible_to(request.viewer).select_related("meeting")
    return get_object_or_404(rows.prefetch_related("meeting__host_engagements__state"), release_id=release_id)


@never_cache
@require_safe
def show(request, release_id):
    """The list in all its forms, for whoever may see it."""
    return render(request, "reports/contact_list.html", context_of(find_list(request, release_id), request.viewer))


@never_cache
@require_safe
def files(request, release_id):
    """The part of the page that changes while files are made."""
    context = context_of(find_list(request, release_id), request.viewer)
    said = _("The files are ready.") if context["waiting"]["are_ready"] else _("Not all files could be made.")
    if context["forms"].is_pending:
        said = _("The files are being made.")
    return part(request, "reports/partials/list_forms.html", context, context["waiting"]["mark"], said)


def waiting_of(forms):
    """How the page asks again while files are made."""
    made = [document.status for document in forms.files.values()]
    every, seconds = pace(forms.frozen.asked_at if forms.frozen else timezone.now())
    state = "pending" if forms.is_pending else "over"
    return {
        "every": every, "seconds": seconds, "are_ready": bool(made) and set(made) == {Document.Status.READY},
        "mark": mark(state, every, made, forms.refusal, forms.has_changed),
    }  # fmt: skip


def context_of(contact_list, viewer):
    meeting = contact_list.meeting
    forms = forms_of(contact_list, viewer)
    if viewer.isu:
        back = reverse("admin:reports_contactlist_change", args=[contact_list.pk]), _("Contact list on the desk")
    elif viewer.states & contact_list.state_ids():
        back = reverse("workspace"), _("Workspace")
    else:
        back = reverse("opened"), _("Opened to you")
    return {
        "list": contact_list,
        "meeting": meeting,
        "meeting_url": meeting.get_absolute_url()
        if type(meeting).objects.visible_to(viewer).filter(pk=meeting.pk).exists()
        else "",
        "hosts": contact_list.hosts(),
        "open_to": Audience(viewer.audience_of(contact_list)[0]).label,
        "forms": forms,
        "waiting": waiting_of(forms),
        "semicolons_first": comma.separator_for(get_language() or "") == comma.SEMICOLON,
        "back": back,
        "touches_demo": any(host.state.is_demo for host in contact_list.hosts()),
        "may_have_messages": True,
    }


@login_required
@require_POST
def make(request, release_id):
    """Ask for all files of a list at once; the answer is the page on which they will appear."""
    contact_list = find_list(request, release_id)
    if reason := KIND.ask_refusal(contact_list, request.viewer):
        messages.error(request, str(reason))
    else:
        make_files(contact_list, by=request.viewer, user=request.user)
    return redirect(contact_list)


@never_cache
@require_safe
def as_csv(request, pk):
    """The frozen people as CSV. `?cells=semicolon` is for an Excel that expects it between cells."""
    separator = comma.SEMICOLON if request.GET.get("cells") == "semicolon" else comma.COMMA
    return stream(request, pk, "csv", "text/csv; charset=utf-8", lambda content: comma.lines(content, separator))


@never_cache
@require_safe
def as_vcard(request, pk):
    """The frozen people as vCards, all in one file."""
    return stream(request, pk, "vcf", "text/vcard; charset=utf-8", vcard.cards)


def stream(request, pk, ending, content_type, pieces):
    """The file piece by piece, after the rule was asked again; who received it is written down first."""
    document = find(request, pk)
    if document.kind != Document.Kind.CONTACT_LIST:
        raise Http404
    if document.status == Document.Status.EXPIRED or kind_of(document).hand_out_refusal(document):
        return redirect(document)
    note_receipt(request.viewer, "download", document, ending)
    response = StreamingHttpResponse(pieces(document.content), content_type=content_type)
    response["Content-Disposition"] = disposition(document, ending)
    response["X-Content-Type-Options"] = "nosniff"
    return response
