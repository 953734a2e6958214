"""What the bodies of documents ask of their frozen content: figures drawn, and the direction of words of unknown script."""

from django import template
from django.utils.html import format_html

from apmbc_portal.figures import drawn
from apmbc_portal.figures.lettering import is_rtl

register = template.Library()
register.filter("drawn", drawn)


@register.filter
def direction(words, otherwise=False):
    """ "rtl" or "ltr": that of the first letter, or of the document where there is none. The layout engine knows no "auto"."""
    return "rtl" if is_rtl(str(words), bool(otherwise)) else "ltr"


@register.filter
def apart(words, rtl=False):
    """Words that run against the document, in their own order; the others as they are, since each mark costs layout time."""
    against = is_rtl(str(words), bool(rtl)) != bool(rtl)
    return format_html('<bdi dir="{}">{}</bdi>', "ltr" if rtl else "rtl", words) if against else words
