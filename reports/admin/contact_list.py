"""Contact lists on the desk: who asks for one says for what, until when and, where wished, for which of the people."""

import datetime
from collections import Counter

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm
from meetings.models import Meeting
from reports.admin.panel import documents_of
from reports.lists import forms_of
from reports.models import ContactList
from reports.models.contact_list import NARROWINGS

LONGEST = datetime.timedelta(days=731)


ONLY = {
    "kinds": _("Only these kinds of organisation"),
    "parts": _("Only who takes part as"),
    "attendance": _("Only who is recorded as"),
}


def narrowing_field(name):
    _label, choices, _lookup = NARROWINGS[name]
    return forms.MultipleChoiceField(
        label=ONLY[name],
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def chosen(data):
    """The narrowing ticked in `data` (a QueryDict), as a list keeps it."""
    ticked = {
        name: [value for value, _label in choices if value in data.getlist(name)]
        for name, (_label, choices, _lookup) in NARROWINGS.items()
    }
    return {name: values for name, values in ticked.items() if values}


class ContactListForm(DeskForm):
    kinds, parts, attendance = (narrowing_field(name) for name in ("kinds", "parts", "attendance"))

    def clean(self):
        said = super().clean()
        dated, until = said.get("dated"), said.get("valid_until")
        if dated and until and until < dated:
            self.add_error("valid_until", ValidationError(_("The last day lies before the date of the list.")))
        elif dated and until and until - dated > LONGEST:
            self.add_error("valid_until", ValidationError(_("A contact list is valid for two years at most.")))
        self.instance.narrowed_to = chosen(self.data)
        return said


def counted(form, data):
    """Who would be on the list that `data` describes: (on it, agreed in all), or None before a meeting is chosen.

    Says beside each box of `form` how many of those who agreed it stands for.
    """
    try:
        meeting = Meeting.objects.filter(pk=data.get("meeting") or 0).first()
        dated = parse_date(data.get("dated") or "")
    except (ValueError, OverflowError):
        return None
    if meeting is None:
        return None
    wish = ContactList(meeting=meeting, dated=dated or timezone.localdate())
    agreed = list(wish.people().values_list("contact__organisation__kind", "part", "attendance"))
    for position, (name, (_label, choices, _lookup)) in enumerate(NARROWINGS.items()):
        numbers = Counter(row[position] for row in agreed)
        form.fields[name].choices = [(value, f"{label} ({numbers[value]})") for value, label in choices]
    wish.narrowed_to = chosen(data)
    return wish.people().count(), len(agreed)


@admin.register(ContactList)
class ContactListAdmin(DeskAdmin):
    """Once made, a list keeps its purpose, dates and people: they agreed to that purpose. Another purpose is another list."""

    form = ContactListForm
    change_form_template = "admin/reports/contact_list_form.html"
    list_display = ["meeting", "purpose", "only", "dated", "valid_until", "audience"]
    list_filter = ["dated", "valid_until", "audience"]
    list_select_related = ["meeting"]
    search_fields = ["purpose", "meeting__reference", "meeting__title"]

    def get_fields(self, request, obj=None):
        facts = ["meeting", "purpose", "dated", "valid_until"]
        return [*facts, *(NARROWINGS if obj is None else ["only"]), "with_hxl"]

    @admin.display(description=_("only"))
    def only(self, contact_list):
        return contact_list.only or _("everybody who agreed")

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What a list was narrowed to is said in words once it is made."""
        return super().get_form(request, obj, change, **({"form": DeskForm} if obj else {}) | kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and obj is None

    def get_changeform_initial_data(self, request):
        today = timezone.localdate()
        given = super().get_changeform_initial_data(request) | chosen(request.GET)
        return {"dated": today, "valid_until": today + datetime.timedelta(days=365)} | given

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(field := super().formfield_for_dbfield(db_field, request, **kwargs), forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """“Count” leads back to the form as it is filled in, now with the numbers; nothing is written."""
        if request.method == "POST" and "_count" in request.POST and object_id is None:
            typed = request.POST.copy()
            for name in ("csrfmiddlewaretoken", "_count"):
                typed.pop(name, None)
            return HttpResponseRedirect(f"{request.path}?{typed.urlencode()}#count")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        """On to the page of the list, where its files are asked for."""
        if "_addanother" in request.POST or "_continue" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The list is recorded. Its files are made from here."))
        return redirect("admin:reports_contactlist_change", obj.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is None:
            data = request.POST if request.method == "POST" else request.GET
            context["counted"] = counted(context["adminform"].form, data)
        else:
            context["documents"] = documents_of([obj.meeting_id], request.viewer).filter(contact_list=obj)
            context["count"] = obj.people().count()
            context["forms"] = forms_of(obj, request.viewer)
        return super().render_change_form(request, context, add, change, form_url, obj)
