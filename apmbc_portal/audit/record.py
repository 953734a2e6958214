"""Writing history: `record` for every step, `record_decision` for a decision of a State, `verify` for the reader."""

from django.db import transaction
from django.utils import timezone

from apmbc_portal.audit.models import Event, LedgerEntry, LedgerHead, LedgerWords, Publication
from apmbc_portal.audit.models.ledger import GENESIS
from apmbc_portal.audit.models.words import Part
from apmbc_portal.audit.words import faults_of_words, removals_in
from apmbc_portal.visibility import Audience


class Unsigned(Exception):
    """A decision from a mailbox that several people read does not say who takes it; nothing was done.

    No page catches it: the roof asks for name and function and sends on what was typed (web/people/signing.py).
    """


def record(by, verb, subject, *, about="", bump=True, **detail):
    """Append a line of history in the caller's transaction and raise the publication counter.

    `by` is the Viewer who acted, `subject` the row, `about` the reference of the file (taken from the row if it has one).
    `bump=False` is for what changes no page, such as a sign-in: nobody who fails to sign in empties the pages kept.
    """
    if bump:
        Publication.bump()
    return Event.objects.create(
        person=by.person,
        acting_as=by.label,
        verb=verb,
        subject=str(subject)[:300],
        about=(about or getattr(subject, "about", lambda: "")())[:80],
        detail={key: value for key, value in (detail | _signed(by)).items() if value not in ("", None)},
    )


def _signed(by):
    """Name and function of whoever acts from a mailbox that several people read."""
    return {"signed_by": by.signatory} if by.signatory else {}


@transaction.atomic
def record_decision(chain, by, verb, subject, *, text="", evidence=None, happened_on=None, **detail):
    """Append a decision to a State's ledger (chain: its ISO 3166 alpha-3 code); return the entry. Raises `Unsigned`."""
    if by.shared and not by.signatory:
        raise Unsigned
    on_behalf = evidence is not None and by.isu
    if on_behalf:
        detail = (
            detail
            | {"on_behalf": True}
            | ({"row": f"{subject._meta.label_lower}:{subject.pk}"} if hasattr(subject, "_meta") else {})
        )
    detail |= _signed(by)
    typed = {Part.SUBJECT: str(subject)[:300], Part.TEXT: text, Part.EVIDENCE: evidence.describe()[:300] if evidence else ""}
    typed |= {part: detail.pop(part) for part in (Part.NOTE, Part.SIGNED_BY, Part.NAMES_SHOWN) if part in detail}
    if detail.get("to", "") not in ("", *Audience.values):  # a party, by its name
        typed[Part.TO] = detail.pop("to")
    words = [LedgerWords.of(part, said) for part, said in typed.items() if said]
    LedgerHead.objects.get_or_create(chain=chain)
    head = LedgerHead.objects.select_for_update().get(chain=chain)
    now = timezone.now()
    entry = LedgerEntry(
        chain=chain,
        number=head.number + 1,
        at=now,
        happened_on=happened_on or timezone.localdate(now),
        person=by.person,
        acting_as=by.label[:200],
        verb=verb,
        about=getattr(subject, "about", lambda: "")()[:80],
        detail=detail,
        hashes={str(row.part): row.compute_hash() for row in words},
        previous=head.seal,
    )
    entry.seal = entry.compute_seal()
    entry.save(force_insert=True)
    for row in words:
        row.entry = entry
    LedgerWords.objects.bulk_create(words)
    LedgerHead.objects.filter(chain=chain).update(number=entry.number, seal=entry.seal)
    if on_behalf:
        for tell in _heralds:
            tell(entry)
    return entry


_heralds = []


def when_recorded_on_behalf(function):
    """Register who is told, in its transaction, of an entry that the ISU recorded in a State's name: a function of the entry."""
    _heralds.append(function)
    return function


def faults(chain):
    """Every fault found in a chain, as sentences; an empty list when it is whole."""
    found, previous, expected = [], GENESIS, 1
    entries = LedgerEntry.objects.filter(chain=chain).order_by("number")
    removals = removals_in(entries)
    for entry in entries.with_words().iterator(chunk_size=200):
        if entry.number != expected:
            found.append(f"{chain}: entry {expected} is missing")
        if entry.previous != previous:
            found.append(f"{chain}: entry {entry.number} does not follow the entry before it")
        if entry.seal != entry.compute_seal():
            found.append(f"{chain}: entry {entry.number} was changed")
        found += faults_of_words(entry, removals)
        previous, expected = entry.seal, entry.number + 1
    head = LedgerHead.objects.filter(chain=chain).first()
    if (head.number, head.seal) != (expected - 1, previous) if head else expected > 1:
        found.append(f"{chain}: the end of the chain is missing or its head was changed")
    return found
