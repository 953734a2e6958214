"""Where two people decide for a State: who may say the first word, and who is the second person beside it. A letter counts as a person."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts import humans
from apmbc_portal.accounts.models import User
from apmbc_portal.workflow import FROZEN, Right, lacking
from engagements.models import Correspondence, Nomination, State

ONE_TWICE = _(
    "Whoever said the first word bears your name or has your mailbox: that may be one person twice. Somebody else says the second, or "
    "your State writes to the ISU."
)
ONE_LETTER = _("This letter proposed it. Cite a second one.")


def is_cited_twice(letter, before):
    """Whether one of the letters `before` (their ids) is this very document, recorded once more perhaps."""
    return any(letter.is_also(other) for other in Correspondence.objects.filter(pk__in=before))


def word_refusal(state, viewer, citing=None, *, narrows=False):
    """Why `viewer` may not speak for `state` about what is opened; an empty string means they may.

    What only `narrows` is also for whoever may withdraw, and goes on while the files of the State are frozen.
    """
    if state.frozen and not narrows:
        return FROZEN
    if state.pk in viewer.states:
        enough = [Right.RELEASE, Right.WITHDRAW] if narrows else [Right.RELEASE]
        return "" if any(viewer.has_right({state.pk}, right) for right in enough) else lacking(viewer, {state.pk}, Right.RELEASE)
    if not viewer.isu:
        return _("This decision is the State's.")
    if citing is None:
        return _("Cite the note verbale, mail or call by which the State asked for this.")
    if citing.state_id != state.pk:
        return _("That correspondence is from another State.")
    return citing.objection()


def places_of(state, viewer):
    """Where `viewer` stands for `state`: in the capital, at the mission, or both by two nominations."""
    return {place for ident, place in viewer.places if ident == state.pk}


def proposal_refusal(state, viewer, *, citing=None):
    """Why `viewer` may not propose what a second person of the State would confirm."""
    if reason := word_refusal(state, viewer, citing):
        return reason
    if not viewer.isu and not places_of(state, viewer):
        return _(
            "Your State lets two people decide, one in the capital and one at the mission, and your nomination does not say "
            "where you are. The ISU records it when your State writes so."
        )
    return ""


@dataclass(frozen=True)
class FirstWord:
    """Who said the first of two words for a State: a person at a place, or a letter."""

    state: State
    person: object = None
    place: str = ""
    letter: object = None

    def still_stands(self):
        """Whether whoever said it could say it today."""
        rows = Nomination.objects.on().filter(user=self.person, state=self.state, may_release=True)
        return self.letter is not None or (self.person is not None and rows.exists())


def second_refusal(first, viewer, *, citing=None):
    """Why `viewer` is not the second person beside the first word."""
    if viewer.isu:
        return ONE_LETTER if first.letter is not None and is_cited_twice(citing, [first.letter]) else ""
    if first.letter is None and first.person is not None:
        if viewer.person == first.person:
            return _("You proposed it yourself. It waits for a second person.")
        if humans.is_the_same(viewer.person, first.person):
            return ONE_TWICE
    if first.place and not places_of(first.state, viewer) - {first.place}:
        other = Nomination.Place.MISSION if first.place == Nomination.Place.CAPITAL else Nomination.Place.CAPITAL
        return _("It was proposed %(here)s. Somebody %(there)s confirms it.") % {
            "here": Nomination.Place(first.place).label, "there": other.label,
        }  # fmt: skip
    return ""


def second_people(first):
    """(address, name, language) of everybody who may say the second word today."""
    rows = Nomination.objects.on().filter(state=first.state, may_release=True, user__is_active=True).select_related("user")
    if first.place:
        rows = rows.exclude(place__in=["", first.place])
    proposer = User.objects.filter(pk=first.person).first() if first.letter is None else None
    users = {row.user for row in rows if proposer is None or not humans.are_one(row.user, proposer)}
    return sorted((user.email, user.name, user.language) for user in users)
