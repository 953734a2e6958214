"""People, their invitation letters, and who is on the ISU's staff."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.accounts import letters
from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, PeriodFilter


class UserForm(DeskForm):
    language = forms.ChoiceField(label=_("language of letters"), choices=settings.LANGUAGES, initial="en")

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        if name not in zoneinfo.available_timezones():
            raise ValidationError(_("“%(name)s” is not a time zone, such as Europe/Zurich.") % {"name": name})
        return name

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            self.add_error("email", _("Somebody with this address is already here."))
        return email


class StaffInline(DeskTabular):
    model = StaffAppointment
    fields = ["function", "starts", "ends"]
    classes = ["collapse"]


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Accounts begin here and nowhere else: by an invitation letter from the ISU."""

    form = UserForm
    list_display = ["name", "email", "title", "is_active", "answered", "last_login"]
    list_filter = ["is_active", "is_demo"]
    search_fields = ["name", "email", "title"]
    fields = ["name", "email", "title", "language", "time_zone", "is_active"]
    inlines = [StaffInline]
    actions = ["send_invitation"]

    def subject_of(self, obj):
        return _("person %(id)s") % {"id": obj.pk}

    @admin.display(description=_("has a password"), boolean=True)
    def answered(self, user):
        return user.has_usable_password()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()  # until the invitation letter is answered
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Send the invitation letter"))
    def send_invitation(self, request, queryset):
        invited = 0
        for user in queryset.filter(is_active=True):
            letters.welcome(user)
            self.write_down(request, "invite", user)
            invited += 1
        text = ngettext("%(n)s invitation letter is queued.", "%(n)s invitation letters are queued.", invited) % {"n": invited}
        self.message_user(request, text, messages.SUCCESS if invited else messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        text = _("Give them a capacity first, a nomination say; then send the invitation letter from the list of people.")
        self.message_user(request, text, messages.INFO)
        return super().response_add(request, obj, post_url_continue)


@admin.register(StaffAppointment)
class StaffAppointmentAdmin(DeskAdmin):
    list_display = ["user", "function", "starts", "ends"]
    list_filter = [PeriodFilter]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "function"]
    autocomplete_fields = ["user"]

    def subject_of(self, obj):
        return _("ISU staff appointment of person %(id)s") % {"id": obj.user_id}
