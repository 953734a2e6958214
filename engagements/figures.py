"""What the figures of a request show, as plain data for `apmbc_portal.figures.drawn`."""

from collections import Counter

from django.utils.translation import gettext as _

from engagements.models import Need, Theme


def needs_by_theme(request, needs=None):
    """How many needs and offers a request names under each of the themes A to F. `needs` where the caller has them."""
    counts = Counter((need.theme, need.direction) for need in (request.needs.all() if needs is None else needs))
    return {
        "kind": "needs_by_theme",
        "title": _("Needs and offers by theme"),
        "rows": [
            [f"{theme.value}. {theme.label}", counts[theme, Need.Direction.NEEDS], counts[theme, Need.Direction.OFFERS]]
            for theme in Theme
        ],
    }
