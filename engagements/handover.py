"""Who speaks for a State, handed over: proposed, confirmed by a second person, replaced, ended, warned of in time."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.accounts import humans
from apmbc_portal.accounts import letters as account_letters
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.workflow import FROZEN, Capacity, Refused, Right, citing_refusal, lacking, refusal, take
from engagements import consequences, last_word
from engagements import people_letters as letters
from engagements.models import Correspondence, EndingWarning, Nomination, Proposal

WARNED = (30, 7)  # days before the last one


def proposing_refusal(state_id, viewer):
    """Why `viewer` may not propose a focal point of this State; an empty string means they may."""
    if state_id not in viewer.states:
        return _("This step is not yours to take.")
    if not viewer.has_right({state_id}, Right.SUBMIT):
        return lacking(viewer, {state_id}, Right.SUBMIT)
    return ""


def giving_refusal(terms, state_id, viewer):
    """Nobody gives a right they do not hold; an empty string where all of `terms` are theirs to give."""
    beyond = [right for right in Right if right in terms.rights() and not viewer.has_right({state_id}, right)]
    if not beyond:
        return ""
    return _("You do not have the right to %(rights)s yourself. Your State gives it by note verbale to the ISU.") % {
        "rights": ", ".join(str(right.label) for right in beyond)
    }


@transaction.atomic
def propose(proposal, *, by):
    """Keep the proposal of a focal point and write to those who may confirm it. Raises `Refused`.

    The document is stored already (`keep_document`): the store is never waited for inside a transaction.
    """
    reason = proposing_refusal(proposal.state_id, by) or giving_refusal(proposal, proposal.state_id, by)
    if reason:
        raise Refused(reason)
    if proposal.instead_of and not proposal.may_submit and (reason := last_word.objection([proposal.instead_of])):
        raise Refused(reason)
    proposal.proposed_by_id = by.person
    proposal.document.save(force_insert=True)
    proposal.document.ask_check()
    proposal.save(force_insert=True)
    record(by, "propose", proposal)
    text = proposal.terms_in_words()
    record_decision(proposal.state.iso3, by, "propose", proposal, text=text, evidence=proposal.document)
    letters.proposal_made(proposal, by)
    return proposal


def document_of(state, upload, *, kind, dated, number, by):
    """The note verbale that nominates somebody, sealed; not inserted yet."""
    paper = Correspondence(
        state=state, kind=kind, dated=dated, number=number, subject=_("Nomination of a focal point"),
        recorded_by=by.who,
    )  # fmt: skip
    paper.take(upload)
    return paper


def step_refusal(proposal, verb, viewer, *, known=None):
    """Why `viewer` may not take this step on the proposal; an empty string means they may.

    A page of many proposals gives one dictionary as `known`: whether the proposer is the viewer by another account is asked once of each.
    """
    if reason := refusal(proposal, verb, viewer):
        return reason
    mine = proposal.proposed_by_id is not None and proposal.proposed_by_id == viewer.person
    if verb == "retract":
        return "" if mine else _("Only who proposed it takes it back.")
    if mine or _is_one_human(proposal, viewer, known):  # in whatever capacity they act now, by whatever account
        return _("A second person confirms it: another focal point of your State with the same rights, or the ISU.")
    if verb == "confirm" and proposal.ends and proposal.ends < timezone.localdate():
        return _("The last day of this nomination is over. Propose it again with another one.")
    if Capacity.FOCAL_POINT not in proposal.capacities(viewer):  # the ISU, on the strength of the document alone
        return proposal.document.objection() if verb == "confirm" else ""
    return giving_refusal(proposal, proposal.state_id, viewer) if verb == "confirm" else ""


def _is_one_human(proposal, viewer, known):
    known, proposer = {} if known is None else known, proposal.proposed_by_id
    if proposer not in known:
        known[proposer] = humans.is_the_same(proposer, viewer.person)
    return known[proposer]


@transaction.atomic
def answer(proposal, verb, *, by, note=""):
    """Confirm, decline or take back a proposal. Raises `Refused`."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if reason := step_refusal(proposal, verb, by):
        raise Refused(str(reason))
    citing = proposal.document if by.isu else None
    take(proposal, verb, by=by, note=note, citing=citing, text=proposal.terms_in_words())
    if verb == "confirm":
        return _nominate(proposal, by)
    letters.proposal_closed(proposal, verb, by)
    return None


def _nominate(proposal, by):
    user = User.objects.filter(email__iexact=proposal.email).first()
    if user and not user.is_active:
        raise Refused(_("There is an account with this address that was closed. Please write to the ISU."))
    if user is None:
        user = User.objects.create_user(
            proposal.email, name=proposal.name, title=proposal.function, language=proposal.language, is_shared=proposal.is_shared
        )
        record(by, "add", _("person %(id)s") % {"id": user.pk})
    terms = proposal.terms() | {"starts": max(proposal.starts, timezone.localdate())}
    nomination = Nomination.objects.create(user=user, state=proposal.state, document=proposal.document, **terms)
    Proposal.objects.filter(pk=proposal.pk).update(nomination=nomination)
    nominated(nomination, by=by)
    _make_room(proposal.instead_of, nomination, by)
    return nomination


