"""The whole step engine: a table of moves, the question whether one may be taken, and the act of taking it.

Requests, engagements, meetings and reports each print their process as a `MOVES` table and share these functions.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.record import record, record_decision


class Capacity(models.TextChoices):
    """As whom somebody acts. A capacity always comes from a dated row, never from a role field."""

    ISU = "isu", _("ISU staff")
    FOCAL_POINT = "focal_point", _("focal point")
    COMMITTEE = "committee", _("Committee member")
    CHAIR = "chair", _("Chair of the Committee")
    PARTNER = "partner", _("partner")
    PARTICIPANT = "participant", _("participant")


class Right(models.TextChoices):
    """What a State lets a focal point do; reading comes with the nomination itself."""

    READ = "read", _("read")
    DRAFT = "draft", _("draft")
    SUBMIT = "submit", _("submit")
    RELEASE = "release", _("release")
    # No nomination gives it: it stays with whoever spoke for a State last (engagements.models.people, `last_word`).
    WITHDRAW = "withdraw", _("withdraw and take back")


class Refused(Exception):
    """A step was not taken; the message is for the person who asked."""


def no_objection(obj):
    return ""


@dataclass(frozen=True)
class Move:
    """One row of a process table.

    `by_letter` lets the ISU record the State's step when it cites the correspondence that asked for it.
    `guard` answers with an objection, or with an empty string.
    """

    sources: frozenset | set
    target: str
    capacities: frozenset | set
    label: str = ""
    right: str = ""
    by_letter: bool = False
    guard: Callable = no_objection
    narrows: bool = False  # shuts and opens nothing: whoever has the last word for a State may take it
    in_its_name: bool = False  # the ISU's own step, and yet the State's word: it goes into that State's ledger
    consequence: bool = False  # taken only as the consequence of another step, never offered as a button

    def is_within(self, viewer, state_ids):
        """Whether the rights of `viewer` for one of these States cover it."""
        return viewer.has_right(state_ids, self.right) or (self.narrows and viewer.has_right(state_ids, Right.WITHDRAW))

    def is_the_states(self):
        """Whether taking it is a decision of the State, which goes into that State's ledger."""
        return Capacity.FOCAL_POINT in self.capacities or self.in_its_name

    def is_on_behalf(self, held):
        """Whether somebody with the capacities `held` can take it only as the ISU, recording the State's letter."""
        return self.by_letter and Capacity.ISU in held and Capacity.ISU not in self.capacities


# Said to everybody alike, whoever claims what (engagements/freezing.py).
FROZEN = _("This file is at rest: no step is taken in it at present.")


def lacking(viewer, state_ids, right):
    """The objection that `viewer` does not have `right` for these States; the neutral one while the files are frozen."""
    if viewer.frozen & frozenset(state_ids):
        return FROZEN
    return _("Your nomination does not include the right to %(right)s.") % {"right": Right(right).label}


def frozen_refusal(obj, move, viewer):
    """The objection that a host's files are frozen; another host may still shut what both opened."""
    frozen = obj.frozen_states()
    speaks_for_another = bool((viewer.states & obj.state_ids()) - frozen)
    return FROZEN if frozen and not (move.narrows and speaks_for_another) else ""


def citing_refusal(obj, citing):
    """The objection that `citing` does not let the ISU act about `obj` in a State's name; an empty string means it does."""
    if citing is None:
        return _("Cite the note verbale, mail or call by which the State asked for this.")
    if not obj.is_cited_by(citing):
        return _("That correspondence belongs to another file.")
    return citing.objection()


def wrong_status(obj):
    """The objection that what is asked does not fit the status of `obj` today."""
    return _("Not possible while the status is “%(status)s”.") % {"status": obj.get_status_display()}


def refusal(obj, verb, viewer, *, citing=None):
    """Why `viewer` may not take `verb` on `obj` now; an empty string means they may."""
    move = obj.MOVES[verb]
    held = obj.capacities(viewer)
    on_behalf = move.is_on_behalf(held)
    if not held & move.capacities and not on_behalf:
        return _("This step is not yours to take.")
    if said := frozen_refusal(obj, move, viewer):
        return said
    if on_behalf and (reason := citing_refusal(obj, citing)):
        return reason
    if held & move.capacities == {Capacity.FOCAL_POINT} and move.right and not move.is_within(viewer, obj.state_ids()):
        return lacking(viewer, obj.state_ids(), move.right)
    if obj.status not in move.sources:
        return wrong_status(obj)
    return move.guard(obj)


def standing(viewer, state_ids):
    """As what `viewer` stands, today, to a row that these States decide about."""
    held = set()
    if viewer.isu:
        held.add(Capacity.ISU)
    if viewer.states & state_ids:
        held.add(Capacity.FOCAL_POINT)
    if viewer.committee_since:
        held.add(Capacity.COMMITTEE)
    if viewer.chair:
        held.add(Capacity.CHAIR)
    return held


@dataclass(frozen=True)
class Step:
    """A step as a page shows it: its verb and label, and the reason where it is refused."""

    verb: str
    label: str
    reason: str = ""
    needs_letter: bool = False


def steps(obj, viewer):
    """The steps to show `viewer` on the page of `obj`: those of their capacity, with a reason where refused now."""
    held = obj.capacities(viewer)
    shown = []
    for verb, move in obj.MOVES.items():
        on_behalf = move.is_on_behalf(held)
        if move.consequence or not (held & move.capacities or on_behalf):
            continue
        if obj.status not in move.sources:
            reason = wrong_status(obj)
        elif on_behalf:
            reason = frozen_refusal(obj, move, viewer) or move.guard(obj)
        else:
            reason = refusal(obj, verb, viewer)
        shown.append(Step(verb, str(move.label), str(reason), on_behalf))
    return shown


@transaction.atomic
def take(obj, verb, *, by, note="", citing=None, happened_on=None, text="", **entry):
    """Take `verb` on `obj` as `by`; return the fresh row. Raises `Refused` with the reason.

    `citing` is the correspondence that asked for it, `happened_on` the day it happened where that is not today,
    `text` the exact words decided upon where the step is about a text, `entry` what else the State's ledger says of it.
    """
    # On SQLite, BEGIN IMMEDIATE is the lock. `_base_manager`: may-act never asks may-see.
    fresh = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
    if reason := refusal(fresh, verb, by, citing=citing):
        raise Refused(str(reason))
    move = fresh.MOVES[verb]
    before, fresh.status = fresh.status, move.target
    fresh.save(update_fields=["status"])
    on_behalf = citing is not None and by.capacity == Capacity.ISU
    detail = {"before": before, "after": fresh.status, "note": note, "cites": str(citing or "")}
    if happened_on and happened_on != timezone.localdate():
        detail["happened_on"] = happened_on.isoformat()
    record(by, verb, fresh, **detail)
    if move.is_the_states() and (by.capacity == Capacity.FOCAL_POINT or on_behalf):
        # A letter speaks for the State that wrote it, never for the other hosts of a joint meeting.
        for chain in [citing.state.iso3] if on_behalf else fresh.ledger_chains(by):
            record_decision(
                chain, by, verb, fresh, text=text or note, evidence=citing, happened_on=happened_on,
                **({"note": note} if note and (text or on_behalf) else {}), **entry,
            )  # fmt: skip
    return fresh
