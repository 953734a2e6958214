"""From which dated rows focal points and Committee members take their capacity."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.dated import Dated
from apmbc_portal.workflow import Right
from engagements.models.state import State


class Nomination(Dated):
    """A State names a focal point, by a document, for a period, with rights. Reading comes with the nomination."""

    class Place(models.TextChoices):
        CAPITAL = "capital", _("in the capital")
        MISSION = "mission", _("at the Permanent Mission")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="nominations", verbose_name=_("person"))
    state = models.ForeignKey(State, models.PROTECT, related_name="nominations", verbose_name=_("State"))
    function = models.CharField(_("function"), max_length=200, blank=True)
    place = models.CharField(
        _("place"),
        max_length=7,
        choices=Place,
        blank=True,
        help_text=_("Where a State lets two people decide, one of them is in the capital and one at the Permanent Mission."),
    )
    document = models.ForeignKey(
        "engagements.Correspondence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nominated by"),
        help_text=_("The note verbale or letter by which the State made the nomination."),
    )
    may_draft = models.BooleanField(_("may draft"), default=True)
    may_submit = models.BooleanField(_("may submit, pause and withdraw"), default=False)
    may_release = models.BooleanField(_("may approve and release"), default=False)

    class Meta(Dated.Meta):
        ordering = ["state__name_en", "-starts"]
        verbose_name = _("nomination of a focal point")
        verbose_name_plural = _("nominations of focal points")

    def __str__(self):
        return f"{self.user}, {self.state}"

    def rights(self):
        """The rights this nomination carries, as `Right` values."""
        held = {Right.READ}
        for right in (Right.DRAFT, Right.SUBMIT, Right.RELEASE):
            if getattr(self, f"may_{right}"):
                held.add(right)
        return frozenset(held)


class CommitteeSeat(Dated):
    """A State Party's seat on the Committee on the Enhancement of Cooperation and Assistance."""

    state = models.ForeignKey(State, models.PROTECT, related_name="committee_seats", verbose_name=_("State"))
    chair_from = models.DateField(_("chair from"), null=True, blank=True)
    chair_until = models.DateField(_("chair until"), null=True, blank=True)

    class Meta(Dated.Meta):
        ordering = ["-starts", "state__name_en"]
        verbose_name = _("Committee seat")
        verbose_name_plural = _("Committee seats")

    def __str__(self):
        return str(self.state)


class Delegate(Dated):
    """Who sits in a Committee seat, for a period."""

    seat = models.ForeignKey(CommitteeSeat, models.CASCADE, related_name="delegates", verbose_name=_("seat"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations", verbose_name=_("person"))

    class Meta(Dated.Meta):
        ordering = ["-starts"]
        verbose_name = _("Committee delegate")
        verbose_name_plural = _("Committee delegates")

    def __str__(self):
        return f"{self.user}, {self.seat}"