def _make_room(before, nomination, by):
    """End the nomination in whose place the new one stands: now, or on the day before it begins."""
    if before is None or before.state_id != nomination.state_id or before.is_past or before.user_id == nomination.user_id:
        return
    if nomination.starts <= timezone.localdate():
        if reason := last_word.objection([before]):
            raise Refused(reason)
        _end(before, by=by, citing=nomination.document, note=_("Another focal point stands in this place."))
    else:
        last = max(nomination.starts - DAY, before.starts)
        history.update(Nomination.objects.filter(pk=before.pk).filter(Q(ends=None) | Q(ends__gt=last)), ends=last)
        record(by, "shorten_nomination", before.subject(), ends=last.isoformat())


def nominated(nomination, *, by):
    """What a nomination brings with it once it counts: the record, and letters to everybody concerned."""
    record(by, "nominate", nomination.subject())
    if not nomination.user.has_usable_password():
        account_letters.welcome(nomination.user)
    letters.nominated(nomination)


@transaction.atomic
def recorded(nomination, instead_of=None, *, by):
    """The ISU recorded a nomination by the State's note verbale: the ledger, the letters, and room made for it."""
    record_decision(
        nomination.state.iso3, by, "nominate", nomination.subject(), text=nomination.terms_in_words(), evidence=nomination.document,
        happened_on=nomination.document.dated,
    )  # fmt: skip
    nominated(nomination, by=by)
    _make_room(instead_of, nomination, by)


def terms_changed(nomination, *, by, citing):
    """The ISU changed a nomination's period or rights on the State's word; the entry of the ledger tells the State at once."""
    record_decision(
        nomination.state.iso3, by, "change_nomination", nomination.subject(), text=nomination.terms_in_words(), evidence=citing,
        happened_on=citing.dated,
    )  # fmt: skip


def ending_refusal(nomination, viewer, *, citing=None):
    """Why `viewer` may not end this nomination now; an empty string means they may."""
    if nomination.is_past and not Nomination.objects.last_word().filter(pk=nomination.pk).exists():
        return _("It has ended already.")
    if nomination.state.frozen:
        return str(FROZEN)
    if viewer.isu:
        return citing_refusal(nomination, citing) or unreachable_refusal(nomination)
    if nomination.state_id not in viewer.states or nomination.user_id != viewer.person:
        return _("A focal point ends their own nomination. To replace a colleague, propose a successor.")
    if last_word.left_without([nomination]):
        return _("You are the last who can withdraw for your State. Propose a successor first, or write to the ISU.")
    return ""


def unreachable_refusal(nomination):
    """The State itself ends the last who can withdraw: then its Permanent Mission has to be reachable, which withdraws by letter."""
    if not last_word.left_without([nomination]) or nomination.state.mission_email:
        return ""
    return _(
        "Nobody else can withdraw for %(state)s. Record another focal point who may, or the address of its Permanent Mission on the "
        "page of the State, so that it can be written to."
    ) % {"state": nomination.state}


@transaction.atomic
def end(nomination, *, by, citing=None, note=""):
    """End a nomination in this moment, with everything that hangs on it. Raises `Refused`."""
    last_word.hold([nomination.state_id])
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if reason := ending_refusal(nomination, by, citing=citing):
        raise Refused(str(reason))
    _end(nomination, by=by, citing=citing, note=note)


def _end(nomination, *, by, citing=None, note=""):
    if not nomination.end_now():  # it had run out, and kept the last word until now
        history.update(Nomination.objects.filter(pk=nomination.pk), ended_at=timezone.now())
    subject = nomination.subject()
    record(by, "end_nomination", subject, note=note, cites=str(citing or ""))
    record_decision(
        nomination.state.iso3, by, "end_nomination", subject, text=nomination.terms_in_words(), evidence=citing,
        **({"note": note} if note else {}),
    )  # fmt: skip
    consequences.apply("end_nomination", nomination)
    letters.nomination_ended(nomination)


@transaction.atomic
def leave_seat(delegate):
    """Somebody stops sitting on the Committee in this moment; whether they did until now."""
    if not delegate.end_now():
        return False
    consequences.apply("leave_seat", delegate)
    return True


@transaction.atomic
def end_seat(seat):
    """A State's seat ends in this moment, and with it everybody's who sits in it; whether it was in force."""
    if not seat.end_now():
        return False
    for delegate in seat.delegates.select_related("user"):
        leave_seat(delegate)
    return True


def ending_within(days):
    """Nominations that end within so many days, where the same person's period is not prolonged by another row."""
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=days)
    rows = Nomination.objects.on(today).filter(ends__lte=soon, user__is_active=True).select_related("user", "state")
    for row in rows:
        prolonged = Nomination.objects.filter(user=row.user_id, state=row.state_id, ended_at=None, starts__lte=row.ends + DAY)
        if not any(other.ends is None or other.ends > soon for other in prolonged if other.pk != row.pk):
            yield row


DAY = datetime.timedelta(days=1)


def warn_of_endings():
    """Write, once each, to everybody concerned by a nomination that ends within 30 or 7 days; returns how many."""
    warned = 0
    for days in sorted(WARNED):
        for nomination in ending_within(days):
            with transaction.atomic():
                if _is_new(nomination, days):
                    letters.nomination_ends_soon(nomination)
                    warned += 1
    return warned


def _is_new(nomination, days):
    """Note the warning, on the locked row; the wider ones count as given with it, so that a worker that was away writes one letter, not two."""
    Nomination.objects.select_for_update().get(pk=nomination.pk)
    facts = {"nomination": nomination, "ends": nomination.ends}
    if EndingWarning.objects.filter(**facts, days__lte=days).exists():
        return False
    wider = [EndingWarning(**facts, days=one) for one in WARNED if one >= days]
    EndingWarning.objects.bulk_create(wider, ignore_conflicts=True)
    return True
