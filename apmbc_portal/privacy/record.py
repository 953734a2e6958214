"""Taking words out, on the ISU's decision, where nobody edits them: of the record, and who did something with a State's words."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from apmbc_portal.audit.models import Event, LedgerWords
from apmbc_portal.audit.taking_out import take_out_of_history, take_out_of_ledgers
from apmbc_portal.privacy.history import empty
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import GONE, Sought

OF_RECORD = {model._meta.label_lower for model in (Event, LedgerWords)}
# Who wrote, submitted, recorded or brought a State's words: the portal's own note beside them, and no word of the State's.
NOTED = {"edited_by", "submitted_by", "recorded_by", "returned_by"}


def is_of_record(remnant):
    """Whether the place stands where nobody edits words, and only this takes them out."""
    return remnant.row.partition(":")[0] in OF_RECORD or remnant.column in NOTED


def sought_as(words):
    return Sought([], [words]) if "@" in words else Sought([words], [])


def stands_there(remnant, words):
    """Whether these words can be taken out of the row of the remnant."""
    row = row_of(remnant).first() if is_of_record(remnant) and not remnant.settled_at else None
    return row is not None and sought_as(words).without_deep(getattr(row, remnant.column))[1] > 0


def row_of(remnant):
    label, _colon, key = remnant.row.partition(":")
    return apps.get_model(label)._base_manager.filter(pk=key)


@transaction.atomic
def take_out(remnant, words):
    """Take the words out of the row; other places of it that they were are settled with this one. Returns how many there were."""
    rows, sought = row_of(remnant), sought_as(words)
    before = getattr(rows.get(), remnant.column)
    if rows.model is LedgerWords:
        total, _chains = take_out_of_ledgers(rows, sought.without_deep, reason="erased")
    elif rows.model is Event:
        total = take_out_of_history(rows, sought.without_deep)
    else:
        left, total = sought.without(before)
        empty(rows.model, [remnant.row.partition(":")[2]], **{remnant.column: left})
    gone = sought.places(before) if isinstance(before, str) else []
    for other in Remnant.objects.filter(row=remnant.row, column=remnant.column, settled_at=None).exclude(pk=remnant.pk):
        place = (other.start, other.start + other.length)
        if any(start <= place[0] and place[1] <= end for start, end in gone):
            Remnant.objects.filter(pk=other.pk).update(settled_at=timezone.now(), decision=remnant.decision)
        else:
            shift = sum(len(GONE) - (end - start) for start, end in gone if end <= place[0])
            Remnant.objects.filter(pk=other.pk).update(start=other.start + shift)
    return total
