"""In which order the themes A to F are offered to a State: first those where it has an obligation."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagements.models import Obligation, Theme

THEME_OF = {
    Obligation.Article.ARTICLE_5: Theme.CLEARANCE,
    Obligation.Article.ARTICLE_4: Theme.STOCKPILES,
    Obligation.Article.VICTIM_ASSISTANCE: Theme.VICTIM_ASSISTANCE,
}


@dataclass(frozen=True)
class OfferedTheme:
    theme: Theme
    reason: str = ""  # the obligation that brings it to the front, in words


def themes_for(state):
    """The six themes for `state`; the State itself also sees facts that are not verified, marked so."""
    reasons = {
        THEME_OF[obligation.article]: describe(obligation)
        for obligation in state.obligations.exclude(status=Obligation.Status.COMPLETED)
    }
    first = [OfferedTheme(theme, reasons[theme]) for theme in Theme if theme in reasons]
    return first + [OfferedTheme(theme) for theme in Theme if theme not in reasons]


def describe(obligation):
    """One obligation in a line, with its deadline where one is known."""
    text = obligation.get_article_display()
    if obligation.deadline:
        text = _("%(obligation)s, deadline %(day)s") % {"obligation": text, "day": date_format(obligation.deadline)}
    return text if obligation.is_sourced else _("%(obligation)s (not verified)") % {"obligation": text}
