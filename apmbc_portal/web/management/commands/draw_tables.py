"""Draw the process tables, that of consequences and that of retention from the code into docs/architecture.md and docs/privacy.md."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.web.privacy.retention import RETENTION
from apmbc_portal.workflow import Capacity, Right
from engagements.consequences import CONSEQUENCES
from engagements.workflow import (
    ENGAGEMENT_MOVES,
    PROPOSAL_MOVES,
    REQUEST_MOVES,
    SUGGESTION_MOVES,
    EngagementStatus,
    ProposalStatus,
    RequestStatus,
    SuggestionStatus,
)
from meetings.workflow import INVITATION_MOVES, MEETING_MOVES, InvitationStatus, MeetingStatus
from reports.workflow import REPORT_MOVES, ReportStatus

DOCS = Path(settings.BASE_DIR) / "docs"
MACHINES = {
    "Engagement": (ENGAGEMENT_MOVES, EngagementStatus),
    "Request": (REQUEST_MOVES, RequestStatus),
    "Proposal of a focal point": (PROPOSAL_MOVES, ProposalStatus),
    "Suggestion of the Chair": (SUGGESTION_MOVES, SuggestionStatus),
    "Meeting": (MEETING_MOVES, MeetingStatus),
    "Invitation": (INVITATION_MOVES, InvitationStatus),
    "Report": (REPORT_MOVES, ReportStatus),
}


def table(heading, rows):
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def moves_table(moves, statuses):
    """A process as Markdown, its rows in the order of the code."""
    rows = []
    for verb, move in moves.items():
        who = ", ".join(sorted(str(Capacity(one).label) for one in move.capacities))
        if move.right:
            who += f" with the right to {Right(move.right).label}"
        if move.by_letter:
            who += "; the ISU citing a letter"
        sources = ", ".join(str(status.label) for status in statuses if status in move.sources)
        rows.append(
            [f"`{verb}`", sources, str(statuses(move.target).label), who + (" (consequence)" if move.consequence else "")]
        )
    return table(["Step", "From", "To", "Who"], rows)


def drawn():
    """All tables as one piece of Markdown."""
    parts = [f"### {name}\n\n{moves_table(*machine)}" for name, machine in MACHINES.items()]
    names = list(next(iter(CONSEQUENCES.values())))
    rows = [[f"`{verb}`", *(effects[name] for name in names)] for verb, effects in CONSEQUENCES.items()]
    return "\n\n".join([*parts, "### Consequences\n\n" + table(["Step", *names], rows)])


def retention():
    """What names a person: how long it is kept, counted from what, and what happens then."""
    rows = [[str(rule.name), str(rule.period), str(rule.since), str(rule.then)] for rule in RETENTION.values()]
    return table(["What", "How long", "Counted from", "Then"], rows)


PAGES = {DOCS / "architecture.md": drawn, DOCS / "privacy.md": retention}


def page_with_tables(page):
    """The text of a page with its drawn part as the code says it today."""
    draw = PAGES[page]
    pattern = r"(<!-- drawn -->\n).*(\n<!-- /drawn -->)"
    new, count = re.subn(pattern, lambda m: m[1] + draw() + m[2], page.read_text(), flags=re.DOTALL)
    if not count:
        raise CommandError(f"docs/{page.name} has no place for the tables.")
    return new


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        for page in PAGES:
            page.write_text(page_with_tables(page))
            self.stdout.write(f"{page.name} is drawn.")
