"""Times of meetings: kept in UTC, entered in the venue's zone, shown there, at the reader's place and in UTC."""

import datetime
import functools
import zoneinfo
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

UTC = zoneinfo.ZoneInfo("UTC")


class NoSuchTime(ValueError):
    """The clock jumps over this time, or shows it twice, on that day in that zone."""


def moment(day, clock, zone):
    """The instant at which clocks in `zone` show `clock` on `day`. Raises `NoSuchTime` where that is none or two."""
    local = datetime.datetime.combine(day, clock)
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        raise NoSuchTime(_("Clocks change that day: this time does not exist, or comes twice. Choose another."))
    return first.astimezone(datetime.UTC)


@dataclass(frozen=True)
class Clock:
    """One way of saying when a meeting is: the text and the name of the clock it was read from."""

    text: str
    zone: str


def zone_label(zone, at):
    """“Asia/Phnom Penh, UTC+07:00”."""
    if zone.key == "UTC":
        return "UTC"
    offset = at.astimezone(zone).strftime("%z")
    return f"{zone.key.replace('_', ' ')}, UTC{offset[:3]}:{offset[3:5]}"


def span(starts, ends, zone):
    """“Thursday 18 June 2026, 10:00–13:00”, read from a clock in `zone`."""
    first = starts.astimezone(zone)
    text = f"{date_format(first, 'l j F Y')}, {date_format(first, 'H:i')}"
    if ends is None:
        return text
    last = ends.astimezone(zone)
    if last.date() == first.date():
        return f"{text}–{date_format(last, 'H:i')}"
    return f"{text} – {date_format(last, 'l j F Y')}, {date_format(last, 'H:i')}"


@functools.cache
def known_zones():
    """The names of all zones: reading them goes over several hundred files."""
    return zoneinfo.available_timezones()


def clocks(meeting, reader_zone=""):
    """When the meeting is: at the venue, at the reader's place where that differs, in UTC. Empty while it has no date."""
    if meeting.starts_at is None:
        return []
    zones = [meeting.zone]
    if reader_zone in known_zones():
        zones.append(zoneinfo.ZoneInfo(reader_zone))
    zones.append(UTC)
    return [
        Clock(span(meeting.starts_at, meeting.ends_at, zone), zone_label(zone, meeting.starts_at))
        for zone in dict.fromkeys(zones)
    ]
