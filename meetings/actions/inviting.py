"""From an organisation somebody thought of to an invitation the hosts approved and the ISU sent."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.notices.models import Letter
from apmbc_portal.workflow import Refused, refusal, take, wrong_status
from meetings import consents, letters
from meetings.actions import second_words
from meetings.consequences import waiting
from meetings.models import HostApproval, Invitation, Meeting
from meetings.workflow import ANSWERABLE, InvitationStatus, MeetingStatus, all_hosts_approve, may_be_sent


@transaction.atomic
def propose_invitations(meeting, organisations, *, by):
    """Propose to the hosts whom to invite; who is on the list already is left alone. Returns the rows now waiting.

    After the meeting too, where somebody came whom the hosts had not been asked about: no letter goes out then.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    if meeting.status not in (MeetingStatus.PLANNED, MeetingStatus.POSTPONED, MeetingStatus.HELD):
        raise Refused(str(wrong_status(meeting)))
    known = {row.organisation_id: row for row in meeting.invitations.all()}
    proposed = []
    for organisation in dict.fromkeys(organisations):
        row = known.get(organisation.pk)
        if row is None:
            row = Invitation.objects.create(
                meeting=meeting, organisation=organisation, to_email=organisation.email, held_back=meeting.held_back
            )
            record(by, "propose_invitation", row)
        elif row.status == InvitationStatus.CANCELLED:
            # What the hosts said about the invitation that was cancelled does not carry over.
            row.approvals.all().delete()
            row = take(row, "propose_again", by=by)
        else:
            continue
        proposed.append(row)
    if proposed:
        letters.invitations_proposed(meeting, len(proposed))
    return proposed


def approval_refusal(invitation, viewer, *, citing=None, known=None):
    """Why `viewer` may not say their host's yes; that another host has not said it yet is no reason.

    A page of many invitations gives one dictionary as `known`: what is alike for several is asked once.
    """
    reason = str(refusal(invitation, "approve", viewer, citing=citing))
    if reason and reason != str(all_hosts_approve(invitation)):
        return reason
    speaking = hosts_speaking(invitation, viewer, citing)
    if reason and speaking and all(said_yes(invitation, host) for host in speaking):
        return _("This is approved already; another host has not answered yet.")
    for host in speaking:
        if host.state.two_people and (reason := second_words.refusal(invitation, host, viewer, citing, known)):
            return str(reason)
    return ""


@transaction.atomic
def approve(invitation, *, by, citing=None, happened_on=None, note=""):
    """Write down one host's yes; the step is taken when the last host has said it. Raises `Refused`.

    Whoever is invited learns of the meeting: where the State asks for two people, the first one's yes waits for the second.
    """
    fresh = _lock(invitation)
    if reason := approval_refusal(fresh, by, citing=citing):
        raise Refused(reason)
    takes_two = [host for host in hosts_speaking(fresh, by, citing) if host.state.two_people and not said_yes(fresh, host)]
    firsts = [(host, second_words.first_word(fresh, host)) for host in takes_two]
    if alone := [host for host, first in firsts if first is None]:
        for host in alone:
            second_words.say_first(fresh, host, by=by, citing=citing, happened_on=happened_on, note=note)
        return fresh
    confirms = {"confirms": firsts[0][1].entry} if firsts else {}
    _say(fresh, True, by=by, citing=citing)
    if not all_hosts_approve(fresh):
        return take(fresh, "approve", by=by, citing=citing, happened_on=happened_on, note=note, **confirms)
    # Another host is missing: this host's word is a decision all the same.
    record(by, "approve_for_one_host", fresh, cites=str(citing or ""))
    for host in hosts_speaking(fresh, by, citing):
        record_decision(host.state.iso3, by, "approve", fresh, text=note, evidence=citing, happened_on=happened_on, **confirms)
    return fresh


@transaction.atomic
def refuse(invitation, *, by, citing=None, note="", happened_on=None):
    """One host does not wish the organisation invited: that is enough. Raises `Refused`."""
    fresh = take(_lock(invitation), "refuse", by=by, citing=citing, note=note, happened_on=happened_on)
    _say(fresh, False, by=by, citing=citing)
    return fresh


@transaction.atomic
def send_invitation(invitation, *, by, to_email=None, to_name=None):
    """Send an approved invitation with its personal link, to another address where one is given. Raises `Refused`."""
    fresh = take(_addressed(invitation, by, to_email, to_name), "send", by=by)
    letters.invitation(fresh)
    return fresh


@transaction.atomic
def send_again(invitation, *, by, to_email=None, to_name=None):
    """Send a new link, to a corrected address perhaps; the one sent before ends. Raises `Refused`."""
    fresh = _addressed(invitation, by, to_email, to_name)
    if fresh.status not in ANSWERABLE:
        raise Refused(str(wrong_status(fresh)))
    if reason := may_be_sent(fresh):
        raise Refused(str(reason))
    waiting(Invitation.objects.filter(pk=fresh.pk), Letter.Status.QUEUED, Letter.Status.HELD).update(
        status=Letter.Status.DISCARDED
    )
    end_links(fresh)
    letters.invitation(fresh)
    record(by, "send_again", fresh)
    return fresh


@transaction.atomic
def cancel_invitation(invitation, *, by, note=""):
    """Take back one invitation: its link ends and a letter that still waits is not sent. Raises `Refused`."""
    fresh = take(invitation, "cancel", by=by, note=note)
    states = [Letter.Status.QUEUED, Letter.Status.HELD]
    waiting(Invitation.objects.filter(pk=fresh.pk), *states).update(status=Letter.Status.DISCARDED)
    end_links(fresh)
    return fresh


def end_links(invitation):
    """Make every link sent before worthless."""
    Invitation.objects.filter(pk=invitation.pk).update(link_version=F("link_version") + 1)
    invitation.refresh_from_db(fields=["link_version"])


def _lock(invitation):
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _addressed(invitation, by, to_email, to_name):
    """The locked row, with the address it now goes to."""
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    fresh = _lock(invitation)
    given = {name: value for name, value in {"to_email": to_email, "to_name": to_name}.items() if value is not None}
    for name, value in given.items():
        setattr(fresh, name, value)
    if given:
        fresh.save(update_fields=list(given))
    if consents.wants_no_invitations(fresh.to_email):
        raise Refused(_("Whoever reads this address asked not to be written to about meetings. Give another address."))
    return fresh


def hosts_speaking(invitation, by, citing):
    """The hosts whose word this is: of the State somebody acts for, or of the State whose letter is cited."""
    if by.isu:
        return [host for host in invitation.hosts() if citing is not None and host.state_id == citing.state_id]
    return [host for host in invitation.hosts() if host.state_id in by.states]


def said_yes(invitation, host):
    return any(word.approved for word in invitation.approvals.all() if word.engagement_id == host.pk)


def _say(invitation, approved, *, by, citing):
    for host in hosts_speaking(invitation, by, citing):
        HostApproval.objects.update_or_create(
            invitation=invitation, engagement=host, defaults={"approved": approved, "by": by.label[:200], "at": timezone.now()}
        )
