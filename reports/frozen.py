"""What a text prints about people, outcomes and figures, frozen when it goes to the State."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import OrganisationConsent, Participant
from reports.frozen_figures import figures_of
from reports.kinds.words import labels_language
from reports.models import ReportText
from reports.models.facts import facts_of

BY_OFFICE = (Participant.Part.HOST, Participant.Part.COMMITTEE, Participant.Part.ISU)


def freeze(text):
    """Write participants, outcomes, figures, themes and what is told of the meeting into the text, as its documents print them."""
    full = text.kind == ReportText.Kind.FULL
    with override(labels_language(text.language)):
        named = full and text.attribution == ReportText.Attribution.NAMED
        text.participants = participants_of(text.report.meeting) if named else []
        text.outcomes = outcomes_of(text)
        text.figures = figures_of(text)
        text.facts = facts_of(text.report.meeting) if text.names_host else {}
    text.themes = "".join(sorted({section.theme for section in text.sections.all() if section.theme and section.body.strip()}))
    text.save(update_fields=["participants", "outcomes", "figures", "facts", "themes"])


def participants_of(meeting):
    """Who was there, by organisation, host delegations first. Who did not agree to be named is only counted.

    An organisation is named where it agreed and somebody of it did: neither's presence is ours to tell; others of it are
    counted under it. People who agreed while their organisation did not stand by themselves, all others are counted
    together. Hosts, Committee and ISU are there by their office.
    """
    agreed = set(OrganisationConsent.objects.in_force().filter(meeting=meeting).values_list("organisation", flat=True))
    named = set(meeting.participants.named().values_list("pk", flat=True))
    present = meeting.participants.present().select_related("contact__organisation").order_by("contact__name")
    present = sorted(
        present, key=lambda row: (row.part != row.Part.HOST, row.part == row.Part.ISU, row.contact.organisation.name)
    )
    alone = [row for row in present if row.part not in BY_OFFICE and row.contact.organisation_id not in agreed]
    told = [row for row in present if row.part in BY_OFFICE or row.contact.organisation_id in agreed]
    groups = []
    for organisation, rows in groupby(told, key=lambda row: row.contact.organisation):
        people, others = printed(rows, named)
        groups.append(
            {"organisation": organisation.name, "kind": str(organisation.get_kind_display()), "people": people, "further": others}
        )
    people, others = printed(sorted(alone, key=lambda row: row.contact.name), named)
    if people:
        groups.append(
            {"organisation": _("Without their organisation"), "kind": "", "people": people, "further": 0, "alone": True}
        )
    return counted(groups, others)


def printed(rows, named):
    """(the people among `rows` who are named, how many are not)."""
    rows = list(rows)
    people = [{"id": row.contact_id, "name": row.contact.name, "title": row.contact.title} for row in rows if row.pk in named]
    return people, len(rows) - len(people)


def counted(groups, further=0):
    """Groups in which somebody is named, others of their organisation counted there; all others, and `further` more, at the end."""
    of_no_house = [group for group in groups if group.get("alone") or not group["people"]]
    further += sum(group["further"] for group in of_no_house)
    kept = [group | ({"further": 0} if group.get("alone") else {}) for group in groups if group["people"]]
    return [*kept, {"organisation": "", "kind": "", "people": [], "further": further}] if further else kept


def outcomes_of(text):
    """What was agreed. A public text takes the wording that names nobody; where there is none, nothing.

    It says neither who owes it nor by when: outside the State and the ISU nobody is shown to be late. A translation
    takes its own wording where it has one, and says the language of what it has not.
    """
    public = text.kind == ReportText.Kind.PUBLIC
    original = text.original.language if text.original_id else text.language
    wordings = {row.outcome_id: row.wording for row in text.outcome_wordings.all() if row.wording.strip()}
    return [
        {
            "kind": str(outcome.get_kind_display()),
            "text": wordings.get(outcome.pk) or outcome_words(outcome, public),
            "language": text.language if outcome.pk in wordings else original,
            "owner": "" if public else outcome.owner,
            "due": outcome.due.isoformat() if outcome.due and not public else "",
        }
        for outcome in printed_outcomes(text)
    ]


def printed_outcomes(text):
    """The outcomes a text prints, in their order."""
    public = text.kind == ReportText.Kind.PUBLIC
    kept = text.report.meeting.outcomes.exclude(status="dropped")
    return [outcome for outcome in kept if outcome_words(outcome, public).strip()]


def outcome_words(outcome, public):
    return outcome.public_text if public else outcome.text
