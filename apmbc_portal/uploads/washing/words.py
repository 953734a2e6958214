"""The words of a PDF, page by page, for as long as it takes a moment: to warn of what should perhaps not be passed on."""

import logging
import signal
from contextlib import suppress

PAGES, LETTERS = 150, 400_000
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Enough(Exception):
    """The time for reading words is over."""


def of_pdf(path, seconds):
    """[[page number, text], …] of as many pages as can be read in `seconds`; a file that cannot be read has no words."""
    import pypdf  # slow to import, and not needed for pictures

    found = []

    def stop(_signal, _frame):
        raise Enough

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with suppress(Exception):  # the parser may stumble over anything; a warning is a help, never a condition
            reader = pypdf.PdfReader(path)
            for number, page in enumerate(reader.pages[:PAGES], 1):
                found.append([number, page.extract_text()[:LETTERS]])
                if sum(len(text) for _page, text in found) > LETTERS:
                    break
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return found
