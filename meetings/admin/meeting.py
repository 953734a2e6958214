"""A meeting on the desk: planned in one form, then one page with its agenda, its steps and the ways to its other pages."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.desk import DeskAdmin, DeskTabular
from apmbc_portal.workflow import Refused, steps
from engagements.admin.anew import write_anew
from engagements.admin.forms import Letters, StepForm
from engagements.models import Correspondence
from meetings import actions
from meetings.admin import attendance, invitations, notes
from meetings.admin.forms import AgendaRows, MeetingForm, PlanForm, page_is_open
from meetings.admin.parts import panels_of
from meetings.models import Agenda, AgendaItem, Meeting, Paper, Participant
from meetings.times import clocks


class AgendaItems(DeskTabular):
    """The parts of the meeting's agenda, edited on the page of the meeting although they hang below the agenda."""

    model = AgendaItem
    formset = AgendaRows
    fields = ["position", "number", "title", "theme", "minutes", "presenter"]
    may_delete = True
    extra = 1

    def __init__(self, parent_model, admin_site):
        super().__init__(Agenda, admin_site)


class CourseFilter(admin.SimpleListFilter):
    title = _("course")
    parameter_name = "course"

    def lookups(self, request, model_admin):
        return [("ahead", _("to come")), ("begun", _("begun, not recorded as held")), ("undated", _("without a date"))]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "ahead":
            return queryset.upcoming(now)
        if self.value() == "begun":
            return queryset.filter(status="planned", starts_at__lte=now)
        return queryset.filter(starts_at=None) if self.value() == "undated" else queryset


