"""A PDF as people meet it on a screen: copied from and looked at with the engine of a well-known browser."""

import re
from contextlib import closing

import pypdfium2

DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe]")


def copied(data):
    """The text of each page, as somebody would paste it, with single spaces."""
    with pypdfium2.PdfDocument(data) as document:
        return [page_text(page) for page in document]


def page_text(page):
    with closing(page), closing(page.get_textpage()) as text:
        return " ".join(DIRECTIONS.sub("", text.get_text_range()).split())


def pictures(data, *, width):
    """Each page as a Pillow image of this width."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=width / page.get_width()).to_pil().convert("RGB") for page in document]
