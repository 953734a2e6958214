"""What this app adds to a meeting's pages on the desk: outcomes beside the notes, and the ways to report and lists."""

from functools import partial

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.record import record
from apmbc_portal.text import PlainTextField
from engagements.decisions import reworded
from meetings.admin import meeting_panel, notes_rows
from meetings.models import Agenda, Meeting
from reports.admin.outcome import OutcomeForm
from reports.admin.panel import documents_of
from reports.kinds import KINDS
from reports.models import ContactList, Outcome, OutcomeReport
from reports.workflow import ReportStatus


class OutcomeRow(OutcomeForm):
    text = PlainTextField(rows=2, label=_("What was agreed"))
    public_text = PlainTextField(
        rows=2,
        required=False,
        label=_("Wording for the public text"),
        help_text=_("Names no participant. Empty: the public text leaves this outcome out."),
    )

    class Meta:
        model = Outcome
        fields = ["kind", "text", "public_text", "owner", "due", "status"]
        widgets = {"due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


OutcomeRows = forms.inlineformset_factory(Meeting, Outcome, form=OutcomeRow, extra=2, can_delete=False)


def save_outcomes(formset, meeting, viewer):
    """Write new and changed outcomes, in the transaction of the notes."""
    formset.save(commit=False)
    for outcome in formset.new_objects:
        outcome.save(force_insert=True)
        record(viewer, "add_outcome", outcome)
    for form in formset.initial_forms:
        if columns := form.changed_columns():
            write = partial(form.instance.save, update_fields=columns)
            # A State may open it between the form and this moment.
            reworded(form.instance, write, by=viewer) if set(Outcome.WORDS) & set(columns) else write()
            record(viewer, "change_outcome", form.instance, fields=columns)


@notes_rows("outcomes", _("Outcomes"), save=save_outcomes, order=40)
def outcome_rows(meeting, data):
    return OutcomeRows(data, instance=meeting, prefix="outcomes")


@meeting_panel("reports", _("Report and contact list"), order=40)
def report_panel(meeting, request):
    """Each click makes one thing: a report, a list, a PDF."""
    reports = list(OutcomeReport.objects.visible_to(request.viewer).filter(meeting=meeting).prefetch_related("texts"))
    lists = ContactList.objects.visible_to(request.viewer).filter(meeting=meeting)
    held = meeting.status in ("held", "closed")
    context = {
        "meeting": meeting,
        "agenda": Agenda.objects.visible_to(request.viewer).filter(meeting=meeting).first(),
        "reports": reports,
        "may_begin": held and (not reports or reports[0].status == ReportStatus.APPROVED),
        "held": held,
        "lists": [(row, KINDS["contact_list"].ask_refusal(row, request.viewer)) for row in lists],
        "documents": documents_of([meeting.pk], request.viewer)[:6],
    }
    return render_to_string("admin/reports/meeting_panel.html", context, request)
