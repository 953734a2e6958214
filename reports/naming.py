"""Whether a text names somebody it must not: asked before it goes to the State, shown while the ISU writes."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apmbc_portal.likeness import Text
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


@dataclass(frozen=True)
class Trace:
    """Something in a text from which a reader could tell who or where: what it is, its name, and the words around it."""

    kind: str
    name: str
    excerpt: str


def traces_in(text):
    """What a public text may tell by accident: people, organisations, functions and, where no host may be named, places.

    For a person to look at before the text goes to the State: it also finds other spellings, surnames, initials and scripts.
    """
    if text.kind == ReportText.Kind.FULL and text.names_host:
        return []
    meeting, words = text.report.meeting, Text(words_of(text))
    people = list(Contact.objects.filter(participations__meeting=meeting).distinct())
    invited = Organisation.objects.filter(contacts__participations__in=meeting.participants.exclude(part__in=["host", "isu"]))
    sought = [(_("person"), person.name, words.person) for person in people]
    sought += [(_("function"), title, words.phrase) for title in {person.title for person in people} if len(title.split()) > 1]
    for organisation in invited.exclude(kind="un").distinct():
        sought += [(_("organisation"), organisation.name, words.phrase), (_("organisation"), organisation.name, words.acronym)]
    if not text.names_host:
        names = {getattr(host.state, f"name_{code}") for host in text.hosts() for code in ("en", "fr", "es", "ru", "ar", "zh")}
        places = {part.strip() for part in meeting.place.split(",")}
        sought += [(_("host State"), name, words.phrase) for name in names if name]
        sought += [(_("place"), place, words.phrase) for place in places if len(place) > 3]
    found = [Trace(str(kind), name, excerpt) for kind, name, look in sought if (excerpt := look(name))]
    return sorted(set(found), key=lambda trace: (trace.kind, trace.name))


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
    """All words of a text, public wordings of the outcomes included, in its own language too."""
    sections = [f"{section.title}\n{section.body}" for section in text.sections.all()]
    outcomes = [outcome.public_text for outcome in text.report.meeting.outcomes.all()]
    outcomes += [row.wording for row in text.outcome_wordings.all()]
    return "\n".join([text.title, text.summary, *sections, *outcomes])


def fold(words):
    return " ".join(words.casefold().split())
