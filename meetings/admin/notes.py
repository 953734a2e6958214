"""Notes and outcomes: what was said on each part of the agenda in two texts, side by side, and what it led to."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal import sensitive
from apmbc_portal.audit.record import record
from apmbc_portal.desk import DeskForm
from apmbc_portal.text import PlainTextField
from meetings.admin.parts import rows_of
from meetings.models import AgendaItem, Contact


class NotesRow(DeskForm):
    note_full = PlainTextField(rows=6, required=False, label=gettext_lazy("Full text"))
    note_public = PlainTextField(rows=6, required=False, label=gettext_lazy("Public text"))

    class Meta:
        model = AgendaItem
        fields = ["note_full", "note_public"]


NotesRows = forms.modelformset_factory(AgendaItem, form=NotesRow, extra=0)


def page(model_admin, request, meeting):
    items = AgendaItem.objects.filter(agenda__meeting=meeting).order_by("position", "pk")
    data = request.POST if request.method == "POST" else None
    notes, parts = NotesRows(data, queryset=items, prefix="notes"), rows_of(meeting, data)
    if data is not None:
        # Every part is checked, so that all faults show at once.
        if all([notes.is_valid(), *[part.formset.is_valid() for part in parts]]):
            write(request, meeting, notes, parts)
            return redirect("admin:meetings_meeting_notes", meeting.pk)
        messages.error(request, _("Nothing was saved yet: please look at the entries marked below."))
    context = model_admin.shown(request, meeting, "notes") | {"title": _("Notes and outcomes"), "notes": notes, "parts": parts}
    return TemplateResponse(request, "admin/meetings/notes.html", context, status=200 if data is None else 422)


@transaction.atomic
def write(request, meeting, notes, parts):
    for form in notes.forms:
        if columns := form.changed_columns():
            form.instance.save(update_fields=columns)
            record(request.viewer, "write_notes", meeting, item=form.instance.number or form.instance.pk, fields=columns)
    for part in parts:
        part.save(part.formset, meeting, request.viewer)
    messages.success(request, _("Saved."))
    sensitive.point_out(request, *notes.forms, *(form for part in parts for form in part.formset.forms if form.has_changed()))
    if named := named_in_public(meeting):
        words = _("A public text names a participant: %(names)s. It should name nobody.")
        messages.warning(request, words % {"names": ", ".join(named)})


def named_in_public(meeting):
    """Participants whose name stands in a public note, where nobody is to be named."""
    texts = AgendaItem.objects.filter(agenda__meeting=meeting).exclude(note_public="").values_list("note_public", flat=True)
    words = "\n".join(texts).casefold()
    names = Contact.objects.filter(participations__meeting=meeting).values_list("name", flat=True) if words else []
    return sorted({name for name in names if len(name) > 2 and name.casefold() in words})
