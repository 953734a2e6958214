"""The same for who writes or calls instead: staff see what is held about somebody, hand it out and remove it, and say how they made sure."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.text import PlainTextField
from apmbc_portal.web.privacy import erasing
from apmbc_portal.web.privacy.held import by_matter, held
from apmbc_portal.web.privacy.own import as_file
from apmbc_portal.web.privacy.person import by_key
from apmbc_portal.workflow import Refused


class EraseForm(forms.Form):
    note = PlainTextField(
        label=gettext_lazy("How did you make sure that it is they who ask?"), max_length=500, rows=3,
        help_text=gettext_lazy("For example: they wrote from that address; a call back. It stands in history: name nobody in it."),
    )  # fmt: skip


def show(site, request, whom):
    person = found(whom)
    data = held(person, for_isu=True)
    context = {
        "person": person,
        "key": whom,
        "data": data | {"letters": by_matter(data["letters"])},
        "title": _("What is held about %(name)s") % {"name": person.name},
    }
    return render(request, "admin/privacy/held.html", {**site.each_context(request), **context})


def export(site, request, whom):
    if request.method != "POST":
        return redirect("admin:held", whom)
    person = found(whom)
    return as_file(person, held(person, for_isu=True), by=request.viewer)


def erase(site, request, whom):
    person = found(whom)
    form, reason = EraseForm(request.POST if request.method == "POST" else None), erasing.refusal(person, request.viewer)
    shared = erasing.shared_names(person)
    if request.method == "POST" and not reason and form.is_valid():
        try:
            done = erasing.erase(person, by=request.viewer, note=form.cleaned_data["note"])
        except Refused as late:
            reason = str(late)
        else:
            text = _("Removed. Places in texts of States that still name them: %(n)s.") % {"n": done["remnants"]}
            messages.success(request, f"{text} {erasing.NOT_SOUGHT}" if shared else text)
            return redirect("admin:meetings_contact_changelist")
    context = {
        "title": _("Remove %(name)s") % {"name": person.name}, "person": person, "key": whom, "form": form, "reason": reason,
        "not_sought": erasing.NOT_SOUGHT if shared else "", "goes": erasing.goes(person, request.viewer), "stays": erasing.stays(person, request.viewer),
    }  # fmt: skip
    status = 409 if reason and request.method == "POST" else 422 if form.errors else 200
    return render(request, "admin/privacy/erase.html", {**site.each_context(request), **context}, status=status)


def found(key):
    if (person := by_key(key)) is None:
        raise Http404
    return person
