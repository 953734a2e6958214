"""A virus check that speaks as ClamAV's daemon does, in a thread of the test."""

import socket
import threading


class Scanner:
    """`heard` is what it was given; it finds `finds` in everything, or nothing."""

    def __init__(self, finds="", says=""):
        self.says = says or (f"stream: {finds} FOUND" if finds else "stream: OK")
        self.heard = []
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
                assert read.read(10) == b"zINSTREAM\0"
                pieces = []
                while size := int.from_bytes(read.read(4), "big"):
                    pieces.append(read.read(size))
                self.heard.append(b"".join(pieces))
                line.sendall(self.says.encode() + b"\0")
