"""Addresses inside files: an ordinary link may stay, whatever is fetched when the file is opened may not."""

import re

ORDINARY = re.compile(r"^(https?://|mailto:|tel:|#|$)", re.I)
REMOTE = re.compile(r"^(https?:|ftps?:|smb:|webdavs?:|[\\/]{2}|file:[\\/]{2,}(?![\\/])(?!localhost)(?![A-Za-z]:)[^\\/])", re.I)


def is_ordinary(target):
    """Whether this is a link people click: to a page, an address or a place in the same file."""
    return bool(ORDINARY.match(target.strip())) and "\x00" not in target


def is_remote(target):
    """Whether following this asks another machine."""
    return bool(REMOTE.match(target.strip()))
