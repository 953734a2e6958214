"""What the ISU records in a State's name is told to that State at once, whatever the step and whichever app it is of."""

from apmbc_portal.audit.record import when_recorded_on_behalf
from engagements import letters
from engagements.models import State

# These have a letter of their own that says the same.
TOLD = {
    "open", "take_back", "keep", "open_to", "take_back_from", "close_to_all", "open_again",
    "nominate", "confirm", "decline", "end_nomination", "unfreeze",
}  # fmt: skip


@when_recorded_on_behalf
def tell(entry):
    if entry.verb not in TOLD:
        letters.recorded_on_behalf(State.objects.get(iso3=entry.chain), entry)
