"""What a text tells of its meeting, frozen with its words: a later correction at the desk changes nothing a State approved."""

from django.utils.dateparse import parse_datetime

from engagements.models import Occasion
from meetings.models import Meeting

PLAIN = ("reference", "title", "place", "format", "time_zone")
MOMENTS = ("starts_at", "ends_at")


def facts_of(meeting):
    """Title, place and time of a meeting as plain data."""
    moments = {name: moment.isoformat() if (moment := getattr(meeting, name)) else "" for name in MOMENTS}
    return {name: getattr(meeting, name) for name in PLAIN} | moments | {"occasion": str(meeting.occasion or "")}


def meeting_of(facts):
    """A meeting, not of the table, that says what these facts say."""
    said = {name: facts[name] for name in PLAIN} | {
        name: parse_datetime(facts[name]) if facts[name] else None for name in MOMENTS
    }
    return Meeting(**said, occasion=Occasion(name=facts["occasion"]) if facts["occasion"] else None)
