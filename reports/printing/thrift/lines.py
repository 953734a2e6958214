"""The setting of a line of words: the engine sets each line twice, when it looks how wide it is and when it draws it.

Here the line stays as it was set until it is drawn. It cannot where words are spread over the width of a column, nor where a text
holds line ends or other signs that do not show: those the engine treats differently the second time.
"""

from functools import lru_cache

from weasyprint.layout import inline
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import Layout

ANEW = {name: getattr(Layout, name) for name in ("set_text", "deactivate", "reactivate")}


def set_text(line, text, justify=False):
    line.plain = text.isprintable()
    pango.pango_layout_set_single_paragraph_mode(
        line.layout, line.plain
    )  # as it is drawn; set later, all would be measured again
    ANEW["set_text"](line, text, justify)


def put_by(line):
    """Called when a line is measured, and again when it is drawn."""
    kept = line.plain and not line.justification_spacing and pango.pango_layout_get_line_readonly(line.layout, 1) == ffi.NULL
    if not kept or getattr(line, "drawn", False):
        ANEW["deactivate"](line)


def take_up(line, style):
    line.drawn = True
    if getattr(line, "style", None) is not style:
        ANEW["reactivate"](line, style)


def keep_lines():
    Layout.set_text, Layout.deactivate, Layout.reactivate = set_text, put_by, take_up
    inline.can_break_text = lru_cache(4096)(inline.can_break_text)
