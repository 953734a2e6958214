"""What each glyph of an embedded font says, for whoever copies, searches or listens.

Where one letter is drawn with two glyphs (the Vietnamese "ị" as "ı" and a dot), WeasyPrint writes down that the first says
nothing and the second says the whole letter, and does so for every "i" of the document. Here a glyph that the font itself
gives to a character says that character. Goes when the engine does this itself: `test_scripts.py` prints such a word first.
"""

import io

import weasyprint.pdf
from fontTools.ttLib import TTFont

with_engine = weasyprint.pdf.build_fonts_dictionary


def own_letters(font):
    """{glyph: its character} by the font's own table."""
    with TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True) as read:
        return {read.getGlyphID(name): chr(code) for code, name in sorted(read.getBestCmap().items(), reverse=True)}


def correct(to_unicode, own):
    """Give single letters back to the glyphs that were counted out or given the letter of a whole group."""
    for glyph, said in to_unicode.items():
        if len(said) < 2 and glyph in own:
            to_unicode[glyph] = own[glyph]


def build_fonts_dictionary(pdf, fonts, *how):
    """As WeasyPrint calls it, when all pages are drawn and no font is written yet."""
    for font in fonts.values():
        if "" in font.to_unicode.values():  # a letter was taken apart
            correct(font.to_unicode, own_letters(font))
    return with_engine(pdf, fonts, *how)


def say_letters():
    """Teach the engine; once per process is enough, and again does no harm."""
    weasyprint.pdf.build_fonts_dictionary = build_fonts_dictionary
