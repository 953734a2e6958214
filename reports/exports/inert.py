"""Text that a spreadsheet program takes for text.

A CSV file has no types: what begins with = + - @ is a formula to the program that opens it. Such a cell gets an apostrophe
in front, which makes it text to every such program. It stays in sight, and a reader can take it off again.

A telephone number begins with + as a rule, and an apostrophe before each would be in every dialled and printed copy. Its
country code is put in brackets instead, as people write it by hand: (+244) 222 000 111. The other forms need neither:
cells of a spreadsheet and lines of a vCard are text by type.
"""

import re

# Wide forms of = + - @ are turned into the plain ones by some programs of East Asia; spaces before them are no shelter.
FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]"
# After a separator too: a program of another country splits there, whatever stands in quotation marks.
BEGINS = re.compile(f"(^|[,;\t\r\n])([\\s\u200b-\u200f\u2060\ufeff]*)(?={FORMULA})|^(?=[\t\r\n])")
PHONE = re.compile(r"\+(\d{1,3})([ ./-][\d ()./-]*\d)")
NUMBER = re.compile(r"[\d.,\s]+")


def inert(text):
    """`text` as a cell of a CSV file that no program calculates."""
    return BEGINS.sub(r"\g<0>'", text)


def inert_phone(text):
    """A telephone number as a cell: readable, kept as it is typed, and no number to calculate with."""
    if phone := PHONE.fullmatch(text.strip()):
        return f"(+{phone[1]}) {phone[2].lstrip(' ./-')}"
    # Digits alone are a number to a spreadsheet: it would drop the zero in front and round a long one.
    return f"'{text}" if NUMBER.fullmatch(text) else inert(text)
