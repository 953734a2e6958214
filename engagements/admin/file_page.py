"""The file page of an engagement: everything the desk knows about it, read from what the ISU may see."""

from dataclasses import dataclass

from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.desk.registry import panels
from apmbc_portal.notices.models import Letter
from apmbc_portal.workflow import Step, steps
from engagements.admin.forms import BeginRequestForm, InternalNoteForm, Letters, MessageForm, StepForm, WithholdForm
from engagements.admin.words import differences, said
from engagements.models import Comment, Correspondence, EngagementRequest, Nomination, Suggestion
from engagements.reading import sections

SHOWN = 8  # lines of history, letters and ledger on the page; the rest is one link away


@dataclass
class Button:
    """A step with its form, under a key that names row and verb in a post."""

    key: str
    step: Step
    form: StepForm
    open: bool = False
    later: bool = False  # not from where the row stands now; told apart from a step that something else stands against


class FilePage:
    """What one request for the page reads, once. `bound` holds the form a post was refused with, by its key."""

    def __init__(self, request, engagement, bound=None):
        self.request, self.viewer, self.engagement = request, request.viewer, engagement
        self.bound = bound or {}
        self.correspondence = Letters(self.of_the_state())

    def of_the_state(self):
        return Correspondence.objects.visible_to(self.viewer).filter(state=self.engagement.state)

    def requests(self):
        """Versions the ISU may see, newest first: submitted ones, and what it transcribes itself."""
        rows = self.engagement.requests.visible_to(self.viewer).select_related("occasion", "cites", "instead_of")
        return list(rows.prefetch_related("needs").order_by("-version"))

    def suggestions(self):
        rows = Suggestion.objects.visible_to(self.viewer).filter(request__engagement=self.engagement)
        return rows.select_related("request__engagement__state")

    def buttons(self, row):
        made = []
        for step in steps(row, self.viewer):
            key = f"{row._meta.model_name}-{row.pk}-{step.verb}"
            form = self.bound.get(key) or self.step_form(row, step)
            later = row.status not in row.MOVES[step.verb].sources and key not in self.bound
            made.append(Button(key, step, form, open=key in self.bound, later=later))
        return [] if all(button.later for button in made) else made  # nothing can be done any more: an earlier version

    def step_form(self, row, step, data=None):
        prefix = f"{row._meta.model_name}-{row.pk}-{step.verb}"
        tells = isinstance(row, EngagementRequest) and not step.needs_letter
        return StepForm(data, prefix=prefix, correspondence=self.correspondence, by_letter=step.needs_letter, says_to_state=tells)

    def form(self, key, form_class, **kwargs):
        if key in self.bound:
            return self.bound[key]
        if issubclass(form_class, InternalNoteForm | MessageForm):
            return form_class(prefix=key)
        return form_class(prefix=key, correspondence=self.correspondence, **kwargs)

    def context(self):
        engagement, viewer = self.engagement, self.viewer
        versions = self.requests()
        for version in versions:
            version.engagement = engagement  # the very row of the page, without a query each
        history = Event.objects.filter(about=engagement.reference) if engagement.reference else Event.objects.none()
        ledger = LedgerEntry.objects.filter(chain=engagement.state.iso3, about=engagement.reference or "-").with_subjects()
        comments = list(Comment.objects.visible_to(viewer).filter(engagement=engagement).select_related("author"))
        draft = engagement.requests.open_drafts().values_list("on_behalf", flat=True).first()
        return {
            "engagement": engagement,
            "title": engagement.reference or _("%(state)s, without a reference yet") % {"state": engagement.state},
            "late": engagement.due is not None and engagement.due < timezone.localdate(),
            "buttons": self.buttons(engagement),
            "requests": [
                self.request_card(version, earlier) for version, earlier in zip(versions, [*versions[1:], None], strict=False)
            ],
            "state_drafts": draft is False,
            "may_begin": draft is None and engagement.status in ("exploring", "active"),
            "begin_form": self.form("begin", BeginRequestForm),
            "suggestions": [(row, self.buttons(row)) for row in self.suggestions()],
            "correspondence": self.of_the_state().filter(engagement=engagement),
            "loose": self.of_the_state().filter(engagement=None)[:SHOWN],
            "messages_to_state": [row for row in comments if row.kind == Comment.Kind.MESSAGE],
            "internal_notes": [row for row in comments if row.kind == Comment.Kind.INTERNAL],
            "note_form": self.form("note", InternalNoteForm),
            "message_form": self.form("message", MessageForm),
            "focal_points": Nomination.objects.speaking().filter(state=engagement.state).select_related("user"),
            "letters": Letter.objects.about(engagement.reference)[:SHOWN] if engagement.reference else [],
            "timeline": [(said(event.verb), event) for event in history[:SHOWN]],
            "ledger": [(said(entry.verb), entry) for entry in ledger.order_by("-number")[:SHOWN]],
            "may_withhold": not engagement.release_objection(),
            "withhold_form": self.form("withhold", WithholdForm),
            "panels": panels(engagement, self.request),
            "bound": set(self.bound),
        }

    def request_card(self, version, earlier):
        return {
            "row": version,
            "sections": sections(version),
            "buttons": self.buttons(version),
            "earlier": earlier,
            "changes": differences(earlier, version) if earlier else [],
        }


def show_file(model_admin, request, engagement, bound=None):
    """The page itself, for a reader or again with the form that was refused."""
    page = FilePage(request, engagement, bound)
    context = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **page.context()}
    return TemplateResponse(request, "admin/engagements/engagement/file.html", context, status=422 if bound else 200)
