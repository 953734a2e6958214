"""How much room words take in a drawing. The server has no fonts: widths are estimates on the generous side."""

import unicodedata

NARROW = set("fijlrtI.,:;'’|!()[]-/ ")
WIDE = set("mwMW@%—…")
# Scripts whose letters are wide, or written without spaces: India, Sri Lanka, Myanmar, Ethiopia, Thailand, Laos, Cambodia.
WIDE_SCRIPTS = ((0x0900, 0x10A0), (0x1200, 0x13A0), (0x1780, 0x1800))
ELLIPSIS = "…"
COENG = "\u17d2"  # writes the next Khmer letter below the one before


def width_of(words, size):
    """The width of `words` set in `size`, in the same unit."""
    return sum(_em(sign) for sign in words) * size


def _em(sign):
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return 1
    if any(low <= ord(sign) < high for low, high in WIDE_SCRIPTS):
        return 0.78
    if sign in NARROW:
        return 0.34
    if sign in WIDE:
        return 0.95
    return 0.68 if sign.isupper() else 0.58


def is_rtl(words, otherwise=False):
    """Whether `words` begin with a letter that is read from the right."""
    for sign in words:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return otherwise


def wrapped(words, size, width, lines):
    """`words` in at most `lines` lines no wider than `width`; what does not fit ends in an ellipsis."""
    found, rest = [], words.strip()
    while rest and len(found) < lines:
        if width_of(rest, size) <= width:
            return [*found, rest]
        is_last = len(found) == lines - 1
        line = _whole_words(rest, _cut(rest, size, width - width_of(ELLIPSIS, size) if is_last else width))
        found.append(line.rstrip() + (ELLIPSIS if is_last else ""))
        rest = rest[len(line) :].lstrip()
    return found


def _whole_words(words, fits):
    """As much of `fits` as ends with a word of `words`; all of it where its one word is longer than the line."""
    if words[len(fits) :].startswith(" "):
        return fits
    return fits[: fits.rfind(" ")] if " " in fits else fits


def _cut(words, size, width):
    """As many letters of `words` as fit, at least one, never between a letter and its marks."""
    end, taken = 0, 0
    for position, sign in enumerate(words):
        taken += _em(sign) * size
        if position and taken > width:
            break
        end = position + 1
    for is_within in (_within_syllable, _before_mark):
        at = end
        while 1 <= at < len(words) and is_within(words[at - 1], words[at]):
            at -= 1
        if at:
            return words[:at]
    return words[:end]


def _before_mark(before, after):
    return unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf")


def _within_syllable(before, after):
    """Also where a sign joins two letters, as in Khmer and in the scripts of India."""
    return _before_mark(before, after) or before == COENG or unicodedata.combining(before) == 9
