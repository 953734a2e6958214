"""Log lines without the tokens of personal links, whichever library writes them."""

import logging
import re

# The segment after these is a key to somebody's page: a log is read by more people than the letter was.
TOKENS = re.compile(
    r"(/(?:invitations|privacy/person|accounts/welcome|accounts/password/new|accounts/password/reset/key|accounts/confirm-email)/)[^/\s\"'?#]+"
)


def without_tokens(line):
    """The line with every personal token replaced by dots."""
    return TOKENS.sub(r"\1…", line)


class Line(logging.Formatter):
    """Formats a record and then removes tokens, so that arguments and tracebacks are covered too."""

    def format(self, record):
        return without_tokens(super().format(record))
