"""Reading a request: its page, the version for clearance on paper and in Word, the receipt."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from apmbc_portal.figures import drawn
from engagements import progress, reading
from engagements.figures import needs_by_theme
from engagements.letters import focal_points
from engagements.models import Correspondence, Receipt, Suggestion
from engagements.page_parts import parts_of
from engagements.receipts import note_received
from engagements.views.finding import find_request, inside_or_404, is_inside, sign_in_may_help, steps_now
from engagements.workflow import drafting_refusal, suggesting_refusal, writing_refusal

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@sign_in_may_help
def request_page(request, pk):
    """A request: for its writers a draft with what each step lacks; for everybody who may see it, its text."""
    item = find_request(request, pk)
    inside = is_inside(item, request.viewer)
    needs = list(item.needs.all())
    context = {"item": item, "inside": inside, "steps": steps_now(item, request.viewer), "today": timezone.localdate()}
    if inside:
        pages = Correspondence.objects.visible_to(request.viewer).filter(
            engagement=item.engagement, kind=Correspondence.Kind.SIGNED_PAGE
        )
        context["signed_pages"] = list(pages)
    if item.is_editable:
        reason = drafting_refusal(item, request.viewer)
        context |= {"places": progress.places(item, needs), "reason": reason, "submit_elsewhere": "" if reason else "submit"}
        context["stale_signature"] = is_stale(item)
        return render(request, "engagements/request_draft.html", context)
    note_received(request.viewer, [item])
    suggestions = Suggestion.objects.visible_to(request.viewer).filter(request=item)
    context |= {
        "sections": reading.sections(item, needs),
        "figure": drawn(needs_by_theme(item, needs)),
        "suggestions": with_steps(suggestions, item, request.viewer),
        "parts": parts_of(item, request),
        "may_suggest": not suggesting_refusal(item, request.viewer),
        "version_reason": writing_refusal(item.engagement.state_id, request.viewer),
    }
    return render(request, "engagements/request.html", context)


def is_stale(item):
    """Whether the draft was changed after the page it cites was signed."""
    signed = item.cites if item.cites and item.cites.kind == Correspondence.Kind.SIGNED_PAGE else None
    return bool(signed) and item.text_mark not in signed.summary


def with_steps(suggestions, item, viewer):
    """Each suggestion with the steps the viewer may take on it; the request is the one already read."""
    rows = []
    for suggestion in suggestions:
        suggestion.request = item
        rows.append({"suggestion": suggestion, "steps": steps_now(suggestion, viewer)})
    return rows


@login_required
@never_cache
def request_print(request, pk):
    """The version for clearance: for a minister without an account, with room for a signature."""
    item = find_request(request, pk)
    needs = list(item.needs.all())
    note_received(request.viewer, [item])
    context = {"item": item, "sections": reading.sections(item, needs), "figure": drawn(needs_by_theme(item, needs))}
    return render(request, "engagements/request_print.html", context)


@login_required
@never_cache
def request_word(request, pk):
    """The same as a Word file."""
    from engagements.docx import request_docx  # slow to import; asked for now and then

    item = find_request(request, pk)
    note_received(request.viewer, [item], Receipt.Way.FILE, "docx")
    response = HttpResponse(request_docx(item), content_type=WORD)
    name = f"{item.engagement.reference or 'draft-' + item.engagement.state.iso3}-v{item.version}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@never_cache
def receipt(request, pk):
    """What the State holds in its hands after it has submitted."""
    item = find_request(request, pk)
    inside_or_404(item, request.viewer)
    if item.is_editable:
        return redirect(item)
    if not item.submitted_at:
        raise Http404
    people = [person.name for person in focal_points(item.engagement.state)]
    return render(request, "engagements/receipt.html", {"item": item, "people": people})
