"""Steps and decisions as the ledger calls them, on its page and on paper."""

from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Audience
from engagements.workflow import ENGAGEMENT_MOVES, PROPOSAL_MOVES, REQUEST_MOVES, SUGGESTION_MOVES
from meetings.workflow import INVITATION_MOVES, MEETING_MOVES
from reports.workflow import REPORT_MOVES

DECISIONS = {
    "open": _("Opened"),
    "take_back": _("Taken back"),
    "propose_decision": _("Proposed, for a second person to confirm"),
    "turn_down": _("Proposal turned down"),
    "two_people": _("From now on two people decide"),
    "one_person": _("From now on one person decides again"),
    "agree_to_discussion": _("Agreed to be shown in discussion"),
    "end_discussion": _("Not shown in discussion"),
    "keep": _("Kept with the State"),
    "lapse": _("Open no more: its wording was changed"),
    "open_to": _("Opened by name"),
    "take_back_from": _("Taken back from"),
    "close_to_all": _("Closed to everybody else"),
    "open_again": _("Opened again"),
    "propose": _("Proposed a focal point"),
    "nominate": _("Nominated a focal point"),
    "end_nomination": _("Ended a nomination"),
    "change_nomination": _("Changed a nomination"),
    "confirm": _("Confirmed a nomination"),
    "decline": _("Did not confirm a nomination"),
    "retract": _("Took a proposal back"),
    "clear": _("Sent for clearance at home"),
    "redraft": _("Taken back from clearance"),
    "submit": _("Submitted"),
    "record": _("Recorded for the State"),
    "discard": _("Draft discarded"),
    "end": _("Request ended"),
    "replace": _("Replaced by a later version"),
    "pause": _("Paused"),
    "resume": _("Resumed"),
    "withdraw": _("Withdrawn"),
    "take_up": _("Suggestion taken up"),
    "leave": _("Suggestion left aside"),
    "postpone": _("Meeting postponed"),
    "cancel": _("Meeting cancelled"),
    "approve": _("Approved"),
    "refuse": _("Not to be invited"),
    "send_back": _("Sent back with comments"),
    "unfreeze": _("The files of the State go on"),
    "restore": _("Request asked for again"),
    "reverse": _("Reversed what was recorded"),
}
TABLES = [ENGAGEMENT_MOVES, REQUEST_MOVES, SUGGESTION_MOVES, MEETING_MOVES, INVITATION_MOVES, REPORT_MOVES, PROPOSAL_MOVES]


def verb_label(verb):
    """The words for a verb; the verb itself where no table knows it any more."""
    if verb in DECISIONS:
        return DECISIONS[verb]
    return next((table[verb].label for table in TABLES if verb in table and table[verb].label), verb)


def receiver_label(to):
    """To whom, in words: an audience by its name, a party as it is called."""
    return str(dict(Audience.choices).get(to, to))
