"""What the bodies of documents ask of their frozen content: figures drawn, and the direction of words of unknown script."""

from django import template

from apmbc_portal.figures import drawn
from apmbc_portal.figures.lettering import is_rtl

register = template.Library()
register.filter("drawn", drawn)


@register.filter
def direction(words, otherwise=False):
    """ "rtl" or "ltr": that of the first letter, or of the document where there is none. The layout engine knows no "auto"."""
    return "rtl" if is_rtl(str(words), bool(otherwise)) else "ltr"
