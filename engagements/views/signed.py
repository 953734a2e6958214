"""The signed page: taken byte for byte, and given back to those who may see it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apmbc_portal.uploads.serving import hand_out
from apmbc_portal.workflow import Refused
from engagements.actions import keep_signed_page
from engagements.forms import SignedPageForm
from engagements.models import Correspondence
from engagements.views.finding import find_request, inside_or_404
from engagements.workflow import writing_refusal


@login_required
@never_cache
def request_signed(request, pk):
    """Bring in the page a minister signed; it stays as it is, with its hash."""
    item = find_request(request, pk)
    inside_or_404(item, request.viewer)
    if reason := writing_refusal(item.engagement.state_id, request.viewer):
        messages.error(request, reason)
        return redirect(item)
    form = SignedPageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            page = keep_signed_page(item, data["file"], dated=data["dated"], number=data["number"], by=request.viewer)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The signed page is sealed. Its SHA-256: %(hash)s") % {"hash": page.sha256})
            if page.is_waiting:
                messages.info(request, _("It is still being checked, and can be downloaded once that is done."))
        return redirect(item)
    return render(
        request,
        "engagements/request_signed.html",
        {"item": item, "form": form, "one_form": [form]},
        status=422 if form.is_bound else 200,
    )


@login_required
@never_cache
def correspondence_file(request, pk):
    """The sealed file, as it came; always a download, never shown inside the portal."""
    paper = get_object_or_404(Correspondence.objects.visible_to(request.viewer), pk=pk)
    return hand_out(paper.handed_out, paper.file_name)
