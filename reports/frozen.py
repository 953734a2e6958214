"""What a text prints about people and outcomes, frozen when it goes to the State."""

from itertools import groupby

from reports.models import ReportText


def freeze(text):
    """Write participants, outcomes and themes into the text, as its documents print them."""
    full = text.kind == ReportText.Kind.FULL
    text.participants = participants_of(text.report.meeting) if full and text.attribution == ReportText.Attribution.NAMED else []
    text.outcomes = outcomes_of(text.report.meeting, public=not full)
    text.themes = "".join(sorted({section.theme for section in text.sections.all() if section.theme and section.body.strip()}))
    text.save(update_fields=["participants", "outcomes", "themes"])


def participants_of(meeting):
    """Who was there, by organisation, host delegations first. Who did not agree to be named is only counted.

    An organisation none of whose people agreed is not named either: its presence is not ours to tell.
    """
    present = meeting.participants.present()
    rows = present.listed().select_related("contact__organisation").order_by("contact__organisation__name", "contact__name")
    rows = sorted(rows, key=lambda row: (row.part != row.Part.HOST, row.part == row.Part.ISU, row.contact.organisation.name))
    groups = [
        {
            "organisation": organisation.name,
            "kind": str(organisation.get_kind_display()),
            "people": [{"name": row.contact.name, "title": row.contact.title} for row in people],
            "further": 0,
        }
        for organisation, people in groupby(rows, key=lambda row: row.contact.organisation)
    ]
    if further := present.count() - len(rows):
        groups.append({"organisation": "", "kind": "", "people": [], "further": further})
    return groups


def outcomes_of(meeting, *, public):
    """What was agreed. A public text takes the wording that names nobody; where there is none, nothing.

    It says neither who owes it nor by when: outside the State and the ISU nobody is shown to be late.
    """
    kept = [outcome for outcome in meeting.outcomes.exclude(status="dropped") if outcome.public_text.strip() or not public]
    return [
        {
            "kind": str(outcome.get_kind_display()),
            "text": outcome.public_text if public else outcome.text,
            "owner": "" if public else outcome.owner,
            "due": outcome.due.isoformat() if outcome.due and not public else "",
        }
        for outcome in kept
    ]
