"""The participants of one meeting on the desk: one grid for reply, attendance and consent, and a row to enter somebody."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.audit.record import record
from apmbc_portal.desk import DeskForm
from apmbc_portal.text import PlainTextField
from apmbc_portal.workflow import Refused
from engagements.models import Correspondence
from meetings import actions
from meetings.actions.entering import entering_refusal
from meetings.consents import hold_meetings, word_objection
from meetings.models import Organisation, Participant
from meetings.wording import LISTING, NAMED, at_the_desk

TICKS = Participant.TICKS
COLUMNS = ["part", "reply", "attendance", *TICKS.values()]


class ParticipantRow(DeskForm):
    class Meta:
        model = Participant
        fields = COLUMNS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in COLUMNS:  # the grid shows each label once, at the head of its column
            self.fields[name].widget.attrs["aria-label"] = f"{self.fields[name].label}, {self.instance.contact.name}"
        if self.instance.contact.erased_on:  # they count, and nobody agrees for them
            for tick in TICKS.values():
                self.fields[tick].disabled = True

    def clean(self):
        cleaned = super().clean()
        # Of the row as it will be: what was not touched here is what it is now.
        will_be = {
            name: cleaned.get(name) if name in self.changed_data else getattr(self.instance, name)
            for name in ("reply", "attendance")
        }
        if will_be["reply"] == "declined" and will_be["attendance"] in ("present", "online"):
            self.add_error("attendance", _("Somebody who declined cannot be recorded as present: change the reply first."))
        if "part" in self.changed_data and "part" in cleaned:
            contact = self.instance.contact
            if reason := entering_refusal(self.instance.meeting, contact.organisation, cleaned["part"], user=contact.user):
                self.add_error("part", reason)
        return cleaned


Grid = forms.modelformset_factory(Participant, form=ParticipantRow, extra=0)


def agreed_now(form):
    """The purposes for which a tick was set in this row of the grid."""
    return [purpose for purpose, tick in TICKS.items() if tick in form.changed_data and form.cleaned_data[tick]]


class WordForm(forms.Form):
    """By which letter people agreed; asked for only where a tick is set, since taking one away needs no reason."""

    cites = forms.ModelChoiceField(
        Correspondence.objects.none(), required=False, label=gettext_lazy("New ticks: they agreed by which correspondence")
    )

    def __init__(self, *args, meeting, viewer, needed=False, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Correspondence.objects.visible_to(viewer).filter(state__in=meeting.state_ids())
        self.fields["cites"].queryset, self.needed = rows.select_related("state"), needed

    def clean_cites(self):
        letter = self.cleaned_data["cites"]
        if self.needed and (reason := word_objection(letter)):
            raise forms.ValidationError(reason)
        return letter


class EnterForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.order_by("name"), label=gettext_lazy("Organisation"))
    name = PlainTextField(label=gettext_lazy("Name"))
    title = PlainTextField(label=gettext_lazy("Title or function"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("Takes part as"), choices=Participant.Part.choices, initial=Participant.Part.INVITED
    )


def page(model_admin, request, meeting):
    rows = meeting.participants.visible_to(request.viewer).select_related("contact__organisation")
    grid, enter = Grid(queryset=rows, prefix="grid"), EnterForm(prefix="enter")
    word = WordForm(prefix="word", meeting=meeting, viewer=request.viewer)
    if request.method == "POST" and request.POST.get("act") == "enter":
        enter = EnterForm(request.POST, prefix="enter")
        if enter.is_valid() and entered(request, meeting, enter):
            return redirect("admin:meetings_meeting_participants", meeting.pk)
    elif request.method == "POST":
        grid = Grid(request.POST, queryset=rows, prefix="grid")
        if grid.is_valid():
            asked = any(agreed_now(form) for form in grid.forms)
            word = WordForm(request.POST, prefix="word", meeting=meeting, viewer=request.viewer, needed=asked)
            if word.is_valid() and written(request, meeting, grid, word.cleaned_data["cites"]):
                return redirect("admin:meetings_meeting_participants", meeting.pk)
    here = sum(row.attendance in ("present", "online") for row in rows)
    context = model_admin.shown(request, meeting, "participants") | {
        "title": _("Participants"),
        "grid": grid,
        "enter": enter,
        "word": word,
        "sentences": [LISTING, NAMED],
        "present": here,
        "listed": sum(row.may_be_listed for row in rows),
        "named": sum(row.may_be_named for row in rows),
    }
    wrong = grid.is_bound or enter.is_bound
    return TemplateResponse(request, "admin/meetings/participants.html", context, status=422 if wrong else 200)


def entered(request, meeting, form):
    said = dict(form.cleaned_data)
    try:
        actions.enter_person(meeting, said.pop("organisation"), by=request.viewer, **said)
    except Refused as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, _("Entered."))
    return True


def written(request, meeting, grid, letter):
    """Write what this person changed in the grid, all of it or nothing."""
    try:
        with transaction.atomic():
            hold_meetings(contacts=[form.instance.contact_id for form in grid.forms], meetings=[meeting.pk])
            for form in grid.forms:
                columns = [name for name in form.changed_columns() if name in ("part", "reply")]
                if columns:
                    form.instance.save(update_fields=columns)
                    record(request.viewer, "change_participant", meeting, participant=form.instance.pk, fields=columns)
                if touched := {purpose: tick for purpose, tick in TICKS.items() if tick in form.changed_data}:
                    row = Participant.objects.select_related("contact", "meeting").get(pk=form.instance.pk)
                    for purpose, tick in touched.items():
                        agrees, given = form.cleaned_data[tick], at_the_desk(letter)
                        actions.set_agreement(row, purpose, agrees, by=request.viewer, given=given)
            came = {form.instance.pk: form.cleaned_data["attendance"] for form in grid.forms if "attendance" in form.changed_data}
            if came:
                actions.record_attendance(meeting, came, by=request.viewer)
    except Refused as reason:
        messages.error(request, str(reason))
        return False
    messages.success(request, _("Recorded."))
    return True
