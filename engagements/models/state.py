import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagements.models.fact import Sourced


class StateQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Every State: that it exists is no secret, and its row holds public facts."""
        return self

    def real(self):
        """The States of the world; invented ones of the demonstration are never counted."""
        return self.filter(is_demo=False)

    def parties_on(self, day: datetime.date):
        """States bound by the Convention on `day`: in force for them and no withdrawal in effect yet."""
        return self.real().filter(
            Q(withdrawal_effective__isnull=True) | Q(withdrawal_effective__gt=day), entry_into_force__lte=day
        )


class State(Sourced):
    """A State under its UN names, with its membership of the Convention as dated facts."""

    iso3 = models.CharField(_("ISO 3166 code"), max_length=3, unique=True)
    m49 = models.CharField(_("UN M49 code"), max_length=3, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_fr = models.CharField(_("name (French)"), max_length=100, blank=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=100, blank=True)
    name_ru = models.CharField(_("name (Russian)"), max_length=100, blank=True)
    name_ar = models.CharField(_("name (Arabic)"), max_length=100, blank=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True, db_index=True)
    subregion = models.CharField(_("sub-region"), max_length=60, blank=True)
    signed = models.DateField(_("signed"), null=True, blank=True)
    instrument = models.CharField(_("instrument"), max_length=20, blank=True)
    deposited = models.DateField(_("deposited"), null=True, blank=True)
    entry_into_force = models.DateField(_("in force from"), null=True, blank=True)
    withdrawal_notified = models.DateField(_("withdrawal notified"), null=True, blank=True)
    withdrawal_effective = models.DateField(_("withdrawal in effect from"), null=True, blank=True)
    # The desk's alone: where the ISU writes while nobody is nominated.
    mission_email = models.EmailField(_("address of the Permanent Mission"), blank=True)
    # Only engagements.freezing writes it: no step is taken in this State's files.
    frozen = models.BooleanField(default=False, editable=False)
    # Whether what widens a circle takes two of its people (`engagements.two_people`).
    two_people = models.BooleanField(_("two people decide what is opened"), default=False, editable=False)
    is_demo = models.BooleanField(_("invented, for demonstration"), default=False)
    party_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # whom a grant by name names

    objects = StateQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("State")
        verbose_name_plural = _("States")

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The UN short name in the page's language, in English where the UN name is not recorded."""
        language = (get_language() or "en")[:2]
        return getattr(self, f"name_{language}", "") or self.name_en

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("state", args=[self.iso3])

    def is_party_on(self, day):
        """Whether the Convention binds this State on `day`."""
        in_force = self.entry_into_force is not None and self.entry_into_force <= day
        return in_force and (self.withdrawal_effective is None or day < self.withdrawal_effective)


class StatePartyManager(models.Manager.from_queryset(StateQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(entry_into_force__isnull=False)


class StateParty(State):
    """The States that are or were party."""

    objects = StatePartyManager()

    class Meta:
        proxy = True
        verbose_name = _("State Party, present or former")
        verbose_name_plural = _("States Parties, present and former")
