"""A small server in a thread of the test, for what the portal speaks to."""

import socket
import threading


class Listener:
    """Answers one visitor after the other on a port of its own, inside `with`; a subclass says how in `serve`."""

    def __init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self.door.getsockname()
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
                self.serve(line, read)

    def serve(self, line, read):
        """Speak with one visitor: `line` to answer on, `read` to hear."""
        raise NotImplementedError
