"""What apps above add to a meeting's pages on the desk: rows on the page of notes, panels beside it."""

from dataclasses import dataclass

_rows, _panels = {}, {}


@dataclass
class RowsPart:
    """Rows that are written together with the notes, such as outcomes: a formset and how it is saved."""

    key: str
    title: str
    formset: object
    save: object


@dataclass
class PanelPart:
    key: str
    title: str
    content: str


def notes_rows(key, title, *, save, order=50):
    """Register rows of the page of notes: a function of (meeting, data) that returns a formset with the prefix `key`.

    `data` is None on the first look. Once every part of the page is valid, `save(formset, meeting, viewer)` writes it,
    in the transaction of the notes.
    """

    def register(function):
        _rows[key] = (order, title, function, save)
        return function

    return register


def meeting_panel(key, title, order=50):
    """Register a panel beside the pages of a meeting: a function of (meeting, request) that returns HTML, "" for nothing."""

    def register(function):
        _panels[key] = (order, title, function)
        return function

    return register


def rows_of(meeting, data=None):
    return [
        RowsPart(key, str(title), function(meeting, data), save)
        for key, (_order, title, function, save) in sorted(_rows.items(), key=lambda item: item[1][0])
    ]


def panels_of(meeting, request):
    found = [
        PanelPart(key, str(title), function(meeting, request))
        for key, (_order, title, function) in sorted(_panels.items(), key=lambda item: item[1][0])
    ]
    return [part for part in found if part.content]
