import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Audience, Releasable
from engagements.languages import InALanguage
from engagements.models import Engagement, Theme
from meetings.models import Meeting
from meetings.models.meeting import HostedByMeeting
from reports.models.facts import meeting_of
from reports.querysets import OutcomeReportQuerySet, ReportTextQuerySet
from reports.workflow import REPORT_MOVES, ReportStatus

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that reads like another


def new_code():
    """A public address that tells nothing: neither the State nor how many other texts there are."""
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(8))


class OutcomeReport(HostedByMeeting, models.Model):
    """One version of the report of a meeting, with its texts; approved by every host State, or sent back."""

    MOVES = REPORT_MOVES

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="reports", verbose_name=_("meeting"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"), max_length=12, choices=ReportStatus, default=ReportStatus.DRAFTING, editable=False, db_index=True
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent to the State"), null=True, editable=False)

    objects = OutcomeReportQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "-version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="report_version_once")]
        verbose_name = _("meeting report")
        verbose_name_plural = _("meeting reports")

    def __str__(self):
        return _("Report of %(meeting)s, version %(version)s") % {"meeting": self.meeting.title, "version": self.version}

    @property
    def reference(self):
        return f"{self.meeting.reference}-R{self.version}"

    @property
    def words_since(self):
        """From when on its words are those the State has: what was said before was said of others."""
        return self.sent_at or self.created_at

    @property
    def is_editable(self):
        """Whether the ISU may change its words: while it drafts, and after the State sent it back."""
        return self.status in (ReportStatus.DRAFTING, ReportStatus.SENT_BACK)


class ReportApproval(models.Model):
    """One host State's approval of one version."""

    report = models.ForeignKey(OutcomeReport, models.CASCADE, related_name="approvals")
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(_("by"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "engagement"], name="one_approval_per_host")]

    def __str__(self):
        return f"{self.report}: {self.by}"


class ReportText(InALanguage, HostedByMeeting, Releasable):
    """A text of a report: the full one or the public one, in one language, released one by one."""

    class Kind(models.TextChoices):
        FULL = "full", _("full report")
        PUBLIC = "public", _("public text")

    class Attribution(models.TextChoices):
        NAMED = "named", _("names the host and participants who agreed")
        HOST_ONLY = "host_only", _("names the host State and nobody else")
        NOBODY = "nobody", _("names nobody, not even the host State")

    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    report = models.ForeignKey(OutcomeReport, models.PROTECT, related_name="texts", verbose_name=_("report"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    language = models.CharField(_("language"), max_length=12, default="en")
    attribution = models.CharField(_("attribution"), max_length=10, choices=Attribution, default=Attribution.HOST_ONLY)
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations", verbose_name=_("translation of")
    )
    translator = models.CharField(_("translated by"), max_length=200, blank=True)
    is_authoritative = models.BooleanField(_("authoritative"), default=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    # Frozen when the text goes to the State: who was there (full text) and what was agreed, as the document prints them.
    # participants: {"organisation", "kind", "people": [{"id", "name", "title"}], "further": n}, "alone" where their organisation
    # did not agree to be named; outcomes: {"kind", "text", "owner", "due"}.
    participants = models.JSONField(_("participants, as printed"), default=list, blank=True)
    outcomes = models.JSONField(_("outcomes, as printed"), default=list, blank=True)
    figures = models.JSONField(_("figures, as printed"), default=list, blank=True)  # what `apmbc_portal.figures.drawn` takes
    facts = models.JSONField(
        _("facts of the meeting, as printed"), default=dict, blank=True
    )  # where it names the host: models.facts
    themes = models.CharField(_("themes"), max_length=6, blank=True)  # "AD": the letters A to F of its sections
    published_at = models.DateTimeField(_("first opened to the public"), null=True, editable=False)

    objects = ReportTextQuerySet.as_manager()

    class Meta:
        ordering = ["report", "kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "language"], name="one_text_per_language"),
            models.CheckConstraint(
                condition=Q(kind="full") | ~Q(attribution="named"),
                name="public_text_names_no_participant",
                violation_error_message=_("A public text names no participant."),
            ),
        ]
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")

    def __str__(self):
        return f"{self.title} ({self.get_kind_display()}, {self.language})"

    def get_absolute_url(self):
        return reverse("outcome", args=[self.code])

    def the_meeting(self):
        return self.report.meeting

    @property
    def name(self):
        """How it is told from the other texts of its report: its kind and its language."""
        return _("%(kind)s (%(language)s)") % {
            "kind": capfirst(self.get_kind_display()), "language": self.name_of_language,
        }  # fmt: skip

    @property
    def heading(self):
        """Its title; of a translation that has none yet, that of the original."""
        return self.title or (self.original.title if self.original_id else "")

    @property
    def names_host(self):
        return self.attribution != self.Attribution.NOBODY

    @property
    def reference(self):
        """What the document prints: the report's reference, or the bare code where nobody may be named."""
        return self.report.reference if self.names_host else self.code

    def meeting_told(self):
        """The meeting as it was when the text went to its State; as it is now while the ISU writes."""
        return self.report.meeting if self.report.is_editable or not self.facts else meeting_of(self.facts)

    def printed_sections(self):
        """The sections a reader is shown: those with words, and the headings above them."""
        sections = list(self.sections.all())
        spoken = [section.number for section in sections if section.body.strip()]
        return [
            section
            for section in sections
            if section.body.strip() or any(number.startswith(f"{section.number}.") for number in spoken)
        ]

    def release_title(self):
        return _("%(kind)s (%(language)s), version %(version)s") % {
            "kind": self.get_kind_display(), "language": self.language, "version": self.report.version,
        }  # fmt: skip

    def release_text(self):
        sections = [f"{section.number} {section.title}\n{section.body}" for section in self.sections.all()]
        outcomes = [f"{outcome['kind']}: {outcome['text']}" for outcome in self.outcomes]
        people = [
            f"{group['organisation']}: {', '.join(p['name'] for p in group['people'])}"
            + (f" +{group['further']}" if group["further"] else "")
            if group["organisation"]
            else f"+{group['further']}"
            for group in self.participants
        ]
        figures = [
            f"{figure['title']}: " + "; ".join(", ".join(map(str, row)) for row in figure["rows"]) for figure in self.figures
        ]
        facts = self.meeting_told().release_text() if self.names_host else ""
        return "\n\n".join(part for part in [self.title, self.summary, *sections, *figures, *outcomes, *people, facts] if part)

    def on_opened(self, audience, now):
        """The public list is ordered by the day a text was opened first; opening it again keeps that day."""
        if audience == Audience.PUBLIC and self.published_at is None:
            type(self)._base_manager.filter(pk=self.pk, published_at__isnull=True).update(published_at=now)
            self.published_at = now

    def release_objection(self):
        return "" if self.report.status == ReportStatus.APPROVED else _("The report has to be approved first.")


class ReportSection(models.Model):
    """A section of a text, following the agenda: I, II.A to II.F, III, IV."""

    text = models.ForeignKey(ReportText, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0)
    number = models.CharField(_("number"), max_length=12, blank=True)
    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("theme"), max_length=1, choices=Theme, blank=True)
    body = models.TextField(_("text"), blank=True)
    # In a translation: the section it translates, which gives it its number, theme and place.
    original = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="translations",
        verbose_name=_("translation of"),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def level(self):
        """1 for a part such as II, 2 for II.A."""
        return self.number.count(".") + 1
