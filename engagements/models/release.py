"""What each host State has granted, row by row. Only `engagements.decisions` writes here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Audience
from engagements.models.engagement import Engagement


class Release(models.Model):
    """The audience one host has granted to one releasable row; the row itself carries what all hosts agree on."""

    item = models.UUIDField(db_index=True)  # the row's release_id
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="releases")
    audience = models.CharField(_("open to"), max_length=12, choices=Audience, default=Audience.STATE)
    since = models.DateTimeField(_("since"))
    by = models.CharField(_("decided by"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "engagement"], name="one_release_per_host")]

    def __str__(self):
        return f"{self.item}: {self.audience}"


class NamedGrant(models.Model):
    """A row opened to one State or organisation by name; effective once every host has granted the same."""

    item = models.UUIDField(db_index=True)
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="named_grants")
    party = models.UUIDField(_("party"), db_index=True)  # party_id of a State or an organisation
    party_name = models.CharField(_("to"), max_length=200)
    effective = models.BooleanField(default=False)
    since = models.DateTimeField(_("since"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "engagement", "party"], name="one_named_grant_per_host")]

    def __str__(self):
        return f"{self.item} → {self.party_name}"
