"""Whom the ISU writes to: organisations, their contacts with what they consented to, and who represents them here."""

import datetime
from types import SimpleNamespace

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.accounts import humans
from apmbc_portal.desk import DeskAdmin, DeskForm, DeskStacked, PeriodFilter, held_about, waiting
from apmbc_portal.privacy.words import parts_of
from engagements.models import Correspondence, NamedGrant
from meetings import consents
from meetings.actions.answers import is_somebody_else
from meetings.models import Consent, Contact, Organisation, Participant, Representation
from meetings.models.organisation import CONSENT_HOLDS
from meetings.workflow import APPROVED

LAST_YEAR = datetime.timedelta(days=365)


class OrganisationForm(DeskForm):
    """Whom a State approved, or opened something to by name, stays who it is: another organisation is another row."""

    def clean(self):
        cleaned = super().clean()
        if self.instance._state.adding or not self.is_known_to_a_state():
            return cleaned
        before = Organisation.objects.get(pk=self.instance.pk)
        if "state" in self.changed_data:
            self.add_error(
                "state", _("States have invited it, or opened something to it, as what it is. Another is another organisation.")
            )
        name = cleaned.get("name")
        if (
            "name" in self.changed_data
            and name
            and not any(is_alike(name, one) for one in (before.name, before.short_name) if one)
        ):
            self.add_error("name", _("This is another organisation than the one States know here. Enter it anew."))
        return cleaned

    def is_known_to_a_state(self):
        row = self.instance
        named = NamedGrant.objects.filter(party=row.party_id).exists()
        return named or row.invitations.filter(status__in=APPROVED).exists() or row.representations.exists()


def is_alike(name, before):
    """Whether a name is another way of writing the one before: a word in common, or the initials of the other."""
    ours, theirs = parts_of(name), parts_of(before)
    initials = [sorted(part[0] for part in parts) for parts in (ours, theirs)]
    written_out = any(
        len(short) == 1 and sorted(short[0]) == letters for short, letters in ((ours, initials[1]), (theirs, initials[0]))
    )
    return bool(set(ours) & set(theirs)) or written_out


@admin.register(Organisation)
class OrganisationAdmin(DeskAdmin):
    form = OrganisationForm
    list_display = ["name", "short_name", "kind", "state", "email"]
    list_filter = ["kind", "state__region"]
    list_select_related = ["state"]
    search_fields = ["name", "short_name", "email", "state__name_en", "=state__iso3"]
    autocomplete_fields = ["state"]
    fields = ["name", "short_name", "kind", "state", "email"]


