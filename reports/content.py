"""All that a document prints, as plain data frozen when it was asked for. Whoever renders it reads nothing else."""

import datetime
import hashlib
import json
import re
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from apmbc_portal.text import without_marks
from meetings.models import Organisation, Participant
from reports.models import ReportText
from reports.workflow import ReportStatus

DELEGATIONS = {Participant.Part.HOST: 0, Participant.Part.COMMITTEE: 1}
KINDS = Organisation.Kind.values
DAY = "j F Y"  # as the Convention's documents write it, whatever the reader's habit
NONCHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # no XML, and so no PDF, can hold them


def content_of(subject):
    """The content of a document about `subject`, a text of a report or a contact list."""
    made = report_content(subject) if isinstance(subject, ReportText) else contact_list_content(subject)
    return cleaned(made)


def hash_of(content):
    """The same for the same content, whoever asks and on whatever machine."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def cleaned(value):
    """`value` without characters that cannot be printed or that reverse what others read."""
    if isinstance(value, str):
        return NONCHARACTERS.sub("", without_marks(value))
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    return value


def report_content(text):
    """What the PDF of a text prints. One that names nobody has no reference, host, place or day either."""
    report, meeting = text.report, text.report.meeting
    with override(labels_language(text.language)):
        states = [host.state.name for host in report.hosts()] if text.names_host else []
        return {
            "kind": "report",
            "language": text.language,
            "labels_language": labels_language(text.language),
            "rtl": is_rtl(text.language),
            "draft": report.status != ReportStatus.APPROVED,
            "demo": any(host.state.is_demo for host in report.hosts()),
            "reference": text.reference,
            "version": report.version,
            "text_kind": str(text.get_kind_display()),
            "attribution": attribution_note(text),
            "translation": translation_note(text),
            "states": states,
            "title": text.title,
            "summary": paragraphs(text.summary),
            "when": when(meeting) if text.names_host else "",
            "where": where(meeting) if text.names_host else "",
            "occasion": str(meeting.occasion or "") if text.names_host else "",
            "approved": approvals_of(report) if text.names_host else "",
            "sections": [
                {"number": s.number, "level": s.level, "title": s.title, "paragraphs": paragraphs(s.body)}
                for s in text.printed_sections()
            ],
            "participants": [group for group in text.participants if group["people"]],
            "further": sum(group["further"] for group in text.participants),
            "says_who": any(outcome["owner"] or outcome["due"] for outcome in text.outcomes),
            "outcomes": [outcome | {"due": printed_day(outcome["due"])} for outcome in text.outcomes],
        }


def contact_list_content(contact_list):
    """What the PDF of a contact list prints: only who agreed to it and whose details are in force on its day."""
    meeting = contact_list.meeting
    rows = people_in(contact_list)
    return {
        "kind": "contact_list",
        "language": settings.LANGUAGE_CODE,
        "labels_language": settings.LANGUAGE_CODE,
        "rtl": False,
        "demo": any(host.state.is_demo for host in meeting.host_engagements.select_related("state")),
        "title": _("Contact list"),
        "reference": meeting.reference,
        "meeting": meeting.title,
        "states": [host.state.name for host in meeting.host_engagements.select_related("state")],
        "when": when(meeting),
        "where": where(meeting),
        "purpose": contact_list.purpose,
        "dated": date_format(contact_list.dated, DAY),
        "valid_until": date_format(contact_list.valid_until, DAY),
        "count": len(rows),
        "groups": [
            {
                "title": title,
                "organisations": [
                    {"name": organisation.name, "people": [person(row) for row in members]}
                    for organisation, members in groupby(list(of_group), key=lambda row: row.contact.organisation)
                ],
            }
            for title, of_group in groupby(rows, key=group_of)
        ],
    }


def people_in(contact_list):
    """The participants a list may print today, in its order: delegations of the hosts first, then by kind and organisation."""
    rows = contact_list.meeting.participants.taking_part().listed().select_related("contact__organisation")
    rows = [row for row in rows if not row.contact.expires_on or row.contact.expires_on >= contact_list.dated]

    def order(row):
        organisation = row.contact.organisation
        return (
            DELEGATIONS.get(row.part, 2),
            KINDS.index(organisation.kind),
            organisation.name,
            organisation.pk,
            row.contact.name,
            row.pk,
        )

    return sorted(rows, key=order)


def group_of(row):
    return str(row.get_part_display() if row.part in DELEGATIONS else row.contact.organisation.get_kind_display())


def person(row):
    contact = row.contact
    return {"id": contact.pk, "name": contact.name, "title": contact.title, "email": contact.email, "phone": contact.phone}


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


def approvals_of(report):
    """Which States approved and when; empty until all have."""
    if report.status != ReportStatus.APPROVED:
        return ""
    rows = report.approvals.select_related("engagement__state").order_by("at")
    return "; ".join(f"{row.engagement.state.name}, {date_format(timezone.localtime(row.at), DAY)}" for row in rows)


def attribution_note(text):
    if text.kind == text.Kind.FULL:
        return _("Full report. It names participants who agreed to be named.")
    if text.names_host:
        return _("Public text. It names the host State and no participant.")
    return _("Public text. It names neither the host State nor any participant.")


def translation_note(text):
    if not text.original_id:
        return ""
    original = get_language_info(text.original.language)["name_translated"] if text.original.language else ""
    said = _("Translation from %(language)s") % {"language": original}
    return f"{said} ({text.translator})" if text.translator else said


def labels_language(language):
    """In which language headings and dates are printed: the text's own where the interface has it."""
    known = dict(settings.LANGUAGES)
    return language if language in known else language[:2] if language[:2] in known else settings.LANGUAGE_CODE


def is_rtl(language):
    try:
        return get_language_info(language)["bidi"]
    except KeyError:
        return False


def sample():
    """A small content with every part, for a worker's first render."""
    nothing = dict.fromkeys(["reference", "attribution", "translation", "when", "where", "occasion", "approved"], "–")
    return nothing | {
        "kind": "report", "language": "en", "labels_language": settings.LANGUAGE_CODE, "rtl": False, "draft": True, "demo": False,
        "version": 1, "text_kind": "–", "states": ["–"], "title": "Ä é", "summary": ["–"], "further": 1, "says_who": True,
        "sections": [{"number": "I", "level": 1, "title": "–", "paragraphs": ["–"]}],
        "participants": [{"organisation": "–", "kind": "–", "people": [{"name": "–", "title": "–"}]}],
        "outcomes": [{"kind": "–", "text": "–", "owner": "–", "due": "–"}],
    }  # fmt: skip
