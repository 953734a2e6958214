"""Words of a ledger after they were sealed: whether they match their hashes, and taking a person out of them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models.words import SALT

TAKE_OUT = "take_out"
REASONS = {
    "erased": _("because a person asked to be removed"),
    "over": _("because the time for which a person is kept was over"),
}


def removals_of(entry):
    """What was taken out of the words of an entry, in sentences for whoever reads it."""
    said = _("%(part)s: words taken out on %(day)s, %(reason)s (entry %(number)s). The seal of the original remains.")
    return [
        str(said) % {
            "part": capfirst(part), "day": date_format(timezone.localdate(removal.at), "j F Y"), "number": removal.number,
            "reason": REASONS.get(removal.detail.get("reason"), ""),
        }
        for part, removal in entry.taken_out
    ]  # fmt: skip


def removals_in(entries):
    """{(number of an entry, part): (number of the entry that last took words out, hash of what it left)}."""
    found = {}
    for number, detail in entries.filter(verb=TAKE_OUT).values_list("number", "detail"):
        found |= {(one["entry"], one["part"]): (number, one["hash"]) for one in detail.get("taken_out", [])}
    return found


def faults_of_words(entry, removals):
    """What is wrong with the words beside an entry, as sentences: each matches the hash under the seal, or a recorded removal."""
    found, rows = [], {row.part: row for row in entry.parts.all()}
    for part in sorted(entry.hashes.keys() | rows.keys()):
        place, row = f"{entry.chain}: entry {entry.number}, {part}", rows.get(part)
        number, left = removals.get((entry.number, part), (None, entry.hashes.get(part)))
        if left is None:
            found.append(f"{place}: words nobody sealed")
        elif row is None:
            found.append(f"{place}: the words are missing")
        elif len(row.salt) != SALT:  # or signs could move between salt and words, and both still make the hash
            found.append(f"{place}: the words and their salt are parted elsewhere than when they were sealed")
        elif (by_whom(row), row.compute_hash()) != ((entry.chain, number), left):
            said = f"are not what entry {number} left of them" if number else "do not match their hash, and no entry took any out"
            found.append(f"{place}: the words {said}")
    return found


def by_whom(row):
    """(chain, number) of the entry that last took words out of these; its own chain and None while they are whole."""
    return (row.removal.chain, row.removal.number) if row.removal else (row.entry.chain, None)
