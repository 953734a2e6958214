"""Why a file is not taken. The sentence for each code is in `apmbc_portal/uploads/refusals.py`."""


class Refusal(Exception):
    """A file that is not taken: a code, and what in the file it is about where that helps to find it."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code, self.detail = code, " ".join(str(detail).split())[:120]
