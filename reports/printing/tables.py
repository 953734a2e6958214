"""Which header of a table speaks of which cell."""

import pydyf

SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def describe_tables(tree):
    """Write `/Scope` on every header; answers {identifier: header} for the tables that need more.

    A header over a group of rows (an organisation above its people) speaks of the rows below it alone, which no scope says:
    there each cell names its headers.
    """
    named = {}
    for number, table in enumerate(every(tree, "Table")):
        headers = list(table.of_kind("TH"))
        for header in headers:
            header.layout["Scope"] = SCOPES.get(header.element.get("scope"), "/Column")
        if any(header.element.get("scope") == "rowgroup" for header in headers):
            name_headers(table, table.element.get("id") or f"t{number}", named)
    return named


def every(part, kind):
    for one in part.of_kind(kind):
        yield one
        yield from every(one, kind)


def name_headers(table, prefix, named):
    """Give the headers of `table` identifiers, and each cell the list of those that speak of it."""
    columns = {}

    def name(header):
        named[identifier := f"{prefix}-{len(named)}"] = header
        header.attributes["ID"] = pydyf.String(identifier)
        return pydyf.String(identifier)

    for group in table.of_kind("THead", "TBody", "TFoot"):
        above = []
        for row in group.of_kind("TR"):
            beside, place = [], 0
            for cell in row.of_kind("TH", "TD"):
                width = cell.layout.get("ColSpan", 1)
                scope = cell.element.get("scope")
                if cell.kind == "TH" and scope == "row":
                    beside.append(name(cell))
                elif cell.kind == "TH" and scope == "rowgroup":
                    above = [name(cell)]
                elif cell.kind == "TH":
                    columns.update(dict.fromkeys(range(place, place + width), name(cell)))
                else:
                    heads = [columns[one] for one in range(place, place + width) if one in columns]
                    cell.layout["Headers"] = pydyf.Array([*above, *beside, *heads])
                place += width
