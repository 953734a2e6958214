"""Whether a text names somebody it must not: asked before it goes to the State, shown while the ISU writes."""

import re

from meetings.models import Contact, Organisation
from reports.models import ReportText


def names_in(text):
    """The names of participants (and, where nobody may be named, of host States) that a public text contains.

    The full text of a meeting is for those who were there and may name whom it likes.
    """
    if text.kind == ReportText.Kind.FULL and text.names_host:
        return []
    words = fold(words_of(text))
    return sorted({name for name in forbidden(text) if re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", words)})


def forbidden(text):
    """Every name this text must not contain. A host's own delegation goes with the name of the host."""
    meeting = text.report.meeting
    people = Contact.objects.filter(participations__meeting=meeting)
    invited = Organisation.objects.filter(contacts__participations__in=meeting.participants.exclude(part__in=["host", "isu"]))
    names = {*people.values_list("name", flat=True), *invited.exclude(kind="un").values_list("name", flat=True)}
    if not text.names_host:
        for host in meeting.host_engagements.select_related("state"):
            names |= {getattr(host.state, f"name_{code}") for code in ("en", "fr", "es", "ru", "ar", "zh")}
        names |= {meeting.reference, *(host.reference or "" for host in meeting.host_engagements.all())}
    return {name for name in names if len(name.strip()) > 2}


def words_of(text):
    """All words of a text, public wordings of the outcomes included."""
    sections = [f"{section.title}\n{section.body}" for section in text.sections.all()]
    outcomes = [outcome.public_text for outcome in text.report.meeting.outcomes.all()]
    return "\n".join([text.title, text.summary, *sections, *outcomes])


def fold(words):
    return " ".join(words.casefold().split())
