"""Two people decide: where a State wishes it, what widens a circle is proposed by one and confirmed by another, at the other place.

Narrowing and taking back never need two. A letter can stand for a person: two letters of the State, or one and a focal point.
"""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts import humans
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.workflow import Refused
from engagements import decisions, letters
from engagements.models import Nomination, ProposedDecision, State
from engagements.second_person import FirstWord, places_of, proposal_refusal, second_people, second_refusal, word_refusal

PROPOSAL_DAYS = 14  # how long a proposal waits before it runs out

What, Status = ProposedDecision.What, ProposedDecision.Status


# --- may they? (beside engagements.second_person) -----------------------------------------------------------------------


def confirmation_refusal(proposal, viewer, *, citing=None, known=None):
    """Why `viewer` may not confirm this proposal now.

    A page of many proposals gives one dictionary as `known`: what is alike for several is asked once.
    """
    if reason := word_refusal(proposal.state, viewer, citing) or closed_refusal(proposal):
        return reason
    first = FirstWord(proposal.state, proposal.proposed_by_id, proposal.place, proposal.cites_id)
    known = {} if known is None else known
    if first not in known:
        known[first] = _beside_refusal(first, viewer, citing)
    return known[first]


def _beside_refusal(first, viewer, citing):
    if reason := second_refusal(first, viewer, citing=citing):
        return reason
    gone = not viewer.isu and not first.still_stands()
    return _("Whoever proposed it no longer speaks for your State. Propose it again.") if gone else ""


def closed_refusal(proposal):
    if proposal.status != Status.WAITING:
        return _("It waits no longer: %(status)s.") % {"status": proposal.get_status_display()}
    return _("It ran out unanswered.") if proposal.expires_at <= timezone.now() else ""


def turning_down_refusal(proposal, viewer, *, citing=None):
    """Nobody else opens anything by turning it down: whoever may release, the proposer too, may do that alone."""
    return word_refusal(proposal.state, viewer, citing, narrows=True) or closed_refusal(proposal)


def rule_refusal(state, viewer, *, citing=None):
    """Why two people cannot be asked for from now on: the State would lock itself out."""
    if reason := word_refusal(state, viewer, citing):
        return reason
    rows = Nomination.objects.on().filter(state=state, may_release=True).exclude(place="")
    held = set(rows.values_list("user", "place"))
    missing = [str(place.label) for place in Nomination.Place if place not in {at for _user, at in held}]
    if missing:
        return _("Nobody with the right to release is recorded %(place)s. Nominate somebody first.") % {
            "place": ", ".join(missing)
        }
    if len(humans.apart({user for user, _place in held})) == 1:
        return _("One person at both places is still one person, also with two accounts. Nominate somebody else first.")
    return ""


# --- proposing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_or_propose(item, audience, *, engagement, by, **said):
    """`decide`, or the proposal of it where two people of the State have to; returns the ProposedDecision or None. Raises `Refused`."""
    if not decisions.needs_second(engagement, decisions.widens_for(engagement, item, audience)):
        decisions.decide(item, audience, engagement=engagement, by=by, **said)
        return None
    if reason := item.audience_objection(audience):
        raise Refused(str(reason))
    return _propose_row(item, What.OPEN, engagement, by, said, audience=audience)


@transaction.atomic
def name_or_propose(item, party, party_name, *, engagement, by, **said):
    """`grant_to`, or the proposal of it. Raises `Refused`."""
    if not decisions.needs_second(engagement, True):
        decisions.grant_to(item, party, party_name, engagement=engagement, by=by, **said)
        return None
    if reason := item.party_objection(party):
        raise Refused(str(reason))
    return _propose_row(item, What.OPEN_TO, engagement, by, said, party=party, party_name=party_name)


@transaction.atomic
def open_again_or_propose(engagement, *, by, **said):
    """Open a closed file as it was granted, or propose it. Raises `Refused`."""
    if not decisions.needs_second(engagement, engagement.withheld):
        decisions.withhold(engagement, False, by=by, **said)
        return None
    if reason := decisions.release_refusal(engagement, engagement, by, citing=said.get("citing")):
        raise Refused(str(reason))
    about = decisions.Subject(str(ProposedDecision.What.OPEN_AGAIN.label), engagement.reference or "")
    return _propose(engagement.state, What.OPEN_AGAIN, by, about, said, engagement=engagement, title=str(engagement))


def _propose_row(item, what, engagement, by, said, **facts):
    if reason := decisions.release_refusal(item, engagement, by, citing=said.get("citing")):
        raise Refused(str(reason))
    text, title = str(item.release_text()), str(item.release_title())
    facts |= {"engagement": engagement, "item": item.release_id, "title": title[:300], "digest": digest_of(text)}
    return _propose(engagement.state, what, by, decisions.Subject(title, engagement.reference or ""), said, text=text, **facts)


