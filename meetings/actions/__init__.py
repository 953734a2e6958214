"""What happens when a step is taken on a meeting: the step itself, then other rows, then letters."""

from meetings.actions.answers import AnsweredMeanwhile, Person, answer_invitation, answer_objection, name_people, record_answer
from meetings.actions.inviting import (
    approval_refusal,
    approve,
    cancel_invitation,
    propose_invitations,
    refuse,
    send_again,
    send_invitation,
)
from meetings.actions.people import add_participant, enter_person, record_attendance, set_agreement
from meetings.actions.planning import cancel, close, hold, move_meeting, plan_again, plan_meeting, postpone, reschedule

__all__ = [
    "AnsweredMeanwhile", "Person", "add_participant", "answer_invitation", "answer_objection", "approval_refusal", "approve",
    "cancel", "cancel_invitation", "close", "enter_person", "hold", "move_meeting", "name_people", "plan_again", "plan_meeting", "postpone", "propose_invitations", "record_answer",
    "record_attendance", "refuse", "reschedule", "send_again", "send_invitation", "set_agreement",
]  # fmt: skip
