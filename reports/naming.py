"""Whether a text names somebody it must not: asked before it goes to the State, while the ISU writes, and before it is opened."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apmbc_portal.likeness import Text
from meetings.models import Consent, Contact, Organisation, OrganisationConsent
from reports.frozen import outcomes_of
from reports.models import ReportText

Kind, Attribution = ReportText.Kind, ReportText.Attribution
UN_LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def names_in(text):
    """The names of participants (and, where nobody may be named, of host States) that a public text contains.

    The full text of a meeting is for those who were there: who is named in it without having agreed is asked by `traces_in`.
    """
    if text.kind == Kind.FULL and text.names_host:
        return []
    words = fold(words_of(text))
    return sorted({name for name in forbidden(text) if re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", words)})


@dataclass(frozen=True)
class Trace:
    """Something in a text from which a reader could tell who or where: what it is, its name, the words around it.

    `objection` says what it contradicts: what the text promises to name, or that somebody has not agreed to be named.
    """

    kind: str
    name: str
    excerpt: str
    objection: str = ""


def traces_in(text):
    """Names, organisations, functions and places of the meeting that occur in a text, for a person to look at.

    Also other spellings, surnames, initials and scripts. Where the host is named, its name and the place tell nothing new.
    """
    return found_in(printed_words(text), text.report.meeting, text.attribution)


def traces_in_outcome(outcome):
    """The same for an outcome that is opened by itself: it may name whoever agreed."""
    return found_in(f"{outcome.text}\n{outcome.owner}", outcome.meeting, Attribution.NAMED)


def found_in_text(text, *, people=(), houses=()):
    """The passages of a text that name one of these people or organisations without their consent."""
    return found_among(printed_words(text), _sought_alone(text.report.meeting, people, houses))


def found_in_outcome(outcome, *, people=(), houses=()):
    return found_among(f"{outcome.text}\n{outcome.owner}", _sought_alone(outcome.meeting, people, houses))


def _sought_alone(meeting, people, houses):
    sought = [*people_sought(meeting, "", only=people), *organisations_sought(meeting, "", only=houses)]
    return [one for one in sought if one[3]]


def names_of_who_withdrew(text):
    """The passages that name somebody, or an organisation, that had agreed to be named and does not any more."""
    meeting = text.report.meeting
    people = Consent.objects.filter(purpose=Consent.Purpose.NAMING, contact__participations__meeting=meeting)
    people = set(people.exclude(withdrawn_on=None).values_list("contact", flat=True))
    houses = set(meeting.organisation_consents.exclude(withdrawn_on=None).values_list("organisation", flat=True))
    return found_in_text(text, people=people, houses=houses) if people or houses else []


def traces_in_lesson(lesson):
    """The same for a lesson, which comes from all meetings of its file: it names the host State or nobody."""
    promise = promise_of(lesson.attribution)
    sought = [one for meeting in lesson.engagement.meetings.all() for one in sought_at(meeting, lesson.attribution)]
    if not lesson.names_host:  # also where no meeting was held yet
        sought += hosts_sought([lesson.engagement], promise)
    return found_among(f"{lesson.title}\n{lesson.text}", sought)


def found_in(words, meeting, attribution):
    return found_among(words, sought_at(meeting, attribution))


def sought_at(meeting, attribution):
    promise = promise_of(attribution)
    sought = [*people_sought(meeting, promise), *organisations_sought(meeting, promise)]
    if attribution == Attribution.NOBODY:
        sought += places_sought(meeting, promise)
    return sought


def found_among(words, sought):
    searched, found = Text(words), {}
    for kind, name, look, objection in sought:
        if (kind, name) not in found and (excerpt := getattr(searched, look)(name)):
            found[kind, name] = Trace(kind, name, excerpt, objection)
    return sorted(found.values(), key=lambda trace: (not trace.objection, trace.kind, trace.name))


def promise_of(attribution):
    """What a name in it would contradict, in a sentence; empty where a text may name those who agreed."""
    if attribution == Attribution.NOBODY:
        return _("This text says that it names nobody, not even the host State.")
    return _("This text says that it names the host State and nobody else.") if attribution == Attribution.HOST_ONLY else ""


def people_sought(meeting, promise, only=None):
    """(kind, name, how it is looked for, objection) of everybody who took part (or of these alone), and of their functions."""
    agreed = set(meeting.participants.named().values_list("contact", flat=True))
    functions, rows = {}, Contact.objects.filter(participations__meeting=meeting).distinct()
    for contact in rows if only is None else rows.filter(pk__in=only):
        objection = promise or ("" if contact.pk in agreed else _("Has not agreed to be named with their words."))
        yield _("person"), contact.name, "person", objection
        if len(contact.title.split()) > 1:
            functions[contact.title] = functions.get(contact.title) or objection
    for title, objection in functions.items():
        yield _("function"), title, "phrase", objection


def organisations_sought(meeting, promise, only=None):
    """The same of the organisations whose people were invited; those of the hosts go with the name of the host."""
    guests = meeting.participants.exclude(part__in=["host", "isu"])
    agreed = set(OrganisationConsent.objects.in_force().filter(meeting=meeting).values_list("organisation", flat=True))
    by_office = set(meeting.participants.filter(part="committee").values_list("contact__organisation", flat=True))
    rows = Organisation.objects.filter(contacts__participations__in=guests).exclude(kind="un").select_related("state").distinct()
    hosts = meeting.state_ids()
    for organisation in rows if only is None else rows.filter(pk__in=only):
        bare = re.sub(r"\s*\([^)]*\)", "", organisation.name)
        objection = promise or ("" if organisation.pk in agreed | by_office else _("Has not agreed to be named."))
        names = [(bare, "phrase"), (organisation.name, "acronym"), (organisation.short_name, "phrase")]
        if organisation.state and organisation.state_id not in hosts:  # "Norland asked" is what its ministry asked
            names += [(getattr(organisation.state, f"name_{code}"), "phrase") for code in UN_LANGUAGES]
        for name, look in names:
            if len(name) > 2:
                yield _("organisation"), name, look, objection


def places_sought(meeting, promise):
    """Host State and place, and the references that tell the host."""
    yield from hosts_sought(meeting.hosts(), promise)
    for place in {part.strip() for part in meeting.place.split(",")}:
        if len(place) > 3:
            yield _("place"), place, "phrase", promise


def hosts_sought(hosts, promise):
    for host in hosts:
        for code in UN_LANGUAGES:
            if name := getattr(host.state, f"name_{code}"):
                yield _("host State"), name, "phrase", promise
        if host.reference:
            yield _("reference"), host.reference, "phrase", promise


def forbidden(text):
    """Every name this text must not contain. A host's own delegation goes with the name of the host."""
    meeting = text.report.meeting
    people = Contact.objects.filter(participations__meeting=meeting)
    invited = Organisation.objects.filter(contacts__participations__in=meeting.participants.exclude(part__in=["host", "isu"]))
    names = {*people.values_list("name", flat=True), *invited.exclude(kind="un").values_list("name", flat=True)}
    if not text.names_host:
        for host in meeting.host_engagements.select_related("state"):
            names |= {getattr(host.state, f"name_{code}") for code in UN_LANGUAGES}
        names |= {meeting.reference, *(host.reference or "" for host in meeting.host_engagements.all())}
    return {name for name in names if len(name.strip()) > 2}


def words_of(text):
    """All words of a text, public wordings of the outcomes included, in its own language too."""
    outcomes = [outcome.public_text for outcome in text.report.meeting.outcomes.all()]
    outcomes += [row.wording for row in text.outcome_wordings.all()]
    return "\n".join([*own_words(text), *outcomes])


def printed_words(text):
    """What a reader of the text is given to read, but for the list of those who agreed to be in it."""
    outcomes = outcomes_of(text) if text.report.is_editable else text.outcomes
    return "\n".join([*own_words(text), *(f"{outcome['text']}\n{outcome['owner']}" for outcome in outcomes)])


def own_words(text):
    return [text.title, text.summary, *(f"{section.title}\n{section.body}" for section in text.sections.all())]


def fold(words):
    return " ".join(words.casefold().split())
