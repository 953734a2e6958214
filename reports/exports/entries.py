"""A State's ledger as CSV: one line an entry, and in the last columns the exact bytes that are sealed, and the words under their hashes."""

import base64
import csv
import datetime

from django.utils.translation import gettext as _

from apmbc_portal.audit.models.words import as_written
from apmbc_portal.audit.words import removals_of
from reports.exports.comma import Echo
from reports.exports.inert import inert
from reports.verbs import verb_label


def headings():
    return [
        _("Entry"), _("Recorded (UTC)"), _("Happened on"), _("Decision"), _("To"), _("Subject"), _("File"), _("Acting as"),
        _("Evidence"), _("Note"), _("Text"), _("Signed by"), _("Taken out"), _("Seal"), _("Seal before it"), _("Sealed bytes (Base64)"),
        _("Words and salts (Base64)"),
    ]  # fmt: skip


def lines(entries):
    """The file in pieces. Typed words are cells that no program calculates; what is sealed is in signs that nothing can change."""
    writer = csv.writer(Echo())
    yield ("\ufeff" + writer.writerow(headings())).encode()
    for entry in entries.iterator(chunk_size=50):
        at = entry.at.astimezone(datetime.UTC)
        typed = [
            str(verb_label(entry.verb)), entry.to, entry.subject, entry.about, entry.acting_as, entry.evidence,
            entry.note, entry.text, entry.signed_by, " ".join(removals_of(entry)),
        ]  # fmt: skip
        exact = [base64.b64encode(part).decode() for part in (entry.sealed_text(), words_of(entry))]
        cells = [entry.number, f"{at:%Y-%m-%d %H:%M:%S}", entry.happened_on.isoformat(), *map(inert, typed)]
        yield writer.writerow([*cells, entry.seal, entry.previous, *exact]).encode()


def words_of(entry):
    """What stands under the hashes today: SHA-256 of salt and words is the hash, or that of the entry that took words out."""
    parts = {
        row.part: {"salt": row.salt, "words": row.words} | ({"taken_out_by": row.removal.number} if row.removal else {})
        for row in entry.parts.all()
    }
    return as_written(parts).encode()
