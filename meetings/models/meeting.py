import datetime
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apmbc_portal.visibility import Releasable
from apmbc_portal.workflow import Capacity, standing
from engagements.models import Engagement, Occasion
from engagements.models.engagement import Hosted
from meetings.querysets import MeetingQuerySet
from meetings.workflow import MEETING_MOVES, MeetingStatus


def valid_zone(name):
    """Refuse a time zone the tz database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone, such as Europe/Zurich."), params={"name": name})


class HostedByMeeting(Hosted):
    """What a row below a meeting answers to the step engine and to the ledger: its hosts decide, all of them."""

    def the_meeting(self):
        return self.meeting

    def hosts(self):
        """The engagements of the host States; read once for each row, since pages ask often."""
        meeting = self.the_meeting()
        if "host_engagements" not in getattr(meeting, "_prefetched_objects_cache", {}):
            models.prefetch_related_objects([meeting], "host_engagements__state")
        return list(meeting.host_engagements.all())

    def about(self):
        hosts = self.hosts()
        return (hosts[0].reference or "") if hosts else ""

    def state_ids(self):
        return {host.state_id for host in self.hosts()}

    def ledger_chains(self, viewer):
        """The ledgers a decision of `viewer` goes into: of their own State, or of every host when the ISU records it."""
        own = [host.state.iso3 for host in self.hosts() if host.state_id in viewer.states]
        return own or [host.state.iso3 for host in self.hosts()]

    def is_cited_by(self, correspondence):
        return correspondence.state_id in self.state_ids()

    def capacities(self, viewer):
        """As what `viewer` stands to this very row, today."""
        held = standing(viewer, self.state_ids())
        if self.the_meeting().pk in viewer.meetings:
            held.add(Capacity.PARTICIPANT)
        return held


class Meeting(HostedByMeeting, Releasable):
    """A meeting of one or more host States with those they invite. Its audience is that of its calendar entry."""

    MOVES = MEETING_MOVES
    WORDS = ("title", "place", "format", "occasion")  # of the calendar entry a State opens; its date goes through `reschedule`

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("in person and online")

    reference = models.CharField(_("reference"), max_length=32, unique=True, editable=False)
    host_engagements = models.ManyToManyField(Engagement, related_name="meetings", verbose_name=_("host engagements"))
    title = models.CharField(_("title"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED, editable=False, db_index=True
    )
    format = models.CharField(_("format"), max_length=10, choices=Format, default=Format.IN_PERSON)
    occasion = models.ForeignKey(
        Occasion, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("beside")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone of the venue"), max_length=64, default="Europe/Zurich", validators=[valid_zone])
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    # Hidden from others while a host is at rest or the meeting is put off; what was granted stays granted.
    held_back = models.BooleanField(_("calendar entry held back"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_at").desc(nulls_first=True), "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("The meeting ends before it begins."),
            )
        ]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self):
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self):
        return reverse("meeting", args=[self.reference])

    def the_meeting(self):
        return self

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def minutes(self):
        """How long the meeting lasts by its dates, in minutes; None while it has none."""
        if not (self.starts_at and self.ends_at):
            return None
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def release_title(self):
        return _("Calendar entry of %(title)s") % {"title": self.title}

    def release_text(self):
        # What is sealed reads the same in every language and place: English words, and the hour of UTC.
        begins, ends = (
            at.astimezone(datetime.UTC).strftime("%-d %B %Y, %H:%M UTC") if at else "" for at in (self.starts_at, self.ends_at)
        )
        with override(settings.LANGUAGE_CODE):
            how = [str(self.get_format_display()), str(self.occasion or "")]
        when = " – ".join(filter(None, [begins, ends]))
        return f"{self.reference}: " + ", ".join(filter(None, [self.title, when, self.place, *how]))


class MeetingDate(models.Model):
    """A date a meeting has had: postponing keeps the history."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="past_dates")
    starts_at = models.DateTimeField(_("was to begin"), null=True)
    ends_at = models.DateTimeField(_("was to end"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    changed_by = models.CharField(_("by"), max_length=200, blank=True)

    class Meta:
        ordering = ["changed_at"]
        verbose_name = _("earlier date")
        verbose_name_plural = _("earlier dates")

    def __str__(self):
        return f"{self.meeting.reference}: {self.starts_at}"
