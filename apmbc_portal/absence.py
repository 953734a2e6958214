"""A server that did not answer is not asked again for a moment: each time would cost the page that waits half a second."""

import time

MOMENT = 5.0  # seconds


class Absence:
    """What this process knows of one server's absence. Nothing is lost by it: whoever asks can do without an answer."""

    def __init__(self):
        self.until = 0.0

    def __bool__(self):
        return time.monotonic() < self.until

    def begin(self):
        self.until = time.monotonic() + MOMENT

    def end(self):
        self.until = 0.0
