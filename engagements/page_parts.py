"""What apps above add to the page of a request, and to that of a file, as whoever may see it reads it."""

from apmbc_portal.page_parts import PageParts

_parts, _of_file = PageParts(), PageParts()
page_part, parts_of = _parts.part, _parts.of
file_part, parts_of_file = _of_file.part, _of_file.of
