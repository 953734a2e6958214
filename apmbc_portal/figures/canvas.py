"""One drawing: shapes and words as SVG that a strict content security policy, a printer and a screen reader all take.

Positions are counted from where reading begins; a right-to-left drawing is the mirror image. Only presentation
attributes are written, no styles, no scripts, no links.
"""

from django.utils.html import escape
from django.utils.safestring import mark_safe

from apmbc_portal.figures.lettering import is_rtl

WIDTH = 360  # units; narrow, so that words stay legible on a telephone and beside a table on paper
INK, QUIET, ACCENT, LINE, FAINT, PAPER = "#16232f", "#4a5967", "#0b5f79", "#8f8a7e", "#dcd8cf", "#ffffff"
FONTS = "Noto Sans,sans-serif"  # in a page the style sheet's own
LETTERS, SMALL = 13, 11.5
LEADING = 16


class Canvas:
    """Collects shapes; `svg()` gives the drawing."""

    def __init__(self, *, rtl=False):
        self.rtl = rtl
        self.marks = []

    def rect(self, x, y, width, height, **paint):
        left = WIDTH - x - width if self.rtl else x
        self._mark("rect", x=left, y=y, width=width, height=height, **paint)

    def line(self, x1, y1, x2, y2, **paint):
        self._mark("line", x1=self._at(x1), y1=y1, x2=self._at(x2), y2=y2, **paint)

    def circle(self, x, y, radius, **paint):
        self._mark("circle", cx=self._at(x), cy=y, r=radius, **paint)

    def words(self, x, y, said, *, size=LETTERS, side="start", fill=INK, weight="", whole=""):
        """One line, of a `whole` that was broken. What stands at `x` is its `side`: "start" or "end" of reading, or "middle"."""
        own = is_rtl(whole or said, otherwise=self.rtl)
        if side != "middle":
            at_left = (side == "start") != self.rtl
            side = "start" if at_left != own else "end"
        more = {"font-weight": weight} if weight else {}
        self._mark(
            "text", said, x=self._at(x), y=y, fill=fill, direction="rtl" if own else "ltr",
            **{"font-size": size, "text-anchor": side} | more,
        )  # fmt: skip

    def svg(self, height, *, name, title, description):
        """The finished drawing; `name` makes the ids of its title and description unique in the page."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
            f'role="img" aria-labelledby="{escape(name)}-t {escape(name)}-d" font-family="{FONTS}" direction="ltr">'
            f'<title id="{escape(name)}-t">{escape(title)}</title><desc id="{escape(name)}-d">{escape(description)}</desc>'
        )
        return mark_safe("".join([head, *self.marks, "</svg>"]))

    def _at(self, x):
        return WIDTH - x if self.rtl else x

    def _mark(self, tag, said="", **attributes):
        written = " ".join(
            f'{key.replace("_", "-")}="{escape(_short(value))}"' for key, value in attributes.items() if value is not None
        )
        self.marks.append(f"<{tag} {written}>{escape(said)}</{tag}>" if said else f"<{tag} {written}/>")


def _short(value):
    return f"{value:.5g}" if isinstance(value, float) else value
