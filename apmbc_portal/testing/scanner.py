"""A virus check that speaks as ClamAV's daemon does, in a thread of the test."""

import socket
import struct
import threading


class Scanner:
    """`heard` is what it was given; it finds `finds` in everything that holds `mark`, or nothing; it hangs up on more than `limit`."""

    def __init__(self, finds="", says="", mark=b"", limit=2**31):
        self.finds, self.says, self.mark, self.limit = finds, says, mark, limit
        self.heard, self.commands = [], []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        self.thread.join(5)

    def listen(self):
        while True:
            try:
                line, _address = self.door.accept()
            except OSError:  # the door was shut
                return
            with line, line.makefile("rb") as read:
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
