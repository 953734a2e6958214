"""Taking a person out of the record: out of the words of ledgers, and out of lines of history. Each place says that words are gone.

`without(value)` gives a value without the person and how many places there were; `rows` may hold rows that do not name them.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext, override

from apmbc_portal.audit.models import Event, LedgerHead, LedgerWords
from apmbc_portal.audit.models.words import Part, as_written, new_salt
from apmbc_portal.audit.record import record_decision
from apmbc_portal.audit.words import TAKE_OUT
from apmbc_portal.visibility import Viewer

PORTAL = Viewer(label="the portal, for a person who is no longer named")
_told = []


def when_taken_out(function):
    """Register who is told, in its transaction, of the chains whose words lost a name: a function of their codes."""
    _told.append(function)
    return function


@transaction.atomic
def take_out_of_ledgers(rows, without, *, reason):
    """Append to each chain which of its words lose a name, and take it out of them; returns (how many places, the chains)."""
    places, chains = 0, []
    for chain in sorted(set(rows.order_by().values_list("entry__chain", flat=True))):
        LedgerHead.objects.select_for_update().get(chain=chain)  # nobody else changes words of this chain meanwhile
        named = [
            (left_of(row, value), count)
            for row in rows.filter(entry__chain=chain).select_related("entry").order_by("entry__number", "pk").iterator()
            for value, count in [without(row.value)]
            if count
        ]
        if named:
            say_and_take_out(chain, named, reason)
            places, chains = places + sum(count for _row, count in named), [*chains, chain]
    for tell in _told if chains else ():
        tell(chains)
    return places, chains


def left_of(row, value):
    """The row as it will be: what is left of its words, under a salt of its own."""
    row.words, row.salt = as_written(value) if row.part == Part.NAMES_SHOWN else value, new_salt()
    return row


def say_and_take_out(chain, named, reason):
    taken_out = [
        {"entry": row.entry.number, "part": row.part, "places": count, "hash": row.compute_hash()} for row, count in named
    ]
    numbers = sorted({one["entry"] for one in taken_out})
    with override(None):  # the ledger holds one wording, whoever asked
        subject = ngettext("words of entry %(numbers)s", "words of entries %(numbers)s", len(numbers))
        subject %= {"numbers": ", ".join(map(str, numbers))}
    entry = record_decision(chain, PORTAL, TAKE_OUT, subject, taken_out=taken_out, reason=reason)
    for row, _count in named:
        LedgerWords.objects.filter(pk=row.pk).update(words=row.words, salt=row.salt, removal=entry)


@transaction.atomic
def take_out_of_history(rows, without):
    """Take a person out of lines of history, which then say on which day; returns how many places."""
    places, columns = 0, ("subject", "acting_as", "detail")
    for event in rows.iterator():
        left = {column: without(getattr(event, column)) for column in columns}
        if count := sum(number for _value, number in left.values()):
            later = (event.taken_out_at or event.at) + datetime.timedelta(microseconds=1)
            words = {column: value for column, (value, _count) in left.items()}
            Event.objects.filter(pk=event.pk).update(**words, taken_out_at=max(timezone.now(), later))
            places += count
    return places
