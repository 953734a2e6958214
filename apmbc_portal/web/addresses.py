"""Addresses as browsers, and whoever plays one, send them."""

from urllib.parse import urlsplit


def parts_of(address):
    """The parts of an address that came with a request; those of none where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
