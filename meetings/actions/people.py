"""The people of a meeting: who was added, who agreed to be listed or named, who came."""

from django.db import transaction
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.audit.record import record
from apmbc_portal.privacy.words import same_name
from apmbc_portal.workflow import Refused, wrong_status
from meetings import consents
from meetings.actions.entering import entering_refusal
from meetings.consents import LIST, NAMING
from meetings.models import Consent, Contact, Meeting, Participant
from meetings.workflow import MeetingStatus, has_begun

AGREED = {LIST: "agree_to_be_listed", NAMING: "agree_to_be_named"}


@transaction.atomic
def set_agreement(participant, purpose, agrees, *, by, given=None):
    """Write down that a person agreed to `purpose` for this meeting, in the words they were shown, or that they no longer do.

    Leaving a box empty that was never ticked withdraws nothing: only taking a tick away does, and that at every meeting. Raises `Refused`.
    """
    tick = Participant.TICKS[purpose]
    if getattr(participant, tick) == agrees:
        return
    if not agrees:
        consents.withdraw(participant.contact, purpose, by=by, meeting=participant.meeting.reference)
        setattr(participant, tick, False)
        return
    if not Contact.objects.select_for_update().filter(pk=participant.contact_id, erased_on=None).exists():
        raise Refused(_("This person was removed. Nobody agrees for them."))
    if given.where == Consent.Where.DESK and (reason := consents.word_objection(given.cites)):
        raise Refused(reason)
    history.update(Participant.objects.filter(pk=participant.pk), **{tick: True})
    setattr(participant, tick, True)
    consents.give(participant.contact, purpose, **given.of(purpose))
    record(by, AGREED[purpose], participant.meeting, participant=participant.pk, cites=str(given.cites or ""))


@transaction.atomic
def add_participant(meeting, contact, *, by, part=Participant.Part.INVITED, invitation=None, reply=Participant.Reply.ACCEPTED):
    """Enter a person who takes part; entering somebody twice gives the row that is there. Raises `Refused`."""
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    if meeting.status == MeetingStatus.CANCELLED:
        raise Refused(str(wrong_status(meeting)))
    row, created = Participant.objects.get_or_create(
        meeting=meeting, contact=contact, defaults={"part": part, "invitation": invitation, "reply": reply}
    )
    if created:
        record(by, "enter_participant", meeting, participant=row.pk)
    return row


@transaction.atomic
def enter_person(meeting, organisation, *, by, name, title="", email="", part=Participant.Part.INVITED):
    """Enter somebody by name: the contact the organisation has under that name, and address where one is given, or a new one. Raises `Refused`."""
    contact = contact_of(organisation, name, email)
    if reason := entering_refusal(meeting, organisation, part, user=contact.user if contact else None):
        raise Refused(reason)
    if contact is None:
        contact = Contact.objects.create(
            organisation=organisation, name=name, title=title, email=email, is_demo=organisation.is_demo
        )
    invitation = meeting.invitations.filter(organisation=organisation).first() if part == Participant.Part.INVITED else None
    return add_participant(meeting, contact, by=by, part=part, invitation=invitation)


def contact_of(organisation, name, email):
    """Whom the organisation has under this name, and under this address where one is given: one mailbox may be read by several."""
    rows = organisation.contacts.select_for_update().filter(erased_on=None).order_by("pk")  # nobody removes them meanwhile
    return next((row for row in (rows.filter(email__iexact=email) if email else rows) if same_name(row.name, name)), None)


@transaction.atomic
def record_attendance(meeting, attendance, *, by):
    """Record who came: {participant id: Attendance}. Returns how many rows changed. Raises `Refused`, then nothing is written."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    if meeting.status not in (MeetingStatus.PLANNED, MeetingStatus.HELD):
        raise Refused(str(wrong_status(meeting)))
    if reason := has_begun(meeting):
        raise Refused(str(reason))
    changed = []
    for row in meeting.participants.filter(pk__in=attendance):
        if row.attendance == attendance[row.pk]:
            continue
        if row.reply == Participant.Reply.DECLINED and attendance[row.pk] in ("present", "online"):
            raise Refused(_("Somebody who declined cannot be recorded as present: change the reply first."))
        row.attendance = attendance[row.pk]
        changed.append(row)
    Participant.objects.bulk_update(changed, ["attendance"])
    history.note(changed)
    if changed:
        record(by, "record_attendance", meeting, participants={str(row.pk): row.attendance for row in changed})
    return len(changed)
