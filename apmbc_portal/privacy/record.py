"""Taking words out, on the ISU's decision, where nobody edits them: of the record, and who did something with a State's words."""

from collections import defaultdict

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
    """Whether these words are what the remnant marks, and can be taken out of its row; nothing else of a State's words is."""
    row = row_of(remnant).first() if is_of_record(remnant) and not remnant.settled_at else None
    value = getattr(row, remnant.column) if row else ""
    if isinstance(value, str):
        return any(start < remnant.end and remnant.start < end for start, end in sought_as(words).places(value))
    return sought_as(words).without_deep(value)[1] > 0


def row_of(remnant):
    label, _colon, key = remnant.row.partition(":")
    return apps.get_model(label)._base_manager.filter(pk=key)


@transaction.atomic
def take_out(remnant, words):
    """Take the words out of the row; other places of it that they were are settled with this one. Returns how many there were."""
    rows, sought = row_of(remnant), sought_as(words)
    move_places(rows, sought, decision=remnant.decision, but=remnant)
    if rows.model is LedgerWords:
        return take_out_of_ledgers(rows, sought.without_deep, reason="erased")[0]
    if rows.model is Event:
        return take_out_of_history(rows, sought.without_deep)
    left, total = sought.without(getattr(rows.get(), remnant.column))
    empty(rows.model, [remnant.row.partition(":")[2]], **{remnant.column: left})
    return total


def move_places(rows, sought, *, decision, but=None):
    """To be called before somebody goes out of `rows`: open places in them are settled where they go too, and moved behind what goes."""
    label = rows.model._meta.label_lower
    places = Remnant.objects.filter(row__startswith=f"{label}:", settled_at=None).exclude(pk=but and but.pk)
    by_row = defaultdict(list)
    for place in places:
        by_row[place.row].append(place)
    for row in rows.filter(pk__in=[key.partition(":")[2] for key in by_row]):
        for place in by_row[f"{label}:{row.pk}"]:
            value = getattr(row, place.column)
            gone = sought.places(value) if isinstance(value, str) else []
            if any(start <= place.start and place.end <= end for start, end in gone):
                place.settled_at, place.decision = timezone.now(), decision
            place.start += sum(len(GONE) - (end - start) for start, end in gone if end <= place.start)
            place.save(update_fields=["start", "settled_at", "decision"])
