"""Events on a scale of time, one to a row: what a list of dates cannot say is how long it took."""

from apmbc_portal.figures.canvas import ACCENT, FAINT, INK, LEADING, LETTERS, LINE, PAPER, QUIET, SMALL, WIDTH, Canvas
from apmbc_portal.figures.lettering import width_of, wrapped
from apmbc_portal.figures.scale import Scale

FEW = 14
MARGIN = 8
AXIS = 22
GAP = 13  # from the middle of a sign to its words
DASHES = "3 3"


def draw(rows, legend, *, on=None, on_words="", rtl=False):
    """(canvas, height) of `rows`: (day, its words, label, form) in order; `legend` names the forms, `on` is the day of drawing."""
    canvas = Canvas(rtl=rtl)
    scale = Scale(rows[0][0], rows[-1][0], MARGIN, WIDTH - MARGIN)
    few = len(rows) <= FEW
    y, taken = AXIS + 8, []
    for day, dated, label, form in rows:
        height, left, right = _row(canvas, scale.at(day), y, dated if few else "", label, form, lines=2 if few else 1)
        taken.append((left, right, y, y + height))
        y += height + (9 if few else 2)
    _axis(canvas, scale, y, taken)
    is_within = on and scale.first < on < scale.last
    if is_within:
        _upright(canvas, scale.at(on), y, taken, stroke=INK, stroke_width=1, stroke_dasharray=DASHES)
    used = [(form, name) for form, name in legend.items() if any(row[3] == form for row in rows)]
    return canvas, _legend(canvas, y, used, on_words if is_within else "")


def _row(canvas, x, y, dated, label, form, *, lines):
    """A sign at its day, the label on the side with more room; returns (height, left, right) of what it takes."""
    after = x <= WIDTH / 2
    side, begin = ("start", x + GAP) if after else ("end", x - GAP)
    said = wrapped(label, LETTERS, (WIDTH - x if after else x) - GAP - 3, lines)
    _sign(canvas, form, x, y + 8)
    for place, line in enumerate(said):
        canvas.words(begin, y + 12.5 + place * LEADING, line, side=side, whole=label)
    height = len(said) * LEADING
    if dated:
        canvas.words(begin, y + height + 11.5, dated, size=SMALL, side=side, fill=QUIET)
        height += LEADING - 1
    length = max([width_of(line, LETTERS) for line in said] + [width_of(dated, SMALL)])
    left, right = (x - 7, begin + length) if after else (begin - length, x + 7)
    return max(height, 18), left, right


def _upright(canvas, x, bottom, taken, **paint):
    """A line from the axis down to `bottom`, broken where words stand."""
    y = AXIS
    for left, right, top, below in taken:
        if left - 3 <= x <= right + 3:
            if top - 1 > y:
                canvas.line(x, y, x, top - 1, **paint)
            y = below + 1
    if bottom > y:
        canvas.line(x, y, x, bottom, **paint)


def _sign(canvas, form, x, y):
    if form == "stopped":
        canvas.line(x - 4.5, y - 4.5, x + 4.5, y + 4.5, stroke=INK, stroke_width=2)
        canvas.line(x - 4.5, y + 4.5, x + 4.5, y - 4.5, stroke=INK, stroke_width=2)
    else:
        canvas.circle(x, y, 5, fill=ACCENT if form == "done" else PAPER, stroke=ACCENT, stroke_width=2)


def _axis(canvas, scale, bottom, taken):
    """The scale above the rows; words that would run into one another or over the edge are left out."""
    canvas.line(0, AXIS, WIDTH, AXIS, stroke=LINE, stroke_width=1)
    free = 0
    for day, words in scale.ticks():
        x = scale.at(day)
        _upright(canvas, x, bottom, taken, stroke=FAINT, stroke_width=1)
        half = width_of(words, SMALL) / 2
        middle = min(max(x, half), WIDTH - half)
        if middle - half >= free:
            canvas.words(middle, AXIS - 7, words, size=SMALL, side="middle", fill=QUIET)
            free = middle + half + 6


def _legend(canvas, y, used, on_words):
    """The signs and what they mean; returns the height of the whole drawing."""
    y += 12
    x = 6
    for form, name in used:
        if x > 6 and x + 12 + width_of(name, SMALL) > WIDTH:
            x, y = 6, y + LEADING
        _sign(canvas, form, x, y)
        canvas.words(x + 11, y + 4, name, size=SMALL, fill=QUIET)
        x += 11 + width_of(name, SMALL) + 18
    if on_words:
        if x > 6 and x + 22 + width_of(on_words, SMALL) > WIDTH:
            x, y = 6, y + LEADING
        canvas.line(x - 4, y, x + 12, y, stroke=INK, stroke_width=1, stroke_dasharray=DASHES)
        canvas.words(x + 18, y + 4, on_words, size=SMALL, fill=QUIET)
    return y + 12
