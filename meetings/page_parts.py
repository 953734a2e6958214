"""What apps above add to the page of a meeting as its participants and hosts read it."""

_parts = {}


def page_part(key, order=50):
    """Register a part of the page: a function of (meeting, request) that returns HTML, "" for nothing.

    Whatever it shows comes from `visible_to(request.viewer)` of its own rows.
    """

    def register(function):
        _parts[key] = (order, function)
        return function

    return register


def parts_of(meeting, request):
    """The parts there are for this reader, in their order."""
    found = [function(meeting, request) for _order, function in sorted(_parts.values(), key=lambda part: part[0])]
    return [part for part in found if part]
