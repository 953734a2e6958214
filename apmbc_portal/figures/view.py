"""From a figure's data, as it is frozen in a document, to what `documents/figure.html` shows."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, ngettext, override
from django.utils.translation import gettext as _

from apmbc_portal.figures import bars, course
from apmbc_portal.text import without_marks

TOLD = 8  # rows a description still reads out; more are left to the table
DAY, SHORT = "j F Y", "j M Y"


@dataclass(frozen=True)
class Drawn:
    """A figure to show: the drawing, and the table with every figure in it. Without a drawing there is nothing to show.

    The first cell of each row is its heading. `columns` says how each column is set: "label", "day" or "count".
    """

    kind: str
    title: str
    svg: str = ""
    head: tuple = ()
    rows: tuple = ()
    columns: tuple = ()
    language: str = ""
    rtl: bool = False

    def __bool__(self):
        return bool(self.svg)

    @property
    def cells(self):
        """The rows, each cell with the way its column is set."""
        return [[*zip(row, self.columns, strict=True)] for row in self.rows]

    @property
    def headings(self):
        return [*zip(self.head, self.columns, strict=True)]


def drawn(data, *, rtl=None, language="", name=""):
    """The figure of `data` (see KINDS for its forms) in `language`, that of the page unless told.

    `name` tells two figures with the same data on one page apart.
    """
    language = language or get_language() or "en"
    rtl = _bidi(language) if rtl is None else rtl
    name = name or f"figure-{hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:10]}"
    with override(language):
        title = without_marks(str(data.get("title") or TITLES[data["kind"]]()), one_line=True)
        return KINDS[data["kind"]](data, title, rtl=rtl, language=language, name=name)


def _needs_by_theme(data, title, **how):
    """{"kind": "needs_by_theme", "title", "rows": [[label, needs, offers], …]}"""
    rows = _counted(data["rows"], 2)
    needs, offers = (sum(column) for column in list(zip(*rows, strict=True))[1:]) if rows else (0, 0)
    said = _("%(needs)s, %(offers)s") % {
        "needs": ngettext("%(count)s need", "%(count)s needs", needs) % {"count": needs},
        "offers": ngettext("%(count)s offer", "%(count)s offers", offers) % {"count": offers},
    }
    return _bar_figure(data["kind"], title, rows, (_("Theme"), _("Needs"), _("Offers")), said, **how)


def _participants_by_kind(data, title, **how):
    """{"kind": "participants_by_kind", "title", "rows": [[label, people], …]}"""
    rows = _counted(data["rows"], 1)
    people = sum(number for _label, number in rows)
    said = ngettext("%(count)s person", "%(count)s people", people) % {"count": people}
    return _bar_figure(data["kind"], title, rows, (_("Kind"), _("People")), said, **how)


def _timeline(data, title, *, rtl, language, name):
    """{"kind": "timeline", "title", "on": day, "rows": [[day or "", label, "done" | "to_come" | "stopped"], …]}"""
    rows = sorted(_events(data["rows"]), key=lambda row: row[0] or datetime.date.max)
    dated = [(day, date_format(day, DAY), label, form) for day, label, form in rows if day]
    legend = {"done": _("done"), "to_come": _("planned"), "stopped": _("cancelled")}
    plain = Drawn("timeline", title, language=language, rtl=rtl)
    if not dated:
        return plain
    on = datetime.date.fromisoformat(data["on"]) if data.get("on") else None
    on_words = _("%(day)s, when this was drawn") % {"day": date_format(on, SHORT)} if on else ""
    canvas, height = course.draw(dated, legend, on=on, on_words=on_words, rtl=rtl)
    said = ngettext("%(count)s event", "%(count)s events", len(dated)) % {"count": len(dated)}
    said = _("%(events)s from %(first)s to %(last)s") % {"events": said, "first": dated[0][1], "last": dated[-1][1]}
    told = _told([f"{day}: {label} ({legend[form]})" for _on, day, label, form in dated])
    svg = canvas.svg(height, name=name, title=f"{title}: {said}", description=told)
    table, before = [], None
    for day, label, form in rows:
        says_more = form != "done" and day
        event = _("%(event)s (%(state)s)") % {"event": label, "state": legend[form]} if says_more else label
        later = str((day - before).days) if day and before else ""
        table.append((event, date_format(day, SHORT) if day else _("no date yet"), later))
        before = day or before
    head = (_("Event"), _("Day"), _("Days later"))
    return Drawn("timeline", title, svg, head, tuple(table), ("label", "day", "count"), language, rtl)


def _bar_figure(kind, title, rows, head, said, *, rtl, language, name):
    plain = Drawn(kind, title, language=language, rtl=rtl)
    if not any(sum(numbers) for _label, *numbers in rows):
        return plain
    canvas, height = bars.draw(rows, head[1:], rtl=rtl)
    told = [
        f"{label}: " + ", ".join(f"{name} {number}" for name, number in zip(head[1:], numbers, strict=True))
        for label, *numbers in rows
    ]
    svg = canvas.svg(height, name=name, title=f"{title}: {said}", description=_told(told))
    columns = ("label", *("count" for _name in head[1:]))
    return Drawn(kind, title, svg, head, tuple((label, *map(str, numbers)) for label, *numbers in rows), columns, language, rtl)


def _told(lines):
    """The rows read out where they are few; otherwise where they are found."""
    return "; ".join(lines) if len(lines) <= TOLD else _("The table beside the drawing gives every figure.")


def _counted(rows, numbers):
    """Rows of a label and `numbers` counts, clean for a drawing."""
    return [(without_marks(str(label), one_line=True), *(max(0, int(n)) for n in counts[:numbers])) for label, *counts in rows]


def _events(rows):
    return [
        (datetime.date.fromisoformat(day) if day else None, without_marks(str(label), one_line=True), form)
        for day, label, form in rows
    ]


def _bidi(language):
    try:
        return get_language_info(language)["bidi"]
    except KeyError:
        return False


KINDS = {"needs_by_theme": _needs_by_theme, "participants_by_kind": _participants_by_kind, "timeline": _timeline}
TITLES = {
    "needs_by_theme": lambda: _("Needs and offers by theme"),
    "participants_by_kind": lambda: _("Participants by kind"),
    "timeline": lambda: _("Course over time"),
}