class ConsentRow(DeskForm):
    """What was agreed to stays as it was agreed to; it can only be ended, and what ended stays ended."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:  # what is agreed to meeting by meeting would name nobody without its tick there
            offered = [choice for choice in Consent.Purpose.choices if choice[0] not in Participant.TICKS]
            self.fields["purpose"].choices = [("", "---------"), *offered]
            self.fields["purpose"].help_text = _("What somebody agrees to for a meeting is ticked there, under Participants.")
        else:
            ended = ["withdrawn_on"] if self.instance.withdrawn_on else []
            for name in ("purpose", "wording", "language", "given_on", "cites", *ended):
                self.fields[name].disabled = True

    def clean(self):
        cleaned = super().clean()
        given = cleaned.get("given_on")
        if self.instance._state.adding and given:
            self.instance.expires_on, self.instance.given_in = given + CONSENT_HOLDS, Consent.Where.DESK
            if reason := consents.word_objection(cleaned.get("cites")):
                self.add_error("cites", reason)
        if cleaned.get("withdrawn_on") and not self.instance.ended_as:
            self.instance.ended_as = Consent.End.WITHDRAWN
        return cleaned


class Consents(DeskStacked):
    form = ConsentRow

    model = Consent
    fields = [
        ("purpose", "given_on"), "wording", ("language", "given_in"), "cites", ("confirmed_on", "expires_on"), ("withdrawn_on", "ended_as"),
    ]  # fmt: skip
    readonly_fields = ["given_in", "confirmed_on", "expires_on", "ended_as"]
    autocomplete_fields = ["cites"]


class OnAListFilter(admin.SimpleListFilter):
    title = _("contact lists")
    parameter_name = "listed"

    def lookups(self, request, model_admin):
        return [
            ("yes", _("agreed to be listed")),
            ("no", _("did not agree")),
            ("ending", _("ends soon, and there is no address")),
        ]

    def queryset(self, request, queryset):
        agreed = Consent.objects.in_force().filter(purpose=consents.LIST).values("contact")
        if self.value() == "ending":
            last = timezone.localdate() + consents.ASKED_BEFORE
            return queryset.filter(email="", consents__in=Consent.objects.in_force().filter(expires_on__lte=last)).distinct()
        if self.value() == "yes":
            return queryset.filter(pk__in=agreed)
        return queryset.exclude(pk__in=agreed) if self.value() == "no" else queryset


class ContactForm(DeskForm):
    """What somebody agreed to and where they took part stays theirs: somebody else, or the same person elsewhere, is another contact."""

    def clean(self):
        cleaned = super().clean()
        account = cleaned.get("user")
        if account and "user" in self.changed_data and not humans.are_one(account, SimpleNamespace(pk=None, **self.will_be())):
            self.add_error("user", _("This account is of %(person)s, %(email)s: neither name nor address is this person's.") % {
                "person": account.name, "email": account.email,
            })  # fmt: skip
        if self.instance._state.adding or not self.has_a_past():
            return cleaned
        if "organisation" in self.changed_data:
            self.add_error("organisation", _("They agreed, or took part, for %(organisation)s. Enter them anew for another.") % {
                "organisation": Organisation.objects.get(contacts=self.instance),
            })  # fmt: skip
        before = Contact.objects.select_related("organisation").get(pk=self.instance.pk)
        if {"name", "email"} & set(self.changed_data) and is_somebody_else(before, SimpleNamespace(**self.will_be())):
            self.add_error("name", _("This is somebody else, who has agreed to nothing yet. Enter them as another contact."))
        return cleaned

    def has_a_past(self):
        return self.instance.participations.exists() or self.instance.consents.exists()

    def will_be(self):
        now = {name: getattr(self.instance, name) for name in ("name", "email")}
        return now | {
            name: self.cleaned_data.get(name) or "" for name in now if name in self.changed_data or self.instance._state.adding
        }


class ConfirmationForm(forms.Form):
    """By which letter, mail or call people said that their details are right and that what they agreed to goes on."""

    cites = forms.ModelChoiceField(
        Correspondence.objects.none(),
        required=False,
        label=_("By which correspondence"),
        help_text=_("Of the last twelve months."),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Correspondence.objects.visible_to(viewer).filter(dated__gte=timezone.localdate() - LAST_YEAR)
        self.fields["cites"].queryset = rows.select_related("state").order_by("-dated", "-pk")

    def clean_cites(self):
        if reason := consents.word_objection(self.cleaned_data["cites"]):
            raise forms.ValidationError(reason)
        return self.cleaned_data["cites"]


@admin.register(Contact)
class ContactAdmin(DeskAdmin):
    form = ContactForm
    list_display = ["name", "title", "organisation", "email", "language", "confirmed_on", "expires_on"]
    list_filter = [OnAListFilter, "organisation__kind", "language", "expires_on"]
    list_select_related = ["organisation"]
    search_fields = ["name", "email", "title", "organisation__name", "organisation__short_name"]
    autocomplete_fields = ["organisation", "user"]
    fields = ["organisation", "name", "title", "email", "phone", "language", "user", ("confirmed_on", "expires_on"), "held"]
    readonly_fields = ["held"]
    inlines = [Consents]

    actions = ["record_confirmation"]

    def get_queryset(self, request):
        """Nobody fills again the row of somebody who was erased."""
        return super().get_queryset(request).filter(erased_on=None)

    @admin.display(description=_("all that is held"))
    def held(self, contact):
        return held_about(contact)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            consents.move_mailbox(obj, form.initial["email"])

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for row, names in formset.changed_objects:
            if "withdrawn_on" not in names or not row.withdrawn_on:
                continue
            Consent.objects.filter(pk=row.pk).update(ended_as=Consent.End.WITHDRAWN)
            consents.over(form.instance, row.purpose)

    @admin.action(description=_("Record that they confirmed their details and consents again"))
    def record_confirmation(self, request, queryset):
        """What came by letter or call, which is cited; each consent in force goes on, and nothing that ended comes back."""
        form = ConfirmationForm(request.POST if "confirmed" in request.POST else None, viewer=request.viewer)
        if not form.is_valid():
            rows = queryset.select_related("organisation").prefetch_related(Prefetch("consents", Consent.objects.in_force()))
            context = {**self.admin_site.each_context(request), "title": _("Confirmed again"), "rows": rows, "form": form}
            return TemplateResponse(request, "admin/meetings/confirmed.html", context, status=422 if form.is_bound else 200)
        for contact in queryset:
            consents.confirm(contact, Consent.Purpose.values, by=request.viewer, cites=form.cleaned_data["cites"])
        done = queryset.count()
        text = ngettext("Recorded for %(n)s contact.", "Recorded for %(n)s contacts.", done) % {"n": done}
        self.message_user(request, text, messages.SUCCESS)
        return None

    def subject_of(self, obj):
        return f"contact {obj.pk}"


@admin.register(Representation)
class RepresentationAdmin(DeskAdmin):
    list_display = ["user", "organisation", "function", "starts", "ends"]
    list_filter = [PeriodFilter, "organisation__kind"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]
    settled = ["user", "organisation"]
    fields = ["user", "organisation", "function", ("starts", "ends")]

    def subject_of(self, obj):
        return f"representation {obj.pk}"


@waiting("consents")
def consents_nobody_asked():
    """Consents that end soon of people without an address: only the desk can ask them."""
    today = timezone.localdate()
    ending = Consent.objects.in_force(today).filter(expires_on__lte=today + consents.ASKED_BEFORE)
    count = Contact.objects.filter(email="", erased_on=None, consents__in=ending).distinct().count()
    return (
        _("Consents that end soon, of people without an address"),
        count,
        reverse("admin:meetings_contact_changelist") + "?listed=ending",
    )