@admin.register(Meeting)
class MeetingAdmin(DeskAdmin):
    history_parts = {AgendaItem: "agenda__meeting", Participant: "meeting", Paper: "meeting"}
    change_form_template = "admin/meetings/meeting_form.html"
    list_display = ["reference", "title", "status", "begins_there", "place", "hosted_by"]
    list_filter = ["status", CourseFilter, "format", "host_engagements__state__region", "starts_at"]
    search_fields = ["reference", "title", "place", "host_engagements__state__name_en", "=host_engagements__state__iso3"]
    date_hierarchy = "starts_at"
    inlines = [AgendaItems]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("host_engagements__state")

    @admin.display(description=_("begins, at the venue"), ordering="starts_at")
    def begins_there(self, meeting):
        return date_format(meeting.starts_at.astimezone(meeting.zone), "j M Y, H:i") if meeting.starts_at else "–"

    @admin.display(description=_("hosts"))
    def hosted_by(self, meeting):
        return ", ".join(str(host.state) for host in meeting.hosts())

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, (extra_context or {}) | {"title": _("Plan a meeting")})

    # --- planning and editing ---------------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs | {"form": MeetingForm if obj else PlanForm})

    def get_fieldsets(self, request, obj=None):
        when = [("day", "begins"), ("last_day", "ends"), *(["reason"] if obj else [])]
        return [
            (None, {"fields": ["title"] if obj else ["hosts_chosen", "cites", "title"]}),
            (_("Where"), {"fields": ["format", "setting", "occasion", "place", "time_zone"]}),
            (_("When"), {"fields": when, "description": _("May stay empty while the date is open.")}),
            *([(_("Open to others"), {"fields": ["anew"]})] if obj and page_is_open(obj) else []),
        ]

    def get_inline_instances(self, request, obj=None):
        return super().get_inline_instances(request, obj) if obj else []

    def get_formset_kwargs(self, request, obj, inline, prefix):
        agenda = Agenda.objects.filter(meeting=obj).first() or Agenda(meeting=obj)
        return super().get_formset_kwargs(request, obj, inline, prefix) | {"instance": agenda}

    def get_changeform_initial_data(self, request):
        given = super().get_changeform_initial_data(request)
        return given | ({"hosts_chosen": [given["host"]]} if "host" in given else {})

    def save_model(self, request, obj, form, change):
        if not change:
            said = {name: form.cleaned_data[name] for name in MeetingForm.Meta.fields}
            made = actions.plan_meeting(
                form.cleaned_data["hosts_chosen"],
                by=request.viewer,
                citing=list(form.cleaned_data["cites"]),
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                **said,
            )
            obj.pk, obj.reference, obj._state.adding = made.pk, made.reference, False
            return
        agenda = Agenda.objects.filter(meeting=obj).first()

        def write():
            write_anew(request, obj, lambda: self.write(request, obj, form))

        write_anew(request, agenda, write) if agenda else write()  # it stands under the title of its meeting

    def write(self, request, obj, form):
        super().save_model(request, obj, form, True)
        if form.moved():
            try:
                actions.reschedule(
                    obj, starts_at=form.starts_at, ends_at=form.ends_at, by=request.viewer, note=form.cleaned_data["reason"]
                )
            except Refused as reason:
                messages.error(request, str(reason))
            obj.starts_at, obj.ends_at = form.starts_at, form.ends_at

    def save_formset(self, request, form, formset, change):
        agenda = formset.instance
        if agenda.pk is None:
            agenda.save(force_insert=True)
        write_anew(request, agenda, lambda: super(MeetingAdmin, self).save_formset(request, form, formset, change))

    def log_addition(self, request, obj, message):
        """Said already, in the transaction that planned it."""

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(
            request,
            _("The meeting is planned: %(reference)s. Its agenda was copied; check the minutes.") % {"reference": obj.reference},
        )
        return redirect("admin:meetings_meeting_change", obj.pk)

    def response_post_save_change(self, request, obj):
        return redirect("admin:meetings_meeting_change", obj.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= self.shown(request, obj, "meeting")
            context["buttons"], context["later"] = self.buttons(request, obj)
            context["past_dates"] = [
                (clocks(Meeting(time_zone=obj.time_zone, starts_at=d.starts_at, ends_at=d.ends_at)), d)
                for d in obj.past_dates.all()
            ]
            context["overrun"] = overrun_of(obj)
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- the pages of one meeting -----------------------------------------------------------------------------------
    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "meetings_meeting"
        pages = [
            path("<int:pk>/step/<slug:verb>/", wrap(self.step), name=f"{name}_step"),
            path("<int:pk>/invitations/", wrap(self.answer(invitations.page)), name=f"{name}_invitations"),
            path("<int:pk>/participants/", wrap(self.answer(attendance.page)), name=f"{name}_participants"),
            path("<int:pk>/notes/", wrap(self.answer(notes.page)), name=f"{name}_notes"),
        ]
        return [*pages, *super().get_urls()]

    def answer(self, function):
        def view(request, pk):
            return function(self, request, self.find(request, pk))

        return view

    def find(self, request, pk):
        return get_object_or_404(self.get_queryset(request).select_related("occasion"), pk=pk)

    def shown(self, request, meeting, tab):
        """What the head of every page of a meeting needs."""
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "meeting": meeting,
            "hosts": meeting.hosts(),
            "clocks": clocks(meeting),
            "tab": tab,
            "tabs": tabs(meeting),
            "panels": panels_of(meeting, request),
        }

    def buttons(self, request, meeting):
        """What the meeting's status allows, with its form or the reason against it; and the steps of other times."""
        found = steps(meeting, request.viewer)
        now = [(step, self.step_form(meeting, step.verb)) for step in found if meeting.status in meeting.MOVES[step.verb].sources]
        return sorted(now, key=lambda pair: bool(pair[0].reason)), [
            step for step in found if step not in [one for one, _form in now]
        ]

    def step_form(self, meeting, verb, data=None):
        form = StepForm(data, prefix=verb, correspondence=Letters(Correspondence.objects.none()), by_letter=False)
        if verb == "postpone":
            form.fields["note"].help_text = _("Kept with the earlier date; the hosts read it.")
        return form

    def step(self, request, pk, verb):
        meeting = self.find(request, pk)
        if verb not in meeting.MOVES or request.method != "POST":
            raise Http404
        form = self.step_form(meeting, verb, request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        else:
            try:
                actions.move_meeting(meeting, verb, by=request.viewer, note=form.cleaned_data["note"])
            except Refused as reason:
                messages.error(request, str(reason))
            else:
                messages.success(request, _("Done: %(step)s.") % {"step": meeting.MOVES[verb].label})
        return redirect("admin:meetings_meeting_change", pk)


def tabs(meeting):
    """[(key, address, label)] of a meeting's pages."""

    def at(name):
        return reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk])

    return [
        ("meeting", at("change"), _("Meeting and agenda")),
        ("invitations", at("invitations"), _("Invitations")),
        ("participants", at("participants"), _("Participants")),
        ("notes", at("notes"), _("Notes and outcomes")),
        ("page", meeting.get_absolute_url(), _("Page in the portal")),
    ]


def overrun_of(meeting):
    """What the minutes of the agenda come to against the meeting's time: (sentence, whether they exceed it)."""
    agenda = Agenda.objects.filter(meeting=meeting).first()
    if agenda is None:
        return "", False
    agenda.meeting = meeting
    total, available, over = agenda.total_minutes(), meeting.minutes, agenda.overrun()
    if over:
        words = ngettext(
            "The agenda is %(over)s minute longer than the meeting: %(total)s of %(available)s minutes.",
            "The agenda is %(over)s minutes longer than the meeting: %(total)s of %(available)s minutes.",
            over,
        )
        return words % {"over": over, "total": total, "available": available}, True
    if available is None:
        return _("The parts of the agenda come to %(total)s minutes.") % {"total": total}, False
    return _("The parts of the agenda come to %(total)s of %(available)s minutes.") % {
        "total": total,
        "available": available,
    }, False
