"""What apps above add to the page of a row below: each app whose pages take parts keeps one `PageParts`."""


class PageParts:
    """The parts of one kind of page."""

    def __init__(self):
        self._parts = {}

    def part(self, key, order=50):
        """Register a part: a function of (row, request) that returns HTML, "" for nothing.

        Whatever it shows comes from `visible_to(request.viewer)` of its own rows.
        """

        def register(function):
            self._parts[key] = (order, function)
            return function

        return register

    def of(self, row, request):
        """The parts there are for this reader, in their order."""
        found = [function(row, request) for _order, function in sorted(self._parts.values(), key=lambda part: part[0])]
        return [part for part in found if part]
