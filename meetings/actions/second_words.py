"""Where two people of a host decide: the first one's yes to an invitation, which invites nobody before the second one's."""

import datetime

from django.utils import timezone

from apmbc_portal.audit.record import record, record_decision
from engagements.decisions import who
from engagements.second_person import FirstWord, places_of, proposal_refusal, second_people, second_refusal
from engagements.two_people import PROPOSAL_DAYS
from meetings import letters
from meetings.models import HostApproval


def first_word(invitation, host):
    """The word of the first of two people, while whoever said it still speaks and it did not run out; None otherwise."""
    since = timezone.now() - datetime.timedelta(days=PROPOSAL_DAYS)
    words = [word for word in invitation.approvals.all() if word.engagement_id == host.pk and word.approved is None]
    return next((word for word in words if word.at > since and _word(word, host).still_stands()), None)


def refusal(invitation, host, viewer, citing=None, known=None):
    """Why `viewer` may say neither the first nor the second word for this host."""
    if reason := proposal_refusal(host.state, viewer, citing=citing):
        return reason
    known = {} if known is None else known
    said = [word for word in invitation.approvals.all() if word.engagement_id == host.pk and word.approved is None]
    key = (host.pk, *((word.person, word.place, word.letter_id) for word in said))
    if key not in known:
        row = first_word(invitation, host)
        known[key] = second_refusal(_word(row, host), viewer, citing=citing) if row else ""
    return known[key]


def say_first(invitation, host, *, by, citing, happened_on, note):
    """Keep the first word, with its entry in the ledger and one letter to whoever may say the second."""
    place = "" if citing else min(places_of(host.state, by), default="")
    detail = {"what": "approve"} | ({"note": note} if note else {})
    record(by, "propose_decision", invitation, what="approve", cites=str(citing or ""), note=note)
    entry = record_decision(
        host.state.iso3, by, "propose_decision", invitation, text=note, evidence=citing, happened_on=happened_on, **detail
    )
    said = {"approved": None, "by": who(by), "at": timezone.now(), "person": by.person, "place": place, "letter": citing}
    row, _fresh = HostApproval.objects.update_or_create(
        invitation=invitation, engagement=host, defaults=said | {"entry": entry.number}
    )
    letters.second_word_wanted(invitation.meeting, second_people(_word(row, host)))


def _word(row, host):
    return FirstWord(host.state, row.person, row.place, row.letter_id)
