"""The only module that knows WeasyPrint. It is slow to import and large: workers import it, web processes never do."""
# ruff: noqa: E402  (fontconfig must know our fonts before WeasyPrint is imported)

import gc
import logging
import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from reports.kinds.report import sample
from reports.models import Document
from reports.printing.apart import silent
from reports.printing.fonts import point_fontconfig

point_fontconfig(settings.VAR_DIR)  # the next import looks for fonts

from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.printing.frames import with_room
from reports.printing.glyphs import say_letters
from reports.printing.lettering import set_words_whole
from reports.printing.parts import cut, render_in_parts
from reports.printing.rules import draw_lines
from reports.printing.tags import tag_by_source
from reports.printing.thrift import be_thrifty

log = logging.getLogger(__name__)
STATIC = Path(settings.BASE_DIR, "static").resolve()
BASE = f"{STATIC.as_uri()}/"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

gc.set_threshold(100_000, 20, 100)  # a layout makes millions of small objects that live: collect less often
set_words_whole()
say_letters()
draw_lines()
tag_by_source()
be_thrifty()


class StaticFiles(URLFetcher):
    """Admits a file only where its resolved path lies under static/; nothing from the network, ever."""

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if (
            parts.scheme != "file"
            or parts.netloc
            or not path.is_relative_to(STATIC)
            or path.suffix not in TYPES
            or not path.is_file()
        ):
            raise ValueError("Only files under static/ are printed.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


class Source(HTML):
    """A document's words as the engine takes them. Well-formed ones are read by the parser in C, in next to no time."""

    def __init__(self, text):
        try:
            root = ElementTree.fromstring(text)  # noqa: S314  (what people typed is escaped in it)
        except ElementTree.ParseError as error:
            log.warning("A template of a document is not well-formed: %s", error)
            super().__init__(string=text, base_url=BASE, url_fetcher=StaticFiles())
            return
        self.base_url, self.url_fetcher, self.media_type = BASE, StaticFiles(), "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class Progress(logging.Handler):
    """Passes on what WeasyPrint says about its steps: pages counted up at first, then gone over again of how many."""

    PAGE = re.compile(r"Step 5 - Creating layout - Page (\d+)")

    def __init__(self, tell):
        super().__init__(level=logging.INFO)
        self.tell, self.page, self.pages = tell, 0, 0

    def emit(self, log_record):
        message = log_record.getMessage()
        if page := self.PAGE.match(message):
            self.page = int(page[1])
            self.tell("layout", self.page, max(self.page, self.pages) if self.pages else 0)
        elif message.startswith("Step 5 - Creating layout - Repagination"):
            self.pages = self.page
        elif message.startswith(("Step 6", "Step 7")):
            self.tell("writing", self.page, self.page)


@cache
def sheet(kind):
    """The stylesheet of a kind of document: what all have, and its own; one, because each is asked about each element."""
    paths = [STATIC / "css" / name for name in ("pdf.css", f"pdf-{kind}.css")]
    return CSS(string="\n".join(path.read_text() for path in paths if path.is_file()), base_url=BASE, url_fetcher=StaticFiles())


@cache
def warm_up():
    """The first render pays for imports, fonts and stylesheets: what a worker does before anybody asks, once."""
    for kind in Document.Kind.values:
        sheet(kind)
    render_one(sample())
    gc.collect()
    gc.freeze()  # what is warm stays: no fork looks through it, and so none copies it


def render(content, tell=silent):
    """(PDF bytes, number of pages) of a document's frozen content; `tell(stage, done, total)` hears of each step."""
    if parts := cut(content):
        warm_up()
        return render_in_parts(parts, tell, render_one, page_numbers)
    return render_one(content, tell)


@with_room
def render_one(content, tell=silent):
    """The same, in one piece."""
    with heard_by(tell), override(content["labels_language"]):
        html = render_to_string(f"pdf/{content['kind']}.html", {"c": content, "body": f"documents/{content['kind']}.html"})
        point_fontconfig(settings.VAR_DIR, html)
        laid_out = Source(html).render(pdf_variant="pdf/ua-1", stylesheets=[sheet(content["kind"])])
        return laid_out.write_pdf(pdf_variant="pdf/ua-1"), len(laid_out.pages)


def page_numbers(content, pages):
    """A PDF of so many pages with their numbers alone, where the pages of this kind of document have them."""
    with override(content["labels_language"]):
        html = render_to_string("pdf/numbers.html", {"c": content, "pages": range(pages)})
    return Source(html).write_pdf(stylesheets=[sheet(content["kind"])])


@contextmanager
def heard_by(tell):
    progress = Progress(tell)
    PROGRESS_LOGGER.addHandler(progress)
    before = PROGRESS_LOGGER.level
    PROGRESS_LOGGER.setLevel(logging.INFO)
    propagate, PROGRESS_LOGGER.propagate = PROGRESS_LOGGER.propagate, False
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(progress)
        PROGRESS_LOGGER.setLevel(before)
        PROGRESS_LOGGER.propagate = propagate
