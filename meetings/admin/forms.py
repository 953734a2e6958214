"""Planning a meeting and moving its date: times are typed as clocks show them at the venue."""

import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.admin.anew import SAY_SO, ClearedAnewForm
from engagements.decisions import is_open
from engagements.models import Correspondence, Engagement
from meetings.actions.together import together_refusal
from meetings.models import Agenda, Meeting
from meetings.times import NoSuchTime, moment
from meetings.workflow import may_host

WHEN = ["day", "begins", "last_day", "ends"]


def day_field(**kwargs):
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **kwargs)


def clock_field(**kwargs):
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False, **kwargs)


def zone_choices():
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


class MeetingForm(ClearedAnewForm):
    """A meeting as the desk edits it. The date is not a column here: another date goes through `reschedule`."""

    setting = forms.ChoiceField(
        label=_("Setting"),
        choices=[("beside", _("beside a meeting of the Convention")), ("own", _("on its own"))],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(label=_("Time zone of the venue"), choices=zone_choices)
    day = day_field(label=_("Day"), help_text=_("All dates and times as they are at the venue."))
    begins = clock_field(label=_("Begins"))
    last_day = day_field(label=_("Last day"), help_text=_("Empty: the same day."))
    ends = clock_field(label=_("Ends"))
    reason = PlainTextField(
        required=False,
        max_length=300,
        label=_("Reason for another date"),
        help_text=_("Kept with the earlier date; the hosts read it."),
    )

    class Meta:
        model = Meeting
        fields = ["title", "format", "occasion", "place", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance
        if meeting.pk:
            self.initial |= local_times(meeting) | {"setting": "beside" if meeting.occasion_id else "own"}
        if "reason" in self.fields and not meeting.pk:
            del self.fields["reason"]

    def is_open(self):
        return page_is_open(self.instance)

    def changes_words(self):
        return super().changes_words() or (hasattr(self, "starts_at") and self.moved())

    def hosts(self):
        """The engagements whose requests the date must not precede."""
        return self.instance.hosts() if self.instance.pk else self.cleaned_data.get("hosts") or []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("setting") == "beside" and not cleaned.get("occasion"):
            self.add_error("occasion", _("Choose the meeting of the Convention beside which it is held."))
        elif cleaned.get("setting") == "own":
            cleaned["occasion"] = None
            if self.instance.occasion_id and "occasion" not in self.changed_data:
                self.changed_data.append("occasion")
        self.starts_at = self.ends_at = None
        if "time_zone" in cleaned and not set(WHEN) & set(self.errors):
            self.read_times(cleaned)
        return cleaned

    def read_times(self, cleaned):
        day, begins, ends = cleaned.get("day"), cleaned.get("begins"), cleaned.get("ends")
        if begins and not day:
            return self.add_error("day", _("Give the day too."))
        if (ends or cleaned.get("last_day")) and not begins or (day and not begins):
            return self.add_error("begins", _("Say when it begins."))
        if not begins:
            return None
        zone = zoneinfo.ZoneInfo(cleaned["time_zone"])
        self.starts_at = self.moment_at("begins", day, begins, zone)
        last_day = cleaned.get("last_day") or day
        if cleaned.get("last_day") and not ends:
            return self.add_error("ends", _("Say when it ends on that day."))
        if ends:
            self.ends_at = self.moment_at("ends", last_day, ends, zone)
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            return self.add_error("last_day" if last_day < day else "ends", _("The meeting ends before it begins."))
        if self.moved() and (first := self.first_request(zone)) and day < first:
            self.add_error(
                "day", _("The State asked for it on %(date)s only: a meeting cannot come before its request.") % {"date": first}
            )
        return None

    def moment_at(self, name, day, clock, zone):
        try:
            return moment(day, clock, zone)
        except NoSuchTime as error:
            self.add_error(name, str(error))
            return None

    def moved(self):
        """Whether the date typed differs from the one recorded."""
        return (self.starts_at, self.ends_at) != (self.instance.starts_at, self.instance.ends_at)

    def first_request(self, zone):
        """The latest of the days, at the venue, on which the hosts first asked; None where no request was submitted."""
        asked = [
            host.requests.submitted().order_by("submitted_at").values_list("submitted_at", flat=True).first()
            for host in self.hosts()
        ]
        days = [at.astimezone(zone).date() for at in asked if at]
        return max(days) if days else None


def local_times(meeting):
    """A meeting's date as clocks at the venue show it, for the form."""
    if meeting.starts_at is None:
        return {}
    first = meeting.starts_at.astimezone(meeting.zone)
    shown = {"day": first.date(), "begins": first.time().replace(second=0, microsecond=0)}
    if meeting.ends_at:
        last = meeting.ends_at.astimezone(meeting.zone)
        shown["ends"] = last.time().replace(second=0, microsecond=0)
        shown["last_day"] = last.date() if last.date() != first.date() else None
    return shown


def page_is_open(meeting):
    """Whether others read what a meeting's page changes: its calendar entry or its agenda, each opened by itself."""
    return is_open(meeting) or any(is_open(agenda) for agenda in Agenda.objects.filter(meeting=meeting))


class AgendaRows(forms.BaseInlineFormSet):
    """The parts of an agenda; while it is open to others, the page's tick is asked for before they change."""

    def clean(self):
        super().clean()
        if self.has_changed() and self.instance.pk and is_open(self.instance) and not self.data.get("anew"):
            raise ValidationError(SAY_SO)


class PlanForm(MeetingForm):
    hosts_chosen = forms.ModelMultipleChoiceField(
        Engagement.objects.none(),
        label=_("Host engagements"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("More than one for a joint meeting. The first gives the reference."),
        error_messages={"required": _("Choose the host.")},
    )

    cites = forms.ModelMultipleChoiceField(
        Correspondence.objects.none(),
        required=False,
        label=_("For a joint meeting: by which correspondence"),
        help_text=_(
            "One of each host State, by which it wishes to meet with the others: each learns of the others by it. Hold Ctrl (or ⌘) to choose several."
        ),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        letters = Correspondence.objects.filter(request=None, state__engagements__status="active").distinct()
        self.fields["cites"].queryset = letters.select_related("state").order_by("state__name_en", "-dated")
        self.fields["cites"].label_from_instance = lambda row: f"{row.state} · {row}"
        rows = Engagement.objects.filter(status="active", reference__isnull=False).exclude(origin="public_sources")
        self.fields["hosts_chosen"].queryset = rows.select_related("state").order_by("reference")
        self.fields["hosts_chosen"].label_from_instance = lambda row: f"{row.reference} · {row.state}"
        self.initial.setdefault("time_zone", "Europe/Zurich")
        self.initial.setdefault("setting", "own")

    def hosts(self):
        return self.cleaned_data.get("hosts_chosen") or []

    def clean_hosts_chosen(self):
        chosen = self.cleaned_data["hosts_chosen"]
        for host in chosen:
            if reason := may_host(host):
                raise ValidationError(str(reason))
        return chosen

    def clean(self):
        cleaned = super().clean()
        hosts, letters = cleaned.get("hosts_chosen") or [], list(cleaned.get("cites") or [])
        if reason := together_refusal(hosts, letters):
            self.add_error("cites", str(reason))
        return cleaned
