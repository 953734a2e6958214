"""The setting of a line of words: the engine sets each line twice, when it looks how wide it is and when it draws it; and a running
head on every page, and a function that many people have, as often as they are printed.

Here a line stays as it was set until it is drawn, and the next one with the same words in the same style and width is that line. It
cannot stay where words are spread over the width of a column, nor where a text holds line ends or other signs that do not show:
those the engine treats differently the second time.
"""

from functools import lru_cache

from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.layout import float, inline  # noqa: A004
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import Layout

from reports.printing.thrift.styles import once_per_style

SHORT = 120  # letters: what is printed again and again has fewer
ANEW = {name: getattr(Layout, name) for name in ("set_text", "deactivate", "reactivate")}


def set_text(line, text, justify=False):
    line.plain = text.isprintable()
    # As it is drawn: set only then, all would be measured again.
    pango.pango_layout_set_single_paragraph_mode(line.layout, line.plain)
    ANEW["set_text"](line, text, justify)


def put_by(line):
    """Called when a line is measured, and again when it is drawn."""
    vars(line).setdefault("words", line.text)
    if not line.plain or line.justification_spacing or pango.pango_layout_get_line_readonly(line.layout, 1) != ffi.NULL:
        ANEW["deactivate"](line)


def take_up(line, style):
    if getattr(line, "style", None) is not style or line.text != line.words:  # cut short where it was drawn before
        line.text = line.words
        ANEW["reactivate"](line, style)


@once_per_style
def lines_in(style):
    """{what was asked: the first line of it}"""
    return {}


def first_line(text, style, context, *how, set_first=inline.split_first_line, **more):
    if len(text) > SHORT:  # a long text comes back once for each of its lines
        return set_first(text, style, context, *how, **more)
    known, asked = lines_in(style), (text, how, *more.items())
    if asked not in known:
        known[asked] = set_first(text, style, context, *how, **more)
    return known[asked]


def place_beside_nothing(context, box, containing_block, outer=True, place=float.avoid_collisions):
    """Where a line stands and how wide it may be: a short answer where no float is about."""
    if context.excluded_shapes or outer or not isinstance(box, LineBox):
        return place(context, box, containing_block, outer)
    left = containing_block.content_box_x()
    right = left + containing_block.width - box.margin_right
    left += box.margin_left
    start = right if containing_block.style["direction"] == "rtl" else left
    return start - box.margin_left, box.border_box_y() - box.margin_top, right - left


def keep_lines():
    Layout.set_text, Layout.deactivate, Layout.reactivate = set_text, put_by, take_up
    inline.split_first_line = first_line
    inline.avoid_collisions = place_beside_nothing
    inline.can_break_text = lru_cache(4096)(inline.can_break_text)
