"""A contact list as CSV, line by line, in the form Excel opens with a double click."""

import csv

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.exports.inert import inert, inert_phone
from reports.exports.people import COLUMNS, listed

COMMA, SEMICOLON = ",", ";"
# Where the decimal sign is a comma, Excel expects a semicolon between cells.
SEMICOLON_LANGUAGES = ("es", "fr", "ru")
BLOCK = 200  # people in one piece of the stream


class Echo:
    """What csv writes into; it gives each line back."""

    def write(self, line):
        return line


def lines(content, separator=COMMA):
    """The file in pieces: UTF-8 with the mark by which Excel knows it, headings, HXL tags where wished, one line a person.

    Purpose and last day stand in columns of their own on every line. Lines above the headings would lose whoever reads
    by headings, and a line that is copied elsewhere keeps what it may be used for.
    """
    writer = csv.writer(Echo(), delimiter=separator)
    with override(content["labels_language"]):
        headings = [str(heading) for _name, heading, _tag, _width in COLUMNS]
    every_line = [inert(said) for _heading, said, _tag in terms_of(content)]
    headings += [heading for heading, _said, _tag in terms_of(content)]
    first = "\ufeff" + writer.writerow(headings)
    if content["with_hxl"]:
        tags = [tag for _name, _heading, tag, _width in COLUMNS] + [tag for _heading, _said, tag in terms_of(content)]
        first += writer.writerow(tags)
    piece = [first]
    for number, person in enumerate(listed(content), 1):
        *cells, phone = person.cells()
        piece.append(writer.writerow([*map(inert, cells), inert_phone(phone), *every_line]))
        if number % BLOCK == 0 or number == 1:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def terms_of(content):
    """(heading, words, HXL tag) of what every line says of the list itself."""
    with override(content["labels_language"]):
        said = [
            (_("Meeting"), content["reference"], "#meta+id"),
            (_("Purpose"), content["purpose"], "#meta+purpose"),
            (_("Valid until"), content["days"]["valid_until"], "#date+end"),
            (_("Only"), content["only"], "#meta+filter"),
            (_("Note"), _("Demonstration: invented people") if content["demo"] else "", "#meta+note"),
        ]
    return [term for term in said if term[1]]


def separator_for(language):
    return SEMICOLON if language[:2] in SEMICOLON_LANGUAGES else COMMA
