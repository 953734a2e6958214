"""The Chair of the Committee makes a suggestion; the State answers it elsewhere (`moves.suggestion_move`)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apmbc_portal.workflow import Refused
from engagements.actions import suggest
from engagements.forms.suggestion import SuggestionForm
from engagements.views.finding import find_request


@login_required
@never_cache
def suggestion_new(request, pk):
    """The form, and its text sent. Whoever is not the Chair is told so by the action."""
    item = find_request(request, pk)
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            suggest(item, form.cleaned_data["text"], by=request.viewer, author=request.user)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Your suggestion is with the State."))
            return redirect(item)
    return render(request, "engagements/suggestion_new.html", {"item": item, "form": form})
