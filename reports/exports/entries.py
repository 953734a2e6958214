"""A State's ledger as CSV: one line an entry, and in the last column the exact bytes that are sealed."""

import base64
import csv
import datetime

from django.utils.translation import gettext as _

from reports.exports.comma import Echo
from reports.exports.inert import inert
from reports.verbs import verb_label


def headings():
    return [
        _("Entry"), _("Recorded (UTC)"), _("Happened on"), _("Decision"), _("To"), _("Subject"), _("File"), _("Acting as"),
        _("Evidence"), _("Note"), _("Text"), _("Seal"), _("Seal before it"), _("Sealed bytes (Base64)"),
    ]  # fmt: skip


def lines(entries):
    """The file in pieces. Typed words are cells that no program calculates; what is sealed is in signs that nothing can change."""
    writer = csv.writer(Echo())
    yield ("\ufeff" + writer.writerow(headings())).encode()
    for entry in entries.iterator(chunk_size=50):
        at = entry.at.astimezone(datetime.UTC)
        typed = [
            str(verb_label(entry.verb)), str(entry.detail.get("to", "")), entry.subject, entry.about, entry.acting_as, entry.evidence,
            str(entry.detail.get("note", "")), entry.text,
        ]  # fmt: skip
        sealed = base64.b64encode(entry.sealed_text()).decode()
        cells = [entry.number, f"{at:%Y-%m-%d %H:%M:%S}", entry.happened_on.isoformat(), *map(inert, typed)]
        yield writer.writerow([*cells, entry.seal, entry.previous, sealed]).encode()
