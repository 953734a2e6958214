"""A virus check that speaks as ClamAV's daemon does, in a thread of the test."""

import socket
import struct

from apmbc_portal.testing.listener import Listener


class Scanner(Listener):
    """`heard` is what it was given; it finds `finds` in everything that holds `mark`, or nothing; it hangs up on more than `limit`."""

    def __init__(self, finds="", says="", mark=b"", limit=2**31):
        super().__init__()
        self.finds, self.says, self.mark, self.limit = finds, says, mark, limit
        self.heard, self.commands = [], []
        self.url = f"tcp://{self.host}:{self.port}"

    def serve(self, line, read):
        line.sendall(self.answer(line, read).encode() + b"\0")

    def answer(self, line, read):
        self.commands.append(command := word(read))
        if command != b"zINSTREAM":
            return {b"zPING": "PONG", b"zVERSION": "ClamAV 1.4.6"}.get(command, "UNKNOWN COMMAND")
        data = b""
        while size := int.from_bytes(read.read(4), "big"):
            data += read.read(size)
            if len(data) > self.limit:  # as the daemon does: it says why, and hangs up on whoever still sends
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))
                return "INSTREAM size limit exceeded. ERROR"
        self.heard.append(data)
        found = self.finds if self.mark in data else ""
        return self.says or (f"stream: {found} FOUND" if found else "stream: OK")


def word(read):
    """A command, to the NUL that ends it."""
    said = b""
    while (sign := read.read(1)) not in (b"", b"\0"):
        said += sign
    return said
