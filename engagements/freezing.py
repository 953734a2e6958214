"""Two authorities claim to speak for a State: the ISU flags it, the portal takes neither side, the State's word ends it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.workflow import Refused
from engagements import consequences
from engagements import people_letters as letters
from engagements.models import Freeze, State


def freezing_refusal(state, viewer):
    """Why `viewer` may not freeze the files of this State; an empty string means they may."""
    if not viewer.isu:
        return _("This step is not yours to take.")
    return _("The files of this State are at rest already.") if state.frozen else ""


def unfreezing_refusal(state, viewer, citing):
    """Why `viewer` may not end the freeze; an empty string means they may."""
    if not viewer.isu:
        return _("This step is not yours to take.")
    if not state.frozen:
        return _("The files of this State are not frozen.")
    if citing is None or citing.state_id != state.pk:
        return _("Cite what the State itself wrote or said: who speaks for it is not for the portal to settle.")
    return citing.objection()


@transaction.atomic
def freeze(state, *, by, note):
    """No step is taken in the files of `state` and nothing is opened until its own word ends it. Raises `Refused`."""
    state = State.objects.select_for_update().get(pk=state.pk)
    if reason := freezing_refusal(state, by):
        raise Refused(reason)
    Freeze.objects.create(state=state, began_by=by.who[:200], note=note)
    _set(state, True)
    record(by, "freeze", state.iso3)
    consequences.apply("freeze", state)
    letters.frozen(state)


@transaction.atomic
def unfreeze(state, *, by, citing):
    """End it on the word of the State, which goes into its ledger. Raises `Refused`."""
    state = State.objects.select_for_update().get(pk=state.pk)
    if reason := unfreezing_refusal(state, by, citing):
        raise Refused(reason)
    Freeze.objects.filter(state=state, ended_at=None).update(
        ended_at=timezone.now(), ended_by=by.who[:200], ended_on_the_word_of=citing
    )
    _set(state, False)
    record(by, "unfreeze", state.iso3, cites=str(citing))
    record_decision(state.iso3, by, "unfreeze", state.iso3, evidence=citing, happened_on=citing.dated)
    consequences.apply("unfreeze", state)
    letters.unfrozen(state)


def _set(state, frozen):
    State.objects.filter(pk=state.pk).update(frozen=frozen)
    state.frozen = frozen
