"""The processes of an engagement, of its requests and of a suggestion, printed as tables. Read them aloud to the ISU."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apmbc_portal.workflow import Capacity, Move, Right, lacking, wrong_status

STATE, ISU, CHAIR = {Capacity.FOCAL_POINT}, {Capacity.ISU}, {Capacity.CHAIR}


class EngagementStatus(models.TextChoices):
    EXPLORING = "exploring", _("exploring")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_CLEARANCE = "in_clearance", _("in clearance")
    SUBMITTED = "submitted", _("submitted")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    IN_DIALOGUE = "in_dialogue", _("in dialogue")
    UNDER_WAY = "under_way", _("under way")
    REPLACED = "replaced", _("replaced by a later version")
    ENDED = "ended", _("ended by the State")
    DISCARDED = "discarded", _("discarded before submission")


class SuggestionStatus(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken up")
    LEFT = "left", _("left aside")


class ProposalStatus(models.TextChoices):
    OPEN = "open", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("not confirmed")
    RETRACTED = "retracted", _("taken back")


def has_a_reference(engagement):
    return "" if engagement.reference else _("The request has not been submitted yet.")


def is_complete(request):
    """A request says what it is about: its aims, or at least one need or offer; and its file is not at rest."""
    if request.engagement.status in (EngagementStatus.PAUSED, EngagementStatus.WITHDRAWN, EngagementStatus.CLOSED):
        return _("The engagement is %(status)s. Resume it first.") % {"status": request.engagement.get_status_display()}
    if not request.aims.strip() and not request.needs.exists():
        return _("Say at least what the aims are, or name one need or offer.")
    if not request.dates_open and not request.date_from:
        return _("Give the dates, or say that they are not decided yet.")
    if request.setting == "beside" and not request.occasion_id:
        return _("Choose the meeting of the Convention, or another place.")
    return ""


def is_transcribed(request):
    """The ISU records, or lets go of, what it typed itself, never a State's own draft."""
    return "" if request.on_behalf else _("This draft is the State's own.")


def cites_correspondence(request):
    if reason := is_transcribed(request):
        return reason
    if not request.cites_id:
        return _("Cite the note verbale, mail or call by which the State made the request.")
    return is_complete(request)


def file_is_open(request):
    if request.engagement.status in (EngagementStatus.PAUSED, EngagementStatus.WITHDRAWN):
        return _("The engagement is %(status)s.") % {"status": request.engagement.get_status_display()}
    return ""


def may_be_asked_again(request):
    """An ended request comes back where the file goes on and no later version is in force."""
    if not request._state.adding and request.engagement.requests.in_force().filter(version__gt=request.version).exists():
        return _("A later version is in force.")
    return file_is_open(request)


def drafting_refusal(request, viewer):
    """Why `viewer` may not write in this draft now; an empty string means they may."""
    if request.on_behalf:
        if not viewer.isu:
            return _("The ISU is recording this request on the State's behalf.")
    elif reason := writing_refusal(request.engagement.state_id, viewer):
        return reason
    if not request.is_editable:
        return wrong_status(request)
    return ""


def writing_refusal(state_id, viewer):
    """Why `viewer` may not draft for this State today; an empty string means they may."""
    if state_id not in viewer.states:
        return _("This step is not yours to take.")
    if not viewer.has_right({state_id}, Right.DRAFT):
        return lacking(viewer, {state_id}, Right.DRAFT)
    return ""


def suggesting_refusal(request, viewer):
    """Why `viewer` may not make a suggestion on this request now; an empty string means they may."""
    if Capacity.CHAIR not in request.capacities(viewer):
        return _("Suggestions are made by the Chair of the Committee.")
    if request.status not in IN_HAND:
        return wrong_status(request)
    return file_is_open(request)


E, R, S, P = EngagementStatus, RequestStatus, SuggestionStatus, ProposalStatus

ENGAGEMENT_MOVES = {
    "activate": Move({E.EXPLORING}, E.ACTIVE, ISU, _("Take up"), guard=has_a_reference),
    "pause": Move({E.EXPLORING, E.ACTIVE}, E.PAUSED, STATE, _("Pause"), right=Right.SUBMIT, by_letter=True, narrows=True),
    "resume": Move({E.PAUSED, E.WITHDRAWN}, E.ACTIVE, STATE, _("Resume"), right=Right.SUBMIT, by_letter=True),
    "withdraw": Move(
        {E.EXPLORING, E.ACTIVE, E.PAUSED}, E.WITHDRAWN, STATE, _("Withdraw"), right=Right.SUBMIT, by_letter=True, narrows=True
    ),
    "close": Move({E.ACTIVE}, E.CLOSED, ISU, _("Close the file")),
    "reopen": Move({E.CLOSED}, E.ACTIVE, ISU, _("Open the file again")),
}

IN_HAND = {R.SUBMITTED, R.ACKNOWLEDGED, R.IN_DIALOGUE, R.UNDER_WAY}
REQUEST_MOVES = {
    "clear": Move({R.DRAFT}, R.IN_CLEARANCE, STATE, _("Send for clearance at home"), right=Right.DRAFT),
    "redraft": Move({R.IN_CLEARANCE}, R.DRAFT, STATE, _("Take back from clearance"), right=Right.DRAFT),
    "submit": Move({R.DRAFT, R.IN_CLEARANCE}, R.SUBMITTED, STATE, _("Submit"), right=Right.SUBMIT, guard=is_complete),
    "discard": Move({R.DRAFT, R.IN_CLEARANCE}, R.DISCARDED, STATE, _("Discard the draft"), right=Right.DRAFT),
    "record": Move({R.DRAFT}, R.SUBMITTED, ISU, _("Record on the State's behalf"), guard=cites_correspondence, in_its_name=True),
    "drop": Move({R.DRAFT}, R.DISCARDED, ISU, _("Drop what was typed"), guard=is_transcribed),
    "acknowledge": Move({R.SUBMITTED}, R.ACKNOWLEDGED, ISU, _("Acknowledge"), guard=file_is_open),
    "enter_dialogue": Move({R.ACKNOWLEDGED}, R.IN_DIALOGUE, ISU, _("Enter into dialogue"), guard=file_is_open),
    "get_under_way": Move({R.IN_DIALOGUE}, R.UNDER_WAY, ISU, _("Say it is under way"), guard=file_is_open),
    "end": Move(IN_HAND, R.ENDED, STATE, _("End this request"), right=Right.SUBMIT, by_letter=True, narrows=True),
    "restore": Move({R.ENDED}, R.SUBMITTED, STATE, _("Ask for it again"), right=Right.SUBMIT, guard=may_be_asked_again),
    "replace": Move(IN_HAND, R.REPLACED, STATE | ISU, _("Replace by a later version"), consequence=True),
}

SUGGESTION_MOVES = {
    "take_up": Move({S.OPEN, S.LEFT}, S.TAKEN, STATE, _("Take it up"), right=Right.DRAFT, by_letter=True),
    "leave": Move({S.OPEN, S.TAKEN}, S.LEFT, STATE, _("Leave it aside"), right=Right.DRAFT, by_letter=True),
}

# Who of them may confirm: engagements/handover.py, `confirming_refusal`.
PROPOSAL_MOVES = {
    "confirm": Move({P.OPEN}, P.CONFIRMED, STATE | ISU, _("Confirm the nomination"), right=Right.SUBMIT),
    "decline": Move({P.OPEN}, P.DECLINED, STATE | ISU, _("Do not confirm"), right=Right.SUBMIT),
    "retract": Move({P.OPEN}, P.RETRACTED, STATE, _("Take the proposal back"), right=Right.SUBMIT),
}
