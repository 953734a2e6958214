"""A contact list as vCards: one file, one card a person.

Version 3.0, since that is what all of them read: phones, Apple, Google and Outlook. Version 4.0 is not read by Outlook.
"""

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.exports.people import listed, terms

LINE = 75  # octets; a longer line goes on behind a space
BLOCK = 100  # cards in one piece of the stream


def cards(content):
    """The file in pieces. Each card says in its note what it may be used for and until when."""
    note = "\n".join([*(f"{label}: {words}" for label, words in terms(content)), content["handling"]])
    with override(content["labels_language"]):
        category = _("Contact list %(reference)s") % {"reference": content["reference"]}
    revised = f"{content['days']['dated']}T00:00:00Z"
    same = [
        ("CATEGORIES", escaped(category)),
        ("NOTE", escaped(note)),
        ("CLASS", "CONFIDENTIAL"),
        ("REV", revised),
        ("END", "VCARD"),
    ]
    end = lines_of(same)
    piece = []
    for number, person in enumerate(listed(content), 1):
        piece.append(card(person) + end)
        if number % BLOCK == 0 or number == 1:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def card(person):
    """One vCard without its end, which says the same of everybody."""
    name = person.name or person.organisation  # which part is the family's nobody knows here: programs sort by the whole
    fields = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("PRODID", "-//The individualised approach//Contact list//EN"),
        ("UID", f"urn:uuid:{person.uid}"),
        ("FN", escaped(name)),
        ("N", f"{escaped(name)};;;;"),
        ("ORG", escaped(person.organisation)),
        ("TITLE", escaped(person.title)),
        ("EMAIL;TYPE=INTERNET,WORK", escaped(person.email)),
        ("TEL;TYPE=WORK,VOICE", escaped(person.phone)),
    ]
    return lines_of(fields)


def lines_of(fields):
    return "".join(folded(f"{field}:{value}") for field, value in fields if value)


def escaped(text):
    """`text` as a value: what separates values is taken literally, and a line end is written out."""
    for sign, written in (("\\", "\\\\"), ("\r\n", "\n"), ("\r", "\n"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(sign, written)
    return text


def folded(line):
    """`line` with its end, broken after 75 octets at the most and never inside a letter."""
    if len(line.encode()) <= LINE:
        return f"{line}\r\n"
    pieces, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE:
            pieces.append(" ")
            octets = 1
        pieces[-1] += letter
        octets += size
    return "\r\n".join(pieces) + "\r\n"
