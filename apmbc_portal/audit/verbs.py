"""What was done, in words that look back: for ledgers and histories, where the button's "Approve" would read as an order."""

from django.utils.translation import gettext_lazy as _

DONE = {
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
    "host_together": _("Meeting planned with other States"),
    "postpone": _("Meeting postponed"),
    "cancel": _("Meeting cancelled"),
    "approve": _("Approved"),
    "refuse": _("Not to be invited"),
    "send_back": _("Sent back with comments"),
    "unfreeze": _("The files of the State go on"),
    "restore": _("Request asked for again"),
    "reverse": _("Reversed what was recorded"),
    "take_out": _("A person's name taken out"),
    "seal_anew": _("Sealed anew at an upgrade"),
}


def said(verb):
    """The step in words; of one that has none of its own here, its name as people write it."""
    return str(DONE.get(verb) or verb.replace("_", " ").capitalize())