def _propose(state, what, by, subject, said, *, text="", **facts):
    """The row, its entry in the ledger, and a letter to whoever may confirm it. An older one of the same is overtaken."""
    citing, note, shown = said.get("citing"), said.get("note", ""), said.get("shown", ())
    if reason := proposal_refusal(state, by, citing=citing):
        raise Refused(str(reason))
    State.objects.select_for_update().get(pk=state.pk)
    same = {key: facts.get(key) for key in ("engagement", "item", "party")}
    _close(ProposedDecision.objects.waiting().filter(state=state, what=what, **same), Status.OVERTAKEN)
    now = timezone.now()
    proposal = ProposedDecision(
        state=state, what=what, proposed_by_id=by.person, proposed_as=decisions.who(by), cites=citing, proposed_at=now,
        place=min(places_of(state, by), default=""), expires_at=now + datetime.timedelta(days=PROPOSAL_DAYS), **facts,
    )  # fmt: skip
    detail = {"item": str(proposal.item), "to": facts.get("party_name") or facts.get("audience", "")} if proposal.item else {}
    detail |= {"what": str(what)} | ({"note": note} if note else {}) | ({"names_shown": list(shown)} if shown else {})
    record(by, "propose_decision", str(subject), about=subject.reference, what=str(what), to=detail.get("to", ""), note=note)
    entry = record_decision(
        state.iso3, by, "propose_decision", subject, text=text, evidence=citing, happened_on=said.get("happened_on"), **detail
    )
    proposal.entry = entry.number
    proposal.save(force_insert=True)
    first = FirstWord(state, proposal.proposed_by_id, proposal.place, proposal.cites_id)
    letters.decision_proposed(proposal, entry, second_people(first))
    return proposal


# --- answering ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(proposal, *, by, item=None, citing=None, happened_on=None, note="", shown=()):
    """The second person's word: what was proposed is decided, in the words that were read. Raises `Refused`.

    `item` is the row a proposal to open names, as its page found it.
    """
    if item is not None:
        decisions.one_after_the_other(item)  # first, as every decision about this row does
    proposal = (
        ProposedDecision.objects.select_for_update(of=("self",)).select_related("state", "engagement__state").get(pk=proposal.pk)
    )
    if reason := confirmation_refusal(proposal, by, citing=citing):
        raise Refused(str(reason))
    if proposal.item and item is None:
        raise Refused(str(_("What was to be opened is no longer there. Turn it down.")))
    if proposal.item and digest_of(str(item.release_text())) != proposal.digest:
        raise Refused(str(_("The text has changed since it was proposed. It has to be proposed again.")))
    said = {"by": by, "citing": citing, "happened_on": happened_on, "note": note, "confirms": proposal}
    proposal.answered(Status.CONFIRMED, decisions.who(by))
    if proposal.what == What.OPEN:
        decisions.decide(item, proposal.audience, engagement=proposal.engagement, shown=shown, **said)
    elif proposal.what == What.OPEN_TO:
        decisions.grant_to(item, proposal.party, proposal.party_name, engagement=proposal.engagement, shown=shown, **said)
    elif proposal.what == What.OPEN_AGAIN:
        decisions.withhold(proposal.engagement, False, **said)
    else:
        _set_rule(proposal.state, False, **said)
    return proposal


@transaction.atomic
def turn_down(proposal, *, by, citing=None, happened_on=None, note=""):
    """It is not decided; whoever proposed it is written to. Raises `Refused`."""
    proposal = ProposedDecision.objects.select_for_update(of=("self",)).select_related("state", "engagement").get(pk=proposal.pk)
    if reason := turning_down_refusal(proposal, by, citing=citing):
        raise Refused(str(reason))
    proposal.answered(Status.TURNED_DOWN, decisions.who(by))
    subject = decisions.Subject(str(proposal), proposal.about())
    record(by, "turn_down", str(subject), about=subject.reference, cites=str(citing or ""), note=note)
    detail = {"answers": proposal.entry} | ({"note": note} if note else {})
    record_decision(proposal.state.iso3, by, "turn_down", subject, evidence=citing, happened_on=happened_on, **detail)
    letters.decision_not_confirmed(proposal, note)
    return proposal


def end_proposals(now=None):
    """Close what nobody answered in time, with a letter; returns how many."""
    now, ended = now or timezone.now(), 0
    for pk in list(ProposedDecision.objects.filter(status=Status.WAITING, expires_at__lte=now).values_list("pk", flat=True)):
        with transaction.atomic():
            proposal = ProposedDecision.objects.select_for_update(of=("self",)).select_related("state", "engagement").get(pk=pk)
            if proposal.status == Status.WAITING:
                proposal.answered(Status.EXPIRED, "")
                letters.decision_not_confirmed(proposal, "")
                ended += 1
    return ended


def _close(rows, status):
    rows.update(status=status, answered_at=timezone.now())


# --- the rule -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def let_two_decide(state, *, by, citing=None, happened_on=None, note=""):
    """From now on two people widen a circle. Raises `Refused`."""
    if reason := rule_refusal(state, by, citing=citing):
        raise Refused(str(reason))
    _set_rule(state, True, by=by, citing=citing, happened_on=happened_on, note=note)


@transaction.atomic
def propose_one_person(state, *, by, **said):
    """To let one person decide again takes the two. Raises `Refused`."""
    about = decisions.Subject(str(What.ONE_PERSON.label), "")
    return _propose(state, What.ONE_PERSON, by, about, said)


def _set_rule(state, on, *, by, citing, happened_on, note, confirms=None):
    State.objects.filter(pk=state.pk).update(two_people=on)
    state.two_people = on
    verb = "two_people" if on else "one_person"
    record(by, verb, str(state), cites=str(citing or ""), note=note)
    detail = ({"note": note} if note else {}) | ({"confirms": confirms.entry} if confirms else {})
    entry = record_decision(state.iso3, by, verb, str(state), evidence=citing, happened_on=happened_on, **detail)
    letters.rule_changed(state, entry)


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()
