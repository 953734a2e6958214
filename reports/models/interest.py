import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.models import Engagement, EngagementRequest
from meetings.models import Organisation
from reports.models.report import ReportText
from reports.querysets import InterestQuerySet


class Interest(models.Model):
    """Something a State opened interests a partner: private to the partner, until it shares it.

    Others read that the two are in discussion only where both agreed, and only on the page of that very row, if they see it.
    """

    class SharedWith(models.TextChoices):
        NOBODY = "nobody", _("nobody: it is a note of our own")
        ISU = "isu", _("the ISU")
        STATE = "state", _("the ISU and the host State")

    class Standing(models.TextChoices):
        """Where it stands between partner and State, as `with_standing` reads it from both sides' words."""

        IN_DISCUSSION = "both", _("in discussion: both sides agreed")
        ASKING = "asks", _("the partner asks; the State has not answered")
        DECLINED = "no", _("the State does not wish to be shown")
        TOLD = "told", _("shared, nothing asked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interests", verbose_name=_("organisation"))
    # What interests it: one of these.
    text = models.ForeignKey(ReportText, models.CASCADE, null=True, related_name="interests", verbose_name=_("text"))
    request = models.ForeignKey(EngagementRequest, models.CASCADE, null=True, related_name="interests", verbose_name=_("request"))
    note = models.TextField(_("what interests us"), blank=True)
    shared_with = models.CharField(_("shared with"), max_length=6, choices=SharedWith, default=SharedWith.NOBODY)
    may_be_shown = models.BooleanField(_("the partner agrees to be shown as in discussion"), default=False)
    shown_since = models.DateTimeField(_("shown since"), null=True, editable=False)  # while both sides agree
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))
    edited_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-edited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__isnull=True, request__isnull=False) | Q(text__isnull=False, request__isnull=True),
                name="interest_in_one_row",
            ),
            models.UniqueConstraint(
                fields=["organisation", "text"], condition=Q(text__isnull=False), name="one_interest_in_a_text"
            ),
            models.UniqueConstraint(
                fields=["organisation", "request"], condition=Q(request__isnull=False), name="one_interest_in_a_request"
            ),
            models.CheckConstraint(
                condition=Q(shown_since__isnull=True) | Q(shared_with="state", may_be_shown=True),
                name="shown_is_agreed_by_partner",
            ),
        ]
        verbose_name = _("interest of a partner")
        verbose_name_plural = _("interests of partners")

    def __str__(self):
        return f"{self.organisation}: {self.subject_title}"

    def get_absolute_url(self):
        return reverse("interest", args=["text" if self.text_id else "request", self.subject.release_id])

    @property
    def subject(self):
        return self.text if self.text_id else self.request

    @property
    def subject_title(self):
        return str(self.text.title if self.text_id else self.request.title or self.request.release_title())

    def hosts(self):
        return self.subject.hosts()

    def state_ids(self):
        return {host.state_id for host in self.hosts()}

    def host_names(self):
        return ", ".join(sorted(host.state.name for host in self.hosts()))

    def about(self):
        return self.subject.about()


class InterestAgreement(models.Model):
    """A host State's word on being shown in discussion with a partner: yes (where two people decide, a row of each) or no."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="agreements")
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    person = models.UUIDField(null=True)  # opaque; of a letter, whoever recorded it
    letter = models.ForeignKey("engagements.Correspondence", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=7, blank=True)
    agrees = models.BooleanField(_("agrees"), default=True)  # a no stands until the partner asks anew, or the State agrees
    by = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "engagement", "person"], condition=Q(letter__isnull=True), name="one_agreement_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["interest", "engagement", "letter"], condition=Q(letter__isnull=False), name="one_agreement_on_a_letter"
            ),
        ]

    def __str__(self):
        return f"{self.interest_id}: {self.by}"
