"""Contact lists on the desk: who asks for one says for what and until when."""

import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm
from reports.admin.panel import documents_of
from reports.kinds import KINDS
from reports.kinds.contact_list import people_in
from reports.models import ContactList

LONGEST = datetime.timedelta(days=731)


class ContactListForm(DeskForm):
    def clean(self):
        said = super().clean()
        dated, until = said.get("dated"), said.get("valid_until")
        if dated and until and until < dated:
            self.add_error("valid_until", ValidationError(_("The last day lies before the date of the list.")))
        elif dated and until and until - dated > LONGEST:
            self.add_error("valid_until", ValidationError(_("A contact list is valid for two years at most.")))
        return said


@admin.register(ContactList)
class ContactListAdmin(DeskAdmin):
    """Once made, a list keeps its purpose and dates: people agreed to that purpose. Another purpose is another list."""

    form = ContactListForm
    change_form_template = "admin/reports/contact_list_form.html"
    list_display = ["meeting", "purpose", "dated", "valid_until", "audience"]
    list_filter = ["dated", "valid_until", "audience"]
    list_select_related = ["meeting"]
    search_fields = ["purpose", "meeting__reference", "meeting__title"]
    fields = ["meeting", "purpose", "dated", "valid_until"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and obj is None

    def get_changeform_initial_data(self, request):
        today = timezone.localdate()
        return {"dated": today, "valid_until": today + datetime.timedelta(days=365)} | super().get_changeform_initial_data(
            request
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(field := super().formfield_for_dbfield(db_field, request, **kwargs), forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return field

    def response_add(self, request, obj, post_url_continue=None):
        """On to the page of the list, where its file is asked for."""
        if "_addanother" in request.POST or "_continue" in request.POST or "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The list is recorded. Its PDF is made from here."))
        return redirect("admin:reports_contactlist_change", obj.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["documents"] = documents_of([obj.meeting_id], request.viewer).filter(contact_list=obj)
            context["count"] = len(people_in(obj))
            context["objection"] = KINDS["contact_list"].ask_refusal(obj, request.viewer)
        return super().render_change_form(request, context, add, change, form_url, obj)
