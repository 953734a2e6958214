"""What each glyph of an embedded font says, for whoever copies, searches or listens.

WeasyPrint writes down of a glyph what it stood for where it was met first. That is wrong twice, for the whole document: where one
letter is drawn with two glyphs (the Vietnamese "ị" as "i" and a dot), "i" says nothing from then on and the dot says "ị"; where a
bracket is met first in a text from right to left, every "(" says ")". Here a glyph that the font itself gives to a character says
that character. Goes when the engine does this itself: `test_scripts.py` prints both first.
"""

import io

import weasyprint.pdf
from fontTools.ttLib import TTFont

MIRRORED = set("()[]{}<>«»‹›")
FROM_THE_RIGHT = ("\u0590", "\u08ff")  # Hebrew, Arabic and their neighbours
known = {}  # filled by the worker's first render, and so for every process it forks

with_engine = weasyprint.pdf.build_fonts_dictionary


def own_letters(font):
    """{glyph: its character} by the font's own table."""
    name = font.name.partition(b"+")[2], len(font.file_content)
    if name not in known:
        with TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True) as read:
            letters = sorted(read.getBestCmap().items(), reverse=True)  # of two characters with one glyph the lower
            known[name] = {read.getGlyphID(glyph): chr(code) for code, glyph in letters}
    return known[name]


def build_fonts_dictionary(pdf, fonts, *how):
    """As WeasyPrint calls it, when all pages are drawn and no font is written yet."""
    low, high = FROM_THE_RIGHT
    mirrors = any(low <= said[:1] <= high for font in fonts.values() for said in font.to_unicode.values())
    for font in fonts.values():
        said = font.to_unicode.values()
        if "" in said or (mirrors and not MIRRORED.isdisjoint(said)):
            correct(font.to_unicode, own_letters(font))
    return with_engine(pdf, fonts, *how)


def correct(to_unicode, own):
    """Give their letters back to the glyphs; what several letters drawn as one say is right already."""
    for glyph, said in to_unicode.items():
        if len(said) < 2 and glyph in own:
            to_unicode[glyph] = own[glyph]


def say_letters():
    """Teach the engine; once per process is enough, and again does no harm."""
    weasyprint.pdf.build_fonts_dictionary = build_fonts_dictionary
