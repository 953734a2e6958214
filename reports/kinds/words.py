"""What all kinds of documents say the same way: clean words, days, places, languages; and the hash of a content."""

import datetime
import hashlib
import json
import re

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apmbc_portal.text import printable, without_marks

DAY = "j F Y"  # as the Convention's documents write it, whatever the reader's habit


def hash_of(content):
    """The same for the same content, whoever asks and on whatever machine."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def cleaned(value):
    """`value` without characters that cannot be printed or that reverse what others read."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    return value


def paragraphs(body):
    """Typed text as paragraphs: an empty line ends one, a single newline is a line break within it."""
    return [block.strip() for block in re.split(r"\n\s*\n", without_marks(body)) if block.strip()]


def when(meeting):
    """Day and time in the venue's zone, with the zone's name."""
    if not meeting.starts_at:
        return ""
    start = timezone.localtime(meeting.starts_at, meeting.zone)
    said = f"{date_format(start, DAY)}, {start:%H:%M}"
    if meeting.ends_at:
        end = timezone.localtime(meeting.ends_at, meeting.zone)
        said += f"–{end:%H:%M}" if end.date() == start.date() else f" – {date_format(end, DAY)}, {end:%H:%M}"
    return _("%(time)s (time zone %(zone)s, UTC%(offset)s)") % {
        "time": said, "zone": meeting.time_zone.replace("_", " "), "offset": f"{start:%z}"[:3] + ":" + f"{start:%z}"[3:],
    }  # fmt: skip


def where(meeting):
    if meeting.format == meeting.Format.ONLINE:
        return str(meeting.get_format_display())
    return ", ".join(
        part for part in [meeting.place, "" if meeting.format == "in_person" else str(meeting.get_format_display())] if part
    )


def printed_day(iso):
    return date_format(datetime.date.fromisoformat(iso), DAY) if iso else ""


def labels_language(language):
    """In which language headings and dates are printed: the text's own where the interface has it."""
    known = dict(settings.LANGUAGES)
    return language if language in known else language[:2] if language[:2] in known else settings.LANGUAGE_CODE
