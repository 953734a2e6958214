"""The figures of meetings and files: what they show, as plain data. `drawn` (apmbc_portal.figures) draws it.

A document freezes the data with its words; pages draw what was frozen, or collect it for the reader of the moment.
"""

from apmbc_portal.figures import drawn
from engagements.figures import needs_by_theme
from reports.figures.data import participants_by_kind, timeline

__all__ = ["drawn", "needs_by_theme", "participants_by_kind", "timeline"]
