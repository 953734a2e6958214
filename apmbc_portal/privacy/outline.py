"""What a database looks for before Python looks exactly: every text that may hold a name, whatever its accents and case.

A regular expression that PostgreSQL and SQLite (with Python's `re`) read alike; data kept as JSON may spell a letter as `\\u00e9`.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby

ESCAPED = r"\\u[0-9a-f]{4}"
MARK = rf"(?:[\u0300-\u036f]|{ESCAPED})*"
RARE = "qxzjkvwbyfgpmcdhulsnroiate"  # what a word of Latin letters is looked for by: where it starts decides how long that takes
# Letters that are looked for. JSON on SQLite spells each sign of a Chinese text as an escape, which may stand for any letter and any
# accent: of a longer word the ways to read a line of them would double with each, until nobody waits for the end.
LONGEST = 10
KOREAN = range(0x1100, 0x1200)  # parts of syllables, of which a text writes up to three as one sign


@cache
def spellings():
    """{a small letter: the signs that begin with it, in capitals, with an accent or in another form}."""
    found = {}
    for code in (*range(0x80, 0xD800), *range(0xF900, 0x10000)):
        for plain in {unicodedata.normalize("NFKD", chr(code)).casefold(), chr(code).casefold()}:
            if plain[:1].isalpha() and plain != chr(code):
                found.setdefault(plain[0], []).append(chr(code))
    return {letter: "".join(signs) for letter, signs in found.items()}


def outline(word):
    """The expression for one folded word, or for the part of it that is quickest to look for."""
    starts = [position for position, letter in enumerate(word[:-3]) if letter in RARE]
    word = word[min(starts, key=lambda position: RARE.index(word[position])) if starts else 0 :][:LONGEST]
    letters, written = [(letter, len(list(same))) for letter, same in groupby(word)], ""
    for position, (letter, times) in enumerate(letters):
        after_f = position and letters[position - 1][0] == "f"  # “ﬁ” and “ﬃ” are one sign each
        written += spelled(letter) + (("*" if after_f else "+") if times > 1 else "?" if after_f else "")
    return written


def spelled(letter):
    if ord(letter) in KOREAN:
        return rf"(?:.|{ESCAPED})?"
    if not letter.isalpha():
        return re.escape(letter) if letter.isascii() else rf"(?:.|{ESCAPED})"
    return rf"(?:(?:[{letter}{spellings().get(letter, '')}]|{ESCAPED}){MARK})"
