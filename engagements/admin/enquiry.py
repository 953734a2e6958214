"""What reached the contact page: answered by mail, closed, or made into a file."""

from urllib.parse import quote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm, held_about
from engagements.actions import begin_file
from engagements.models import Engagement, Enquiry, State


class EnquiryForm(DeskForm):
    open_for = forms.ModelChoiceField(
        State.objects.all(), required=False, label=_("Open a file for"), help_text=_("Gives the State's file its reference.")
    )

    def clean(self):
        cleaned = super().clean()
        state = cleaned.get("open_for")
        if state and cleaned.get("engagement"):
            raise ValidationError({"open_for": _("This enquiry belongs to a file already.")})
        if state and (existing := Engagement.objects.in_hand().filter(state=state).first()):
            raise ValidationError({"open_for": _("%(state)s has a file already: %(file)s.") % {"state": state, "file": existing}})
        return cleaned


@admin.register(Enquiry)
class EnquiryAdmin(DeskAdmin):
    may_add = False
    form = EnquiryForm
    list_display = ["name", "organisation", "kind", "status", "assignee", "engagement", "at"]
    list_filter = ["status", "kind", ("assignee", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["assignee", "engagement__state"]
    search_fields = ["name", "organisation", "email", "text"]
    autocomplete_fields = ["assignee", "engagement"]
    readonly_fields = ["kind", "name", "organisation", "reply", "text", "at", "held"]
    fieldsets = [
        (None, {"fields": ["kind", "name", "organisation", "reply", "at", "text"]}),
        (_("On the desk"), {"fields": ["status", "assignee", "engagement", "open_for", "held"]}),
    ]

    @admin.display(description=_("all that is held"))
    def held(self, enquiry):
        return held_about(enquiry)

    @admin.display(description=_("reply to"))
    def reply(self, enquiry):
        subject = quote(str(_("Your enquiry about the individualised approach")))
        return format_html('<a href="mailto:{}?subject={}">{}</a>', enquiry.email, subject, enquiry.email)

    def subject_of(self, obj):
        return _("enquiry of %(day)s") % {"day": obj.at.date().isoformat()}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if state := form.cleaned_data.get("open_for"):
            obj.engagement = begin_file(state, by=request.viewer, title="")
            obj.save(update_fields=["engagement"])
