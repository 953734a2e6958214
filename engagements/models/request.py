import hashlib
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Releasable
from engagements.models.engagement import Engagement, HostedByState
from engagements.models.obligation import Occasion
from engagements.querysets import EngagementRequestQuerySet
from engagements.workflow import REQUEST_MOVES, RequestStatus


class EngagementRequest(HostedByState, Releasable):
    """One version of what a State asks for: its own draft until submitted, immutable from then on."""

    MOVES = REQUEST_MOVES

    class Format(models.TextChoices):
        UNDECIDED = "undecided", _("not decided yet")
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in person and online")

    class Setting(models.TextChoices):
        UNDECIDED = "undecided", _("not decided yet")
        BESIDE = "beside", _("beside a meeting of the Convention")
        GENEVA = "geneva", _("in Geneva, at another time")
        ELSEWHERE = "elsewhere", _("in the country or elsewhere")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="requests", verbose_name=_("engagement"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    instead_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("instead of")
    )
    status = models.CharField(
        _("status"), max_length=14, choices=RequestStatus, default=RequestStatus.DRAFT, editable=False, db_index=True
    )
    on_behalf = models.BooleanField(_("recorded by the ISU on the State's behalf"), default=False, editable=False)
    cites = models.ForeignKey(
        "engagements.Correspondence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cites")
    )

    title = models.CharField(_("in one line"), max_length=160, blank=True)
    aims = models.TextField(_("aims"), blank=True)
    themes = models.JSONField(_("themes that apply"), default=list, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.UNDECIDED)
    setting = models.CharField(_("where"), max_length=12, choices=Setting, default=Setting.UNDECIDED)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beside"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    dates_open = models.BooleanField(_("dates not decided yet"), default=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_until = models.DateField(_("until"), null=True, blank=True)
    languages = models.JSONField(_("languages of the meeting"), default=list, blank=True)
    interpretation = models.TextField(_("interpretation and other needs of language"), blank=True)
    participants = models.TextField(_("who should take part"), blank=True)
    participant_kinds = models.JSONField(_("kinds of participants"), default=list, blank=True)
    support = models.JSONField(_("support asked of the Committee"), default=list, blank=True)
    support_details = models.TextField(_("details of the support"), blank=True)

    revision = models.PositiveIntegerField(default=0, editable=False)  # raised by every save: a second editor is told
    edited_by = models.CharField(max_length=200, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.CharField(_("submitted by"), max_length=200, blank=True, editable=False)
    content_hash = models.CharField(_("SHA-256 of the submitted text"), max_length=64, blank=True, editable=False)

    objects = EngagementRequestQuerySet.as_manager()

    class Meta:
        ordering = ["engagement", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "version"], name="request_version_once"),
            models.CheckConstraint(
                condition=Q(date_until__isnull=True) | Q(date_from__isnull=True) | Q(date_until__gte=models.F("date_from")),
                name="request_dates",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["engagement"], condition=Q(status__in=["draft", "in_clearance"]), name="one_open_draft_per_engagement"
            ),
        ]
        verbose_name = _("request")
        verbose_name_plural = _("requests")

    def __str__(self):
        return _("%(file)s, request version %(version)s") % {"file": self.engagement, "version": self.version}

    def get_absolute_url(self):
        return reverse("request", args=[self.pk])

    def host(self):
        return self.engagement

    @property
    def may_be_kept(self):
        """Whether history may hold its words: from the submission on. Before, they are the State's own."""
        return self.submitted_at is not None

    @property
    def is_editable(self):
        return self.status in (RequestStatus.DRAFT, RequestStatus.IN_CLEARANCE)

    @property
    def support_may_be_limited(self):
        """Outside Geneva and beside no meeting of the Convention the Committee may be able to do less; never a bar."""
        return self.setting == self.Setting.ELSEWHERE

    @property
    def text_mark(self):
        """A short mark of the exact text, printed on paper so that a signed page can be told to belong to it."""
        digest = self.content_hash or self.compute_hash()
        return "-".join(digest[i : i + 4] for i in range(0, 12, 4))

    def release_title(self):
        return _("Request, version %(version)s") % {"version": self.version}

    def release_text(self):
        return self.as_text()

    def release_objection(self):
        return _("A draft cannot be opened to others.") if self.is_editable or not self.submitted_at else ""

    def as_text(self):
        """The whole request as plain text, one line a field: what is hashed, signed and compared."""
        dates = "open" if self.dates_open else f"{self.date_from or ''} – {self.date_until or ''}"
        lines = [
            f"title: {self.title}",
            f"aims: {self.aims}",
            f"format: {self.format}",
            f"setting: {self.setting}",
            f"occasion: {self.occasion.name if self.occasion else ''}",
            f"place: {self.place}",
            f"dates: {dates}",
            f"languages: {', '.join(self.languages)}",
            f"interpretation: {self.interpretation}",
            f"participants: {self.participants}",
            f"participant kinds: {', '.join(self.participant_kinds)}",
            f"support: {', '.join(self.support)}",
            f"support details: {self.support_details}",
        ]
        lines += [need.as_text() for need in self.needs.all()]
        return "\n".join(lines)

    def compute_hash(self):
        return hashlib.sha256(self.as_text().encode()).hexdigest()
