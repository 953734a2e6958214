"""The desk's page where two authorities claim to speak for a State: flag it, and end it on the State's word."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from apmbc_portal.workflow import Refused
from engagements import freezing
from engagements.admin.forms import FreezeForm, Letters, UnfreezeForm
from engagements.consequence_words import in_words
from engagements.models import Correspondence, State


def freeze_page(model_admin, request, pk):
    state = get_object_or_404(State, pk=pk)
    verb = "unfreeze" if state.frozen else "freeze"
    if state.frozen:
        letters = Letters(Correspondence.objects.visible_to(request.viewer).filter(state=state))
        form = UnfreezeForm(request.POST or None, correspondence=letters)
    else:
        form = FreezeForm(request.POST or None)
    if request.method == "POST" and request.POST.get("verb") != verb:
        messages.warning(request, _("A colleague was a moment quicker: please look again."))
        return redirect("admin:engagements_state_freeze", state.pk)
    if request.method == "POST" and form.is_valid():
        try:
            if verb == "freeze":
                freezing.freeze(state, by=request.viewer, note=form.cleaned_data["note"])
            else:
                freezing.unfreeze(state, by=request.viewer, citing=form.cleaned_data["cites"])
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Done. Everybody who speaks for the State is written to, in the same words."))
            return redirect("admin:engagements_state_freeze", state.pk)
    context = {
        **model_admin.admin_site.each_context(request), "title": _("Two claims to speak for %(state)s") % {"state": state},
        "state": state, "form": form, "verb": verb, "consequences": in_words(verb), "opts": model_admin.opts,
        "freezes": state.freezes.select_related("ended_on_the_word_of"),
    }  # fmt: skip
    return render(request, "admin/engagements/freeze.html", context, status=422 if form.is_bound else 200)
