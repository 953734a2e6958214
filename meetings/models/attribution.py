from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.querysets import OrganisationConsentQuerySet


class OrganisationConsent(models.Model):
    """An organisation agreed that its presence, words and interventions at a meeting are told under its name, in this wording.

    Without a row in force it is named in no text. Only `meetings.attribution` writes here.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="organisation_consents", verbose_name=_("meeting"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="consents_to_be_named", verbose_name=_("organisation")
    )
    wording = models.TextField(_("wording agreed to"))
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    given_by = models.CharField(_("recorded by"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = OrganisationConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_organisation_consent_in_force",
            )
        ]
        verbose_name = _("consent of an organisation")
        verbose_name_plural = _("consents of organisations")

    def __str__(self):
        return f"{self.organisation}, {self.meeting.reference}"
