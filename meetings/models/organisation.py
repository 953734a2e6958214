import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apmbc_portal.dated import Dated
from engagements.models import Correspondence, State
from meetings.querysets import ConsentQuerySet

CONSENT_HOLDS = datetime.timedelta(days=730)  # unless the person confirms it again


def two_years_on():
    """The last day of a consent given or confirmed today."""
    return timezone.localdate() + CONSENT_HOLDS


class Organisation(models.Model):
    """Who can be invited: a State where it speaks for one, an operator, an organisation."""

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        UN = "un", _("United Nations")
        INTERNATIONAL = "international", _("international or regional organisation")
        OPERATOR = "operator", _("mine action operator")
        NGO = "ngo", _("non-governmental organisation")
        FINANCE = "finance", _("financial institution")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    state = models.ForeignKey(
        State, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("speaks for")
    )
    email = models.EmailField(_("e-mail for invitations"), blank=True)
    is_demo = models.BooleanField(_("invented, for demonstration"), default=False)
    party_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # whom a grant by name names

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="state") | Q(state__isnull=False),
                name="organisation_of_a_state",
                violation_error_message=_("Say for which State it speaks."),
            )
        ]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name


class Representation(Dated):
    """Somebody represents a partner in the portal, for a period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="representations", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="representations", verbose_name=_("organisation"))
    function = models.CharField(_("function"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        ordering = ["organisation__name", "-starts"]
        verbose_name = _("representative of a partner")
        verbose_name_plural = _("representatives of partners")

    def __str__(self):
        return f"{self.user}, {self.organisation}"


class Contact(models.Model):
    """A person the ISU may write to about meetings; with an account or without."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts", verbose_name=_("organisation"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contact", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title or function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    confirmed_on = models.DateField(_("details confirmed on"), null=True, blank=True)
    expires_on = models.DateField(_("to be confirmed again by"), null=True, blank=True)
    added_on = models.DateField(_("entered on"), default=timezone.localdate, editable=False)
    # Who asked to be removed leaves an empty row, so that the figures of their meetings stay.
    erased_on = models.DateField(_("erased on"), null=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)  # raising it ends every personal link sent before
    is_demo = models.BooleanField(_("invented, for demonstration"), default=False)

    class Meta:
        ordering = ["organisation__name", "name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return f"{self.name}, {self.organisation}"


class Consent(models.Model):
    """What a person agreed their details be used for: one row a purpose, with its wording and dates.

    Only `meetings.consents` writes here, and the desk where it records what came by letter.
    """

    class Purpose(models.TextChoices):
        INVITATIONS = "invitations", _("to be written to about meetings")
        CONTACT_LIST = "contact_list", _("to appear in contact lists given to the participants of a meeting")
        NAMING = "naming", _("to be named in reports of meetings, with presence and words")

    class Where(models.TextChoices):
        ANSWER = "answer", _("in the answer to an invitation")
        OWN_PAGE = "own_page", _("on their own page")
        DESK = "desk", _("recorded by the ISU")

    class End(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("not confirmed again in time")
        REPLACED = "replaced", _("given anew in other words")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents", verbose_name=_("contact"))
    purpose = models.CharField(_("purpose"), max_length=14, choices=Purpose)
    wording = models.TextField(_("wording agreed to"))
    language = models.CharField(_("language of the wording"), max_length=12, blank=True)
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    given_in = models.CharField(
        _("given"), max_length=8, choices=Where, blank=True, editable=False
    )  # empty: before this was kept
    cites = models.ForeignKey(
        Correspondence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by which correspondence")
    )
    confirmed_on = models.DateField(_("confirmed again on"), null=True, blank=True, editable=False)
    expires_on = models.DateField(_("holds until"), default=two_years_on, editable=False)  # silence never moves it
    asked_on = models.DateField(_("asked to confirm on"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_as = models.CharField(_("how it ended"), max_length=9, choices=End, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "purpose"], condition=Q(withdrawn_on__isnull=True), name="one_consent_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(given_in="desk") | Q(cites__isnull=False),
                name="consent_recorded_upon_a_letter",
                violation_error_message=_("Cite the letter, mail or call in which they agreed."),
            ),
        ]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self):
        return f"{self.get_purpose_display()}, {self.given_on}"

    def origin(self):
        """Where it was given, in words; of what the ISU recorded also the kind and day of the letter or call."""
        where = self.get_given_in_display()
        return f"{where}: {self.cites.get_kind_display()}, {date_format(self.cites.dated)}" if self.cites_id else where

    @property
    def is_in_force(self):
        return self.withdrawn_on is None and self.expires_on >= timezone.localdate()
