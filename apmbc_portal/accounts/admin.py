"""People, their invitation letters, and who is on the ISU's staff."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.accounts import letters, second_factor
from apmbc_portal.accounts.actions import address_was_changed
from apmbc_portal.accounts.closing import closing_objection
from apmbc_portal.accounts.models import ERASED, StaffAppointment, User
from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, EndsNow, PeriodFilter, held_about
from apmbc_portal.text import PlainTextField


class UserForm(DeskForm):
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, initial="en")

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"]
        if name not in zoneinfo.available_timezones():
            raise ValidationError(_("“%(name)s” is not a time zone, such as Europe/Zurich.") % {"name": name})
        return name

    def clean_is_active(self):
        stays_open = self.cleaned_data["is_active"]
        if self.instance.is_active and not stays_open and (reason := closing_objection(self.instance)):
            raise ValidationError(reason)
        return stays_open

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            self.add_error("email", _("Somebody with this address is already here."))
        return email


class ResetForm(forms.Form):
    note = PlainTextField(
        label=_("How did you make sure that it is they who ask?"), max_length=500, rows=3,
        help_text=_("For example: a call back to the number in the note verbale; they came to the office. It stands in history."),
    )  # fmt: skip


class StaffInline(DeskTabular):
    model = StaffAppointment
    fields = ["function", "starts", "ends"]
    classes = ["collapse"]


@admin.register(User)
class UserAdmin(DeskAdmin):
    """Accounts begin here and nowhere else: by an invitation letter from the ISU."""

    history_parts = {StaffAppointment: "user"}
    form = UserForm
    list_display = ["name", "email", "title", "is_active", "answered", "last_login"]
    list_filter = ["is_active", "is_demo"]
    search_fields = ["name", "email", "title"]
    fields = ["name", "email", "title", "language", "time_zone", "is_shared", "is_active", "factor", "held"]
    readonly_fields = ["factor", "held"]
    inlines = [StaffInline]
    actions = ["send_invitation"]

    def subject_of(self, obj):
        return _("person %(id)s") % {"id": obj.pk}

    def get_queryset(self, request):
        """Nobody fills again the row of somebody who was erased."""
        return super().get_queryset(request).exclude(email__endswith=ERASED)

    @admin.display(description=_("all that is held"))
    def held(self, user):
        return held_about(user)

    @admin.display(description=_("has a password"), boolean=True)
    def answered(self, user):
        return user.has_usable_password()

    @admin.display(description=_("second factor"))
    def factor(self, user):
        """Whether they have one, and the way to take it away once it is lost."""
        app = second_factor.of(user) if user and user.date_joined else None
        if app is None:
            return _("not set up")
        since = _("set up on %(day)s") % {"day": date_format(timezone.localtime(app.created_at))}
        address = reverse("admin:accounts_user_second_factor", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', since, address, _("lost: take it away"))

    def get_urls(self):
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<uuid:pk>/second-factor/", reset, name="accounts_user_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request, pk):
        """A colleague takes a lost second factor away; how they made sure who asks stands in history."""
        user = get_object_or_404(User, pk=pk)
        refusal = second_factor.reset_refusal(user, request.viewer)
        form = ResetForm(request.POST or None)
        if request.method == "POST" and not refusal and form.is_valid():
            second_factor.reset(user, by=request.viewer, note=form.cleaned_data["note"])
            self.message_user(
                request, _("It is taken away. A letter tells %(name)s how to go on.") % {"name": user}, messages.SUCCESS
            )
            return redirect("admin:accounts_user_change", user.pk)
        title = _("Take away a lost second factor")
        context = {**self.admin_site.each_context(request), "title": title, "person": user, "refusal": refusal, "form": form}
        return render(request, "admin/accounts/second_factor.html", context, status=409 if refusal and request.POST else 200)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()  # until the invitation letter is answered
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            address_was_changed(obj, form.initial["email"])

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
class StaffAppointmentAdmin(EndsNow, DeskAdmin):
    list_display = ["user", "function", "starts", "ends"]
    list_filter = [PeriodFilter]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "function"]
    autocomplete_fields = ["user"]
    settled = ["user"]
    actions = ["end_now"]

    def subject_of(self, obj):
        return _("ISU staff appointment of person %(id)s") % {"id": obj.user_id}
