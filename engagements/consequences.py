"""What a step does to everything around it: one table, read by the code, the tests, the confirmation pages and the guide.

Apps above this one register how their rows are treated (`handler`), in their AppConfig, so that imports keep pointing
one way. Every effect runs in the transaction of the step.
"""

from collections.abc import Callable

from apmbc_portal.accounts import sessions as sessions_of
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import discard_letters, hold_letters, release_letters
from engagements.workflow import EngagementStatus, SuggestionStatus

KEEP, HOLD, RELEASE, DISCARD, CANCEL, HIDE, SHOW, END, TELL, DROP, REMAKE = (
    "keep", "hold", "release", "discard", "cancel", "hide", "show", "end", "tell", "drop", "remake",
)  # fmt: skip
PARTS = ["letters", "calendar", "invitations", "questions", "names", "documents", "grants", "links", "sessions"]

# What takes the step: the row that is given to `apply`.
SUBJECTS = {
    "withdraw": "engagement", "pause": "engagement", "resume": "engagement",
    "postpone": "meeting", "plan_again": "meeting", "cancel": "meeting",
    "end_nomination": "nomination", "leave_seat": "delegate", "freeze": "state", "unfreeze": "state",
    "end_naming": "contact", "end_attribution": "agreement",
}  # fmt: skip

# Letters that wait (or are written), calendar entries, invitations, open questions, lists of who was there in texts,
# documents being made (or made), grants, personal links, sessions.
_ = KEEP
CONSEQUENCES = {
    verb: dict(zip(PARTS, effects, strict=True))
    for verb, effects in {
        # step              letters  calendar invitations questions names documents grants links sessions
        "withdraw":         (DISCARD, HIDE,    CANCEL,    CANCEL,   _,    CANCEL,   HIDE,  END,     _),
        "pause":            (HOLD,    HIDE,    HOLD,      _,        _,    _,        _,     HOLD,    _),
        # Resuming publishes nothing by itself: what a withdrawal closed stays closed until the State opens it again.
        "resume":           (RELEASE, SHOW,    RELEASE,   _,        _,    _,        _,     RELEASE, _),
        "postpone":         (_,       HIDE,    HOLD,      _,        _,    _,        _,     HOLD,    _),
        "plan_again":       (_,       SHOW,    RELEASE,   _,        _,    _,        _,     RELEASE, _),
        "cancel":           (_,       HIDE,    CANCEL,    _,        _,    CANCEL,   _,     END,     _),
        # What a State decided stays decided when somebody no longer speaks for it.
        "end_nomination":   (DISCARD, _,       _,         _,        _,    _,        _,     END,     END),
        # What was opened to the seats of then stays theirs: a new seat waits for the State's next decision.
        "leave_seat":       (_,       _,       _,         _,        _,    _,        _,     END,     END),
        # Nobody steps or widens; what is open stays open until somebody who speaks for the State takes it back.
        "freeze":           (HOLD,    _,       HOLD,      _,        _,    _,        _,     HOLD,    _),
        "unfreeze":         (RELEASE, _,       RELEASE,   _,        _,    _,        _,     RELEASE, _),
        # Somebody's consent to be named ends, a person's or an organisation's. Words a State approved are the State's to change.
        "end_naming":       (TELL,    _,       _,         _,        DROP, REMAKE,   _,     _,       _),
        "end_attribution":  (TELL,    _,       _,         _,        DROP, REMAKE,   _,     _,       _),
    }.items()
}  # fmt: skip
del _

_handlers: dict[tuple[str, str], Callable] = {}


def handler(part, *subjects):
    """Register how `part` is treated when one of `subjects` takes a step: a function of (effect, subject), in a transaction."""

    def register(function):
        for subject in subjects:
            _handlers[part, subject] = function
        return function

    return register


def apply(verb, subject):
    """Bring about what the table says for `verb` on `subject`."""
    for part, effect in CONSEQUENCES[verb].items():
        if effect != KEEP:
            _handlers[part, SUBJECTS[verb]](effect, subject)


AT_REST = [EngagementStatus.PAUSED, EngagementStatus.WITHDRAWN]


@handler("letters", "engagement")
def letters(effect, engagement):
    if engagement.reference:
        {HOLD: hold_letters, DISCARD: discard_letters, RELEASE: release_letters}[effect](engagement.reference)


@handler("letters", "state")
def letters_of_a_state(effect, state):
    """All its files together; a file that is at rest by the State's own word keeps its letters."""
    files = state.engagements.exclude(reference=None)
    if effect == RELEASE:
        files = files.exclude(status__in=AT_REST)
    for engagement in files:
        letters(effect, engagement)


@handler("letters", "nomination")
def letters_to_a_focal_point(effect, nomination):
    """What waits to be sent to them about the files of their State."""
    S = Letter.Status
    files = nomination.state.engagements.exclude(reference=None).values("reference")
    waiting = Letter.objects.filter(to__iexact=nomination.user.email, about__in=files, link_view="")
    waiting.filter(status__in=[S.QUEUED, S.HELD, S.DRAFT]).update(status=S.DISCARDED)


@handler("grants", "engagement")
def grants(effect, engagement):
    if effect == HIDE:
        type(engagement).objects.filter(pk=engagement.pk).update(withheld=True)


@handler("questions", "engagement")
def questions(effect, engagement):
    from engagements.models import Suggestion  # models sit above this table

    Suggestion.objects.filter(request__engagement=engagement, status=SuggestionStatus.OPEN).update(status=SuggestionStatus.LEFT)


@handler("links", "nomination", "delegate")
@handler("sessions", "nomination", "delegate")
def sessions(effect, row):
    """The person is signed out everywhere; the number that ends the sessions is in their personal links too."""
    sessions_of.end_all(row.user)
