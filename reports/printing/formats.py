"""Which engine makes which file. An engine is a module with `render(content, tell) -> (bytes, number of pages)`.

`content` is what the document froze; `tell(stage, done, total)` says how far it is (`reports.printing.apart` runs it in a
process of its own). A module may also have `warm_up()`, which the worker calls once before the first document.
"""

from importlib import import_module

# By format; a kind whose file of a format is made differently has a line of its own: "contact_list.pdf".
ENGINES = {
    "pdf": "reports.printing.pdf",
    "report.docx": "reports.printing.docx",
    "xlsx": "reports.printing.spreadsheet",
}


def engine_of(document):
    """The engine's module, imported now: engines are large, and only workers need them."""
    return import_module(ENGINES.get(f"{document.kind}.{document.format}") or ENGINES[document.format])
