from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apmbc_portal.visibility import Releasable
from engagements.models import Theme
from meetings.models.meeting import HostedByMeeting, Meeting
from meetings.querysets import ReleasableBelowMeetingQuerySet


class AgendaTemplate(models.Model):
    """The structure the Committee suggests for a meeting, as a versioned record. A suggestion: every part can go or move."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    in_force_from = models.DateField(_("in force from"))
    source = models.TextField(_("source"), blank=True)

    class Meta:
        ordering = ["-in_force_from", "-version"]
        verbose_name = _("agenda template")
        verbose_name_plural = _("agenda templates")

    def __str__(self):
        return f"{self.title}, version {self.version}"


class AgendaPart(models.Model):
    """One part of an agenda: its number, title, theme, time and who presents it."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)
    number = models.CharField(_("number"), max_length=12, blank=True)  # "II.A"
    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("theme"), max_length=1, choices=Theme, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    presenter = models.CharField(_("presented by"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    @property
    def level(self):
        """1 for a part such as II, 2 for II.A."""
        return self.number.count(".") + 1


class AgendaTemplateItem(AgendaPart):
    template = models.ForeignKey(AgendaTemplate, models.CASCADE, related_name="items")

    class Meta(AgendaPart.Meta):
        verbose_name = _("part of the template")
        verbose_name_plural = _("parts of the template")


class Agenda(HostedByMeeting, Releasable):
    """A meeting's agenda, copied from the template in force and its own from then on."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    template = models.ForeignKey(
        AgendaTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copied from")
    )

    objects = ReleasableBelowMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def __str__(self):
        return _("Agenda of %(meeting)s") % {"meeting": self.meeting.title}

    def release_text(self):
        models.prefetch_related_objects([self], "items")  # a copy goes on saying what it said when it was read first
        return "\n".join([self.meeting.title, *(item.in_a_line() for item in self.items.all())])

    def total_minutes(self):
        """The time all parts are allotted, in minutes."""
        return self.items.aggregate(total=Sum("minutes"))["total"] or 0

    def overrun(self):
        """By how many minutes the parts exceed the meeting's time; 0 where they fit or the meeting has no times yet."""
        available = self.meeting.minutes
        return max(0, self.total_minutes() - available) if available is not None else 0


class AgendaItem(AgendaPart):
    """A part of one meeting's agenda, with what was said: a full note, and one that names nobody."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="items")
    note_full = models.TextField(_("notes, full text"), blank=True)
    note_public = models.TextField(_("notes, public text: names no participant"), blank=True)

    class Meta(AgendaPart.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def in_a_line(self):
        """Number, title, theme where neither says it, time where any is allotted, and who speaks."""
        minutes = f"({self.minutes} min)" if self.minutes else ""
        with override(settings.LANGUAGE_CODE):  # the ledger holds one wording, whoever decides
            theme = str(self.get_theme_display())
        said = self.number.endswith(self.theme) or theme.casefold() == self.title.casefold()
        return " ".join(filter(None, [self.number, self.title, "" if said else f"– {theme}", minutes, self.presenter]))
