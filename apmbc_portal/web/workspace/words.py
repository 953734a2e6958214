"""What the workspace says about audiences: who comes in with each, in a sentence."""

from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Audience as A

MEANS = {
    A.STATE: _("Only your State's focal points and the ISU."),
    A.COMMITTEE: _(
        "The delegates of the States that sit on the Committee today. A State elected later waits for your next decision."
    ),
    A.PARTICIPANTS: _("Those who took part in the meeting, or accepted to. Not the Committee, not other partners."),
    A.BOTH: _("The Committee in office today, and those who took part."),
    A.PARTNERS: _("Everybody who represents a partner in the portal, with the Committee and the participants."),
    A.PUBLIC: _("Everybody, without signing in: the page can be found by search and passed on."),
}
PROPOSED = _("Proposed. A second person of your State has a letter; nothing is open before they confirm it.")
CANNOT_BE_RECALLED = _(
    "You can take it back at any time, and from the next request on the portal shows it to nobody else. "
    "Copies that somebody has already received cannot be recalled."
)
