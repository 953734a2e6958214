"""Figures: plain data in, one accessible SVG and its table out. The same drawing serves the page and the paper.

No database here. What is drawn is collected by `engagements/figures.py` and `reports/figures/`, and can be frozen as JSON.
"""

from apmbc_portal.figures.view import Drawn, drawn

__all__ = ["Drawn", "drawn"]
