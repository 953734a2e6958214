"""Steps and decisions as the ledger calls them, on its page and on paper."""

from apmbc_portal.audit.verbs import DONE
from apmbc_portal.visibility import Audience
from engagements.workflow import ENGAGEMENT_MOVES, PROPOSAL_MOVES, REQUEST_MOVES, SUGGESTION_MOVES
from meetings.workflow import INVITATION_MOVES, MEETING_MOVES
from reports.workflow import REPORT_MOVES

TABLES = [ENGAGEMENT_MOVES, REQUEST_MOVES, SUGGESTION_MOVES, MEETING_MOVES, INVITATION_MOVES, REPORT_MOVES, PROPOSAL_MOVES]


def verb_label(verb):
    """The words for a verb; the verb itself where no table knows it any more."""
    if verb in DONE:
        return DONE[verb]
    return next((table[verb].label for table in TABLES if verb in table and table[verb].label), verb)


def receiver_label(to):
    """To whom, in words: an audience by its name, a party as it is called."""
    return str(dict(Audience.choices).get(to, to))
