"""What a step on an engagement does to everything around it: one table, read by the code, the tests and the guide.

Apps above this one register how their rows are treated (`handler`), in their AppConfig, so that imports keep pointing
one way. Every effect runs in the transaction of the step.
"""

from collections.abc import Callable

from apmbc_portal.notices.outbox import discard_letters, hold_letters, release_letters
from engagements.workflow import SuggestionStatus

KEEP, HOLD, RELEASE, DISCARD, CANCEL, HIDE, SHOW = "keep", "hold", "release", "discard", "cancel", "hide", "show"

# Withdraw, pause and resume are steps of an engagement; postpone, plan_again and cancel are steps of a meeting.
# step:      letters waiting, calendar entries, invitations, open questions, documents being made, grants
CONSEQUENCES = {
    "withdraw": {
        "letters": DISCARD, "calendar": HIDE, "invitations": CANCEL, "questions": CANCEL, "documents": CANCEL, "grants": HIDE,
    },
    "pause": {"letters": HOLD, "calendar": HIDE, "invitations": HOLD, "questions": KEEP, "documents": KEEP, "grants": KEEP},
    # Resuming publishes nothing by itself: what a withdrawal closed stays closed until the State opens it again.
    "resume": {"letters": RELEASE, "calendar": SHOW, "invitations": RELEASE, "questions": KEEP, "documents": KEEP, "grants": KEEP},
    "postpone": {"letters": KEEP, "calendar": HIDE, "invitations": HOLD, "questions": KEEP, "documents": KEEP, "grants": KEEP},
    "plan_again": {"letters": KEEP, "calendar": SHOW, "invitations": RELEASE, "questions": KEEP, "documents": KEEP, "grants": KEEP},
    "cancel": {"letters": KEEP, "calendar": HIDE, "invitations": CANCEL, "questions": KEEP, "documents": CANCEL, "grants": KEEP},
}  # fmt: skip

_handlers: dict[str, Callable] = {}


def handler(part):
    """Register how `part` is treated: a function of (effect, subject) that works inside a transaction.

    The subject is the row that took the step: an engagement, or a meeting for the steps of a meeting.
    """

    def register(function):
        _handlers[part] = function
        return function

    return register


def apply(verb, subject):
    """Bring about what the table says for `verb` on `subject`."""
    for part, effect in CONSEQUENCES[verb].items():
        if effect != KEEP:
            _handlers[part](effect, subject)


@handler("letters")
def letters(effect, engagement):
    if engagement.reference:
        {HOLD: hold_letters, DISCARD: discard_letters, RELEASE: release_letters}[effect](engagement.reference)


@handler("grants")
def grants(effect, engagement):
    if effect == HIDE:
        type(engagement).objects.filter(pk=engagement.pk).update(withheld=True)


@handler("questions")
def questions(effect, engagement):
    from engagements.models import Suggestion  # models sit above this table

    Suggestion.objects.filter(request__engagement=engagement, status=SuggestionStatus.OPEN).update(status=SuggestionStatus.LEFT)
