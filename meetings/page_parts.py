"""What apps above add to the page of a meeting as its participants and hosts read it."""

from apmbc_portal.page_parts import PageParts

_parts = PageParts()
page_part, parts_of = _parts.part, _parts.of
