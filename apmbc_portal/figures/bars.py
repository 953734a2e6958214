"""Bars beside their labels, one or two to a row. What a bar stands for is told by its form, never by colour alone."""

from apmbc_portal.figures.canvas import ACCENT, LEADING, LETTERS, LINE, PAPER, QUIET, SMALL, WIDTH, Canvas
from apmbc_portal.figures.lettering import width_of, wrapped

FEW = 14  # rows up to here have labels of several lines; more stand closer
LABELS = 148  # where the labels end
BASE = LABELS + 10
SPACE = 3  # between the bars of a row
SMALLEST_SCALE = 5  # a single one is no full bar
NUMBERS = 30  # kept free behind the longest bar
SOLID = {"fill": ACCENT, "stroke": ACCENT, "stroke_width": 1.5}
HOLLOW = {"fill": PAPER, "stroke": ACCENT, "stroke_width": 1.5}
FORMS = (SOLID, HOLLOW)


def draw(rows, series, *, rtl=False):
    """(canvas, height) of `rows`: (label, number, …), one number for each name in `series`."""
    canvas = Canvas(rtl=rtl)
    most = max([SMALLEST_SCALE, *(number for _label, *numbers in rows for number in numbers)])
    few = len(rows) <= FEW
    bar, gap = (11, 12) if few else (7, 5)
    y = top = _legend(canvas, series) if len(series) > 1 else 4
    for label, *numbers in rows:
        lines = wrapped(label, LETTERS, LABELS, 3 if few else 1)
        height = max(len(lines) * LEADING, len(numbers) * (bar + SPACE), 18)
        for place, line in enumerate(lines):
            first = y + (height - len(lines) * LEADING) / 2 + LEADING * 0.74
            canvas.words(LABELS, first + place * LEADING, line, side="end", whole=label)
        _bars(canvas, numbers, most, y + height / 2, bar)
        y += height + gap
    canvas.line(BASE, top - 2, BASE, y - gap + 2, stroke=LINE, stroke_width=1)
    return canvas, y - gap + 6


def _bars(canvas, numbers, most, middle, thickness):
    """The bars of one row around its `middle`, each with its number; a nought draws none."""
    drawn = [(number, form) for number, form in zip(numbers, FORMS, strict=False) if number]
    if not drawn:
        canvas.words(BASE + 7, middle + 4, "–", size=SMALL, fill=QUIET)
    y = middle - (len(drawn) * (thickness + SPACE) - SPACE) / 2
    for number, form in drawn:
        length = max(3, number / most * (WIDTH - BASE - NUMBERS))
        canvas.rect(BASE, y + 0.75, length, thickness - 1.5, **form)
        canvas.words(BASE + length + 6, y + thickness / 2 + 4, str(number), size=SMALL, weight="700")
        y += thickness + SPACE


def _legend(canvas, series):
    """What the two forms mean; returns where the rows begin."""
    x = BASE
    for name, form in zip(series, FORMS, strict=False):
        canvas.rect(x, 4, 10, 10, **form)
        canvas.words(x + 16, 13.5, name, size=SMALL, fill=QUIET)
        x += 16 + width_of(name, SMALL) + 16
    return 30
