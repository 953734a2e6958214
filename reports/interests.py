"""A partner's interest, and whether it is told that partner and State are in discussion: only where both agreed."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts import humans
from apmbc_portal.audit.models import Publication
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.workflow import Refused
from engagements.decisions import Subject, who
from engagements.models import Nomination, State
from engagements.second_person import ONE_LETTER, ONE_TWICE, is_cited_twice, places_of, proposal_refusal, word_refusal
from reports import letters
from reports.models import Interest, InterestAgreement

Shared = Interest.SharedWith


class KeptMeanwhile(Exception):
    """A colleague kept something else, or took it back, since the page that was sent was drawn; nothing was written."""


@transaction.atomic
def keep_interest(subject, organisation, *, by, note, shared_with, may_be_shown, seen=None):
    """Write down what interests a partner, and whom it tells; what it takes back is gone for others from the next request on.

    `seen` is the `mark_of` what the page showed, where it says so: `KeptMeanwhile` is raised where it is another now.
    """
    of = {("text" if hasattr(subject, "report_id") else "request"): subject, "organisation": organisation}
    row, fresh = Interest.objects.select_for_update().get_or_create(**of)
    if seen is not None and seen != mark_of(None if fresh else row):
        raise KeptMeanwhile
    before, asked_before = row.shared_with, row.may_be_shown
    row.note, row.shared_with, row.by_id = note, shared_with, by.person
    row.may_be_shown = may_be_shown and shared_with == Shared.STATE
    if not row.may_be_shown:
        row.shown_since = None
    row.save(update_fields=["note", "shared_with", "may_be_shown", "shown_since", "by", "edited_at"])
    asks = row.may_be_shown and not asked_before
    if asks:
        row.agreements.all().delete()  # the question is put anew, whatever was said to the one before
    settle(row)
    # History says that, never what or in what: neither the State nor its reference stands in the record of a private note.
    record(by, "keep_interest", f"interest {row.pk}", shared_with=str(shared_with))
    if (shared_with != before and shared_with != Shared.NOBODY) or asks:
        letters.interest_shared(row)
    return row


def mark_of(row):
    """By what a page says which state of a note it showed; empty for none."""
    return row.edited_at.isoformat() if row else ""


@transaction.atomic
def forget_interest(row, *, by):
    """The partner takes it back altogether."""
    Publication.bump()
    record(by, "forget_interest", f"interest {row.pk}")
    row.delete()


def agreement_refusal(row, engagement, viewer, *, citing=None):
    """Why `viewer` may not agree, for this host, to be shown in discussion with the partner."""
    if row.shared_with != Shared.STATE or not row.may_be_shown:
        return _("The partner has not agreed to be shown.")
    if not takes_two(engagement):
        return word_refusal(engagement.state, viewer, citing=citing)
    others = row.agreements.filter(engagement=engagement, letter=None, agrees=True).exclude(person=viewer.person)
    if citing is None and any(humans.is_the_same(viewer.person, word.person) for word in others):
        return ONE_TWICE
    letters_before = row.agreements.filter(engagement=engagement, agrees=True).exclude(letter=None).values("letter")
    if citing is not None and is_cited_twice(citing, letters_before.exclude(letter=citing)):
        return ONE_LETTER
    return proposal_refusal(engagement.state, viewer, citing=citing)


def takes_two(engagement):
    return State.objects.filter(pk=engagement.state_id, two_people=True).exists()


@transaction.atomic
def agree(row, engagement, *, by, citing=None, happened_on=None, note=""):
    """A host agrees; returns whether all have, so that it is told. Where two people decide, each of them agrees. Raises `Refused`."""
    row = Interest.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if reason := agreement_refusal(row, engagement, by, citing=citing):
        raise Refused(str(reason))
    if takes_two(engagement) and not host_agrees(row, engagement):
        left_behind(row, engagement).delete()
    row.agreements.filter(engagement=engagement, agrees=False).delete()
    place = min(places_of(engagement.state, by), default="") if not citing else ""
    _say(row, engagement, by, citing, place=place)
    settle(row)
    _write_down(row, engagement, "agree_to_discussion", by, citing, happened_on, note)
    if row.shown_since:
        letters.in_discussion(row)
    return row.shown_since is not None


@transaction.atomic
def disagree(row, engagement, *, by, citing=None, happened_on=None, note=""):
    """A host no longer agrees, or does not: one person says so, and is not asked again until the partner asks anew. Raises `Refused`."""
    row = Interest.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if reason := word_refusal(engagement.state, by, citing, narrows=True):
        raise Refused(str(reason))
    row.agreements.filter(engagement=engagement).delete()
    _say(row, engagement, by, citing, agrees=False)
    settle(row)
    _write_down(row, engagement, "end_discussion", by, citing, happened_on, note)


def _say(row, engagement, by, citing, **word):
    key = {"letter": citing} if citing else {"person": by.person, "letter": None}
    row.agreements.get_or_create(**key, engagement=engagement, defaults={"by": who(by), "person": by.person} | word)


def settle(row):
    """Told or not, from what partner and hosts say now; the counter goes up where that changes a page."""
    is_shown = row.may_be_shown and row.shared_with == Shared.STATE and all(host_agrees(row, host) for host in row.hosts())
    shown_since = (row.shown_since or timezone.now()) if is_shown else None
    Interest.objects.filter(pk=row.pk).update(shown_since=shown_since)
    row.shown_since = shown_since
    Publication.bump()


def host_agrees(row, engagement):
    """One word of its State, or two from both places where two people decide; a letter counts as a person."""
    return _are_enough(row.agreements.filter(engagement=engagement, agrees=True), takes_two(engagement))


def _are_enough(words, takes_two):
    words = list(words)
    if not takes_two:
        return bool(words)
    letter_words = [word for word in words if word.letter_id]
    people = {word.place: word.person for word in words if not word.letter_id}
    return len(letter_words) + len(set(people.values())) > 1


def asked_of(viewer, engagements, hosts):
    """(interest, engagement) wherever this very person's word is missing; `hosts` are the own ones of each meeting.

    In as many queries for many partners as for one.
    """
    own = {engagement.pk: engagement for engagement in engagements}
    about = Q(request__engagement__in=own) | Q(text__report__meeting__in=hosts)
    asking = Interest.objects.visible_to(viewer).asking().filter(about).select_related("organisation", "text__report", "request")
    words = defaultdict(list)
    for word in InterestAgreement.objects.filter(interest__in=asking, engagement__in=own):
        words[word.interest_id, word.engagement_id].append(word)
    speaking = set(speaks_in(viewer.states)) if words else set()
    for row in asking:
        for pk in hosts[row.text.report.meeting_id] if row.text_id else [row.request.engagement_id]:
            if _is_missing(viewer, own[pk].state, words[row.pk, pk], speaking):
                yield row, own[pk]


def _is_missing(viewer, state, words, speaking):
    if any(not word.agrees for word in words) or (proposal_refusal if state.two_people else word_refusal)(state, viewer):
        return False
    standing = [word for word in words if word.letter_id or word.person in speaking] if state.two_people else words
    if not standing:
        return True
    mine = InterestAgreement(person=viewer.person, place=min(places_of(state, viewer), default=""))
    return not _are_enough(standing, state.two_people) and _are_enough([*standing, mine], state.two_people)


def left_behind(row, engagement):
    """First words of people who no longer speak for the State: they wait for no second one."""
    return row.agreements.filter(engagement=engagement, letter=None, agrees=True).exclude(
        person__in=speaks_in([engagement.state_id])
    )


def speaks_in(states):
    return Nomination.objects.on().filter(state__in=states, may_release=True).values_list("user", flat=True)


def _write_down(row, engagement, verb, by, citing, happened_on, note):
    title = _("in discussion with %(partner)s: %(subject)s") % {"partner": row.organisation, "subject": row.subject_title}
    subject = Subject(str(title), engagement.reference or "")
    record(by, verb, str(subject), about=subject.reference, cites=str(citing or ""), note=note)
    detail = {"note": note} if note else {}
    record_decision(engagement.state.iso3, by, verb, subject, evidence=citing, happened_on=happened_on, **detail)
