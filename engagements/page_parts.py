"""What apps above add to the page of a request as whoever may see it reads it."""

from apmbc_portal.page_parts import PageParts

_parts = PageParts()
page_part, parts_of = _parts.part, _parts.of
