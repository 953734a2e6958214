"""Log lines without keys and without people, whichever library writes them: a log is read by more people than the letter was."""

import logging
import re
import traceback

# The segment after these is a key to somebody's page.
TOKENS = re.compile(
    r"(/(?:invitations|privacy/person|accounts/welcome|accounts/password/new|accounts/password/reset/key|accounts/confirm-email)/)[^/\s\"'?#]+"
)
QUERIES = re.compile(r"(/[^\s\"'?]*)\?[^\s\"'>]+")  # what people search for, and where they came from
MAILBOXES = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Values in the words of an exception: what somebody typed, what stands in a row.
VALUES = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|(?<==)\([^)]*\)")
DEEPEST = 8


def without_tokens(line):
    """The line with every personal token and every question of an address replaced by dots."""
    return QUERIES.sub(r"\1?…", TOKENS.sub(r"\1…", line))


def without_people(line):
    """The line with every mailbox replaced by dots."""
    return MAILBOXES.sub("…@…", line)


def what_happened(error, depth=0):
    """A traceback with the places in the code; of the exception's own words, the first line without the values in it.

    A database quotes the row it refuses, a parser the text it cannot read.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = what_happened(before, depth + 1) + ["and then:"] if before is not None and depth < DEEPEST else []
    lines += [place.rstrip() for place in traceback.format_tb(error.__traceback__)]
    words = VALUES.sub("…", next(iter(str(error).splitlines()), ""))[:200]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}: {words}"]


class Line(logging.Formatter):
    """Formats a record and then removes keys and mailboxes, so that arguments and tracebacks are covered too."""

    def format(self, record):
        return without_people(without_tokens(super().format(record)))

    def formatException(self, ei):  # noqa: N802
        return "\n".join(what_happened(ei[1])) if ei[1] is not None else ""
