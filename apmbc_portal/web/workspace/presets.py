"""What States usually decide about the texts of a report, in one step: which text goes to whom."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from apmbc_portal.visibility import LETS_IN, Audience
from apmbc_portal.web.workspace.granted import Standing
from apmbc_portal.web.workspace.preview import GROUPS, looks
from apmbc_portal.web.workspace.received import received_by
from apmbc_portal.web.workspace.words import MEANS
from engagements.two_people import digest_of
from reports.models import ReportText

FULL, PUBLIC = ReportText.Kind.FULL, ReportText.Kind.PUBLIC

# Each says what becomes of every text: what it does not open is taken back, so that its name is true.
PRESETS = {
    "usual": (
        gettext_lazy("The full report to the participants, the public text to everyone"),
        {FULL: Audience.PARTICIPANTS, PUBLIC: Audience.PUBLIC},
    ),
    "both": (
        gettext_lazy("The full report to the Committee and the participants, the public text to everyone"),
        {FULL: Audience.BOTH, PUBLIC: Audience.PUBLIC},
    ),
    "participants": (
        gettext_lazy("The full report to the participants, nothing to the public"),
        {FULL: Audience.PARTICIPANTS, PUBLIC: Audience.STATE},
    ),
    "public": (
        gettext_lazy("The public text to everyone, the full report to nobody else"),
        {FULL: Audience.STATE, PUBLIC: Audience.PUBLIC},
    ),
    "nothing": (
        gettext_lazy("Nothing to anybody: both texts stay with our State and the ISU"),
        {FULL: Audience.STATE, PUBLIC: Audience.STATE},
    ),
}


@dataclass(frozen=True)
class Line:
    """What one decision would do to one text in one language."""

    standing: Standing
    audience: str

    @property
    def text(self):
        return self.standing.item

    @property
    def label(self):
        return Audience(self.audience).label

    @property
    def means(self):
        return MEANS[self.audience]

    @property
    def field(self):
        """The name of the tick that leaves the text as it is."""
        return f"text-{self.text.pk}"

    @property
    def digest(self):
        return digest_of(str(self.text.release_text()))

    @property
    def looks(self):
        return looks(self.text, {GROUPS[group] for group in LETS_IN[Audience(self.audience)]})

    @property
    def received(self):
        return received_by(self.text)

    @property
    def changes(self):
        return self.text.audience != self.audience or (self.audience == Audience.STATE and self.standing.has_been_granted)


def lines_of(key, shown):
    """The lines of one usual decision for these standings of texts."""
    plan = PRESETS[key][1]
    return [Line(standing, plan[standing.item.kind]) for standing in shown if standing.item.kind in plan]


def usual_decisions(shown):
    """(key, label, lines) of each, for the page of the report."""
    return [(key, label, lines_of(key, shown)) for key, (label, _plan) in PRESETS.items()]
