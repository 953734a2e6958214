"""What an invited organisation answers, by its personal link or by a letter the ISU records."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.audit.record import record
from apmbc_portal.privacy.words import parts_of, same_name
from apmbc_portal.visibility import Viewer
from apmbc_portal.workflow import Refused, take
from meetings import consents
from meetings.actions.people import contact_of, set_agreement
from meetings.attribution import WORDING, set_attribution
from meetings.models import Contact, Invitation, Participant
from meetings.workflow import ANSWERABLE, InvitationStatus, MeetingStatus


@dataclass
class Person:
    """Somebody an organisation names, as typed."""

    name: str
    email: str = ""
    title: str = ""
    phone: str = ""
    language_needs: str = ""
    access_needs: str = ""
    sponsorship: bool = False
    may_be_listed: bool | None = None  # None: nobody touched the box
    may_be_named: bool | None = None
    participant: int | None = None  # the row this person was named in before
    leaves: bool = False  # named before, and will not come


def answer_objection(invitation):
    """Why nobody can answer by link now; an empty string when they can. Pages do not tell one reason from another."""
    meeting = invitation.meeting
    if invitation.status not in ANSWERABLE or invitation.held_back:
        return _("This invitation does not stand at present.")
    if meeting.status != MeetingStatus.PLANNED or meeting.held_back:
        return _("This meeting is not planned at present.")
    if meeting.starts_at and meeting.starts_at <= timezone.now():
        return _("The meeting has begun.")
    return ""


class AnsweredMeanwhile(Exception):
    """A colleague in the same organisation answered since the page was shown."""


@transaction.atomic
def answer_invitation(invitation, *, version, seen, accepted, words="", people=(), given=None, named=None):
    """Write down what came by the personal link of that `version`; `named` says whether the organisation agrees to be named (None:
    nobody touched that; who declines does not).

    `seen` is the time of the answer the page showed (None for none): where another came meanwhile, `AnsweredMeanwhile`
    is raised and nothing is written. Raises `Refused` where the link has ended.
    """
    hold_people(invitation)
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.link_version != version:
        raise Refused(_("This link has ended."))
    if reason := answer_objection(fresh):
        raise Refused(reason)
    if fresh.answered_at != seen:
        raise AnsweredMeanwhile
    by = Viewer(label=_("Personal link of %(organisation)s") % {"organisation": fresh.organisation})
    before, fresh.status = fresh.status, InvitationStatus.ACCEPTED if accepted else InvitationStatus.DECLINED
    fresh.answered_at, fresh.answer = timezone.now(), words
    fresh.save(update_fields=["status", "answered_at", "answer"])
    record(by, "answer_invitation", fresh, before=before, after=fresh.status)
    if not accepted or named is not None:
        set_attribution(fresh.meeting, fresh.organisation, accepted and named, by=by, wording=str(WORDING))
    _settle_people(fresh, accepted, people, by=by, given=given)
    return fresh


@transaction.atomic
def record_answer(invitation, accepted, *, by, note="", people=(), given=None):
    """Record an answer that came by letter, mail or call. Raises `Refused`."""
    hold_people(invitation)
    fresh = take(invitation, "record_acceptance" if accepted else "record_refusal", by=by, note=note)
    fresh.answered_at, fresh.answer = timezone.now(), note
    fresh.save(update_fields=["answered_at", "answer"])
    _settle_people(fresh, accepted, people, by=by, given=given)
    return fresh


def hold_people(invitation):
    """Before anything is recorded: an answer may end what people named before, or their organisation, had agreed to."""
    consents.hold_meetings(contacts=invitation.participants.values("contact"), meetings=[invitation.meeting_id])


def _settle_people(invitation, accepted, people, *, by, given):
    if accepted:
        name_people(invitation, people, by=by, given=given)
    else:
        _no_longer_coming(invitation.participants.all())


def _no_longer_coming(participants):
    # Who was there was there: an answer that arrives late does not unwrite the record.
    history.update(participants.exclude(attendance__in=["present", "online"]), reply=Participant.Reply.DECLINED)


@transaction.atomic
def name_people(invitation, people, *, by, given=None):
    """Add, correct or take off the people who come for the organisation of `invitation`."""
    named = {row.pk: row for row in invitation.participants.known().select_related("contact")}
    for person in people:
        row = named.get(person.participant)
        if row is not None and person.leaves:
            _no_longer_coming(invitation.participants.filter(pk=row.pk))
        elif row is not None and is_somebody_else(row.contact, person):
            _no_longer_coming(invitation.participants.filter(pk=row.pk))
            _add(invitation, person, by=by, given=given)
        elif row is not None:
            _correct(row, person, by=by, given=given)
        elif person.name:
            _add(invitation, person, by=by, given=given)


def _add(invitation, person, *, by, given):
    contact = contact_of(invitation.organisation, person.name, person.email) if person.email else None
    if contact is None:
        typed = {name: getattr(person, name) for name in ("name", "title", "email", "phone")}
        contact = Contact.objects.create(organisation=invitation.organisation, is_demo=invitation.organisation.is_demo, **typed)
    row, created = Participant.objects.get_or_create(
        meeting=invitation.meeting,
        contact=contact,
        defaults={"invitation": invitation, "reply": Participant.Reply.ACCEPTED} | _needs(person),
    )
    if not created:  # the desk had entered them already: the two rows are one person
        row.invitation, row.reply = invitation, Participant.Reply.ACCEPTED
        for name, value in _needs(person).items():
            setattr(row, name, value)
        row.save(update_fields=["invitation", "reply", *_needs(person)])
    record(by, "name_person", invitation, participant=row.pk)
    for purpose, tick in Participant.TICKS.items():
        if getattr(person, tick):  # a blank line of the page shows no tick that could be taken away
            set_agreement(row, purpose, True, by=by, given=given)


def _correct(row, person, *, by, given):
    typed = {"title": person.title}
    if row.contact.user_id is None:  # somebody with an account looks after their name and address there
        typed |= {"name": person.name, "email": person.email}
    if person.phone:  # the page does not show a number it knows; an empty field leaves it as it is
        typed["phone"] = person.phone
    changed = [name for name, value in typed.items() if getattr(row.contact, name) != value]
    address = row.contact.email
    for name in changed:
        setattr(row.contact, name, typed[name])
    if changed:
        row.contact.save(update_fields=changed)
    if "email" in changed:
        consents.move_mailbox(row.contact, address)
    needs = _needs(person) | {"reply": Participant.Reply.ACCEPTED}
    for name, value in needs.items():
        setattr(row, name, value)
    row.save(update_fields=list(needs))
    if changed:
        record(by, "correct_person", row.invitation, participant=row.pk, fields=changed)
    for purpose, tick in Participant.TICKS.items():
        if getattr(person, tick) is not None:
            set_agreement(row, purpose, getattr(person, tick), by=by, given=given)


def is_somebody_else(contact, person):
    """A colleague comes instead, who does not take over what the first agreed to and attended: another name and another address,
    a name that has no word in common with the one before, since one mailbox may be read by several, or one that is known there."""
    if not (contact.name and person.name) or same_name(contact.name, person.name):
        return False
    if contact.email and person.email and contact.email.casefold() != person.email.casefold():
        return True
    if not set(parts_of(contact.name)) & set(parts_of(person.name)):
        return True
    return bool(person.email) and contact_of(contact.organisation, person.name, person.email) is not None


def _needs(person):
    return {name: getattr(person, name) for name in ("language_needs", "access_needs", "sponsorship")}
