from django.db import models
from django.utils.translation import gettext_lazy as _

from engagements.models.fact import Confidence, Sourced
from engagements.models.state import State


class ObligationQuerySet(models.QuerySet):
    def sourced(self):
        """Those a public page may show."""
        return self.filter(confidence=Confidence.SOURCED)


class Obligation(Sourced):
    """What a State still has to do under an article, as a dated fact with its steps."""

    class Article(models.TextChoices):
        ARTICLE_4 = "4", _("Article 4: stockpile destruction")
        ARTICLE_5 = "5", _("Article 5: mine clearance")
        VICTIM_ASSISTANCE = "va", _("Victim assistance")

    class Status(models.TextChoices):
        OUTSTANDING = "outstanding", _("outstanding")
        COMPLETED = "completed_declared", _("completion declared")
        UNCLEAR = "unclear", _("not confirmed")
        REPORTS_SURVIVORS = "reports_survivors", _("reports a significant number of survivors")

    state = models.ForeignKey(State, models.CASCADE, related_name="obligations", verbose_name=_("State"))
    article = models.CharField(_("article"), max_length=2, choices=Article)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    original_deadline = models.DateField(_("original deadline"), null=True, blank=True)
    deadline = models.DateField(_("deadline in force"), null=True, blank=True)
    last_known_deadline = models.DateField(_("last deadline known"), null=True, blank=True)
    requested_deadline = models.CharField(_("deadline requested"), max_length=20, blank=True)
    extensions = models.PositiveSmallIntegerField(_("extensions"), null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["article", "state__name_en"]
        constraints = [models.UniqueConstraint(fields=["state", "article"], name="one_obligation_per_article")]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self):
        return f"{self.state}: {self.get_article_display()}"


class ObligationStep(models.Model):
    """One step in the history of an obligation, in the words of its source."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("step"), max_length=300)
    decided_at = models.CharField(_("decided at"), max_length=20, blank=True)
    deadline = models.CharField(_("to"), max_length=20, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["obligation", "position"], name="obligation_step_once")]

    def __str__(self):
        return self.text


class ActionPlan(Sourced):
    """An action plan of the Convention."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=120)
    adopted_at = models.CharField(_("adopted at"), max_length=120, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    period_start = models.PositiveSmallIntegerField(_("from"))
    period_end = models.PositiveSmallIntegerField(_("to"))
    number_of_actions = models.PositiveSmallIntegerField(_("actions"), null=True, blank=True)
    cooperation_actions = models.CharField(_("actions on cooperation and assistance"), max_length=40, blank=True)
    individualised_approach_action = models.CharField(_("action on the individualised approach"), max_length=20, blank=True)

    class Meta:
        ordering = ["period_start"]
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")

    def __str__(self):
        return f"{self.name} {self.period_start}–{self.period_end}"


class Occasion(Sourced):
    """A meeting of the Convention beside which a State may hold its own; it may lack a date and a place."""

    class Kind(models.TextChoices):
        INTERSESSIONAL = "IM", _("Intersessional Meetings")
        MSP = "MSP", _("Meeting of the States Parties")
        REVIEW_CONFERENCE = "RC", _("Review Conference")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number or year"))
    name = models.CharField(_("name"), max_length=160)
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    document_symbol_root = models.CharField(_("document symbols begin with"), max_length=40, blank=True)

    class Meta:
        ordering = [models.F("starts").desc(nulls_first=True), "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="occasion_once")]
        verbose_name = _("meeting of the Convention")
        verbose_name_plural = _("meetings of the Convention")

    def __str__(self):
        return self.name
