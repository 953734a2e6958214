"""What apps above the floor add to the desk. They register in their `admin` package, so that imports point one way."""

from dataclasses import dataclass

_waiting, _attention, _panels = {}, {}, {}


@dataclass(frozen=True)
class Waiting:
    """Something on the desk's first page: what waits, how much of it, and where."""

    title: str
    count: int
    url: str


@dataclass(frozen=True)
class Panel:
    """A part of the file page of an engagement."""

    key: str
    title: str
    content: str


def waiting(key):
    """Register a counter of the desk's first page: a function that returns (title, count, url)."""

    def register(function):
        _waiting[key] = function
        return function

    return register


def attention(key, sentence):
    """Register what makes a file need action: a function that returns a queryset of engagement ids, with the sentence to show.

    For example `EngagementRequest.objects.filter(status="submitted").values("engagement")`. The queue asks for all of
    them in its one query, so that what needs action stands first on the first page.
    """

    def register(function):
        _attention[key] = (sentence, function)
        return function

    return register


def panel(key, title, order=50):
    """Register a part of the file page: a function of (engagement, request) that returns rendered HTML, "" for nothing.

    `order` sorts the parts: requests 10, correspondence 20, meetings 30, reports 40, letters 60.
    """

    def register(function):
        _panels[key] = (order, title, function)
        return function

    return register


def what_waits():
    """The counters above zero, in the order they were registered."""
    found = [Waiting(*function()) for function in _waiting.values()]
    return [one for one in found if one.count]


def attentions():
    """[(key, sentence, queryset of engagement ids)] of everything that makes a file need action."""
    return [(key, sentence, function()) for key, (sentence, function) in _attention.items()]


def panels(engagement, request):
    """The registered parts of the file page that have something to show."""
    parts = [
        Panel(key, str(title), function(engagement, request))
        for key, (_order, title, function) in sorted(_panels.items(), key=lambda item: item[1][0])
    ]
    return [part for part in parts if part.content]
