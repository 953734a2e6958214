"""What a database looks for before Python looks exactly: every text that may hold a name, whatever its accents and case.

A regular expression that PostgreSQL and SQLite (with Python's `re`) read alike; data kept as JSON may spell a letter as `\\u00e9`.
"""

import itertools
import re
import unicodedata
from functools import cache

ESCAPED = r"\\u[0-9a-f]{4}"
MARK = rf"(?:[\u0300-\u036f]|{ESCAPED})*"
LAST = 0x2500  # of the signs in whose spellings Latin letters come


@cache
def spellings():
    """{a small Latin letter: the signs that are it with an accent, or in another form}."""
    found = {}
    for sign in map(chr, range(0x80, LAST)):
        plain = unicodedata.normalize("NFKD", sign).casefold()
        if plain and "a" <= plain[0] <= "z":
            found.setdefault(plain[0], []).append(sign)
    return {letter: "".join(signs) for letter, signs in found.items()}


def outline(word):
    """The expression for one folded word; letters of other scripts may be any sign."""
    return "".join(spelled(letter) + ("+" if len(list(same)) > 1 else "") for letter, same in itertools.groupby(word))


def spelled(letter):
    if "a" <= letter <= "z":
        return rf"(?:(?:[{letter}{spellings().get(letter, '')}]|{ESCAPED}){MARK})"
    return re.escape(letter) if letter.isascii() else rf"(?:.|{ESCAPED})"
