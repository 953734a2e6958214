"""Asking a ClamAV daemon about a file, where the operator named one (`CLAMAV_URL`)."""

import socket
import time
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 64 * 1024


class Unreachable(Exception):
    """The daemon did not answer, or could not look at the file."""


def is_set():
    return bool(getattr(settings, "CLAMAV_URL", ""))


def found_in(file, seconds):
    """What the daemon found in an open file, by its name; an empty string where it found nothing. Raises `Unreachable`."""
    file.seek(0)
    try:
        said = told(file, time.monotonic() + seconds)
    except OSError as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        file.seek(0)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")[:100]
    raise Unreachable(said[:100])  # "INSTREAM size limit exceeded. ERROR" and the like


def told(file, until):
    """The daemon's sentence about the bytes of an open file."""
    with connected(until) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.settimeout(left(until))
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(b"\0\0\0\0")
        except ConnectionError:
            # It hung up in the middle: of a file that is too large for it, it says so before.
            if said := answer(line, until):
                return said
            raise
        return answer(line, until)


def asked(command, seconds):
    """The daemon's answer to PING or VERSION. Raises `Unreachable`."""
    until = time.monotonic() + seconds
    try:
        with connected(until) as line:
            line.sendall(f"z{command}\0".encode())
            return answer(line, until)
    except OSError as error:
        raise Unreachable(type(error).__name__) from error


def answers(seconds=2):
    """Whether the daemon is there: asked before a file is, since a daemon that hangs would hold each for as long as a file may take."""
    try:
        return asked("PING", seconds) == "PONG"
    except Unreachable:
        return False


def left(until):
    return max(0.1, until - time.monotonic())


def connected(until):
    """An open line to the daemon."""
    parts = urlsplit(settings.CLAMAV_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=left(until))
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(left(until))
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def answer(line, until):
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        line.settimeout(left(until))
        piece = line.recv(4096)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
