"""Whether a file is taken: what is in it, what the virus check says, and the copy that may be passed on.

`check` is asked by the form, with seconds, and by the worker, with minutes, for what the form had no time for.
"""

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from apmbc_portal import sensitive
from apmbc_portal.uploads import clamav
from apmbc_portal.uploads.apart import Job, TooSlow, look

IN_A_PAGE, IN_A_WORKER = 12.0, 150.0  # seconds
PLACES = 5  # pages named in a warning


@dataclass
class Verdict:
    """What is known of a file. `refused` and `waiting` are codes of `refusals.SENTENCES`; waiting is what keeps it from being known."""

    kind: str = ""
    refused: str = ""
    detail: str = ""
    waiting: str = ""
    looks: list = field(default_factory=list)  # what a person should look at: [{"what": …, "pages": […]}]
    copy: bytes | None = None  # of a paper: what may be passed on
    copy_sha256: str = ""

    @property
    def passed(self):
        return not (self.refused or self.waiting)


def check(chunks, purpose, *, kinds=(), seconds=IN_A_PAGE):
    """The verdict on a file whose bytes come in `chunks`. `purpose` is "evidence" (looked at) or "paper" (cleaned)."""
    with tempfile.TemporaryDirectory(prefix="upload-") as directory:
        path, out = Path(directory, "file"), Path(directory, "copy")
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        try:
            said = look(Job(str(path), purpose, str(out), seconds, tuple(kinds)))
        except TooSlow:
            return Verdict(waiting="too_slow")
        verdict = Verdict(said.get("kind", ""), said.get("refused", ""), said.get("detail", ""))
        if not verdict.refused:
            ask_scanner(path, verdict, seconds / 2)
        if verdict.passed and purpose == "paper":
            verdict.looks = what_to_look_at(said)
            verdict.copy = out.read_bytes()
            verdict.copy_sha256 = hashlib.sha256(verdict.copy).hexdigest()
    return verdict


def ask_scanner(path, verdict, seconds):
    """Write the virus check's word into the verdict; without its word the file waits."""
    if not clamav.is_set():
        return
    with path.open("rb") as file:
        try:
            verdict.detail = clamav.found_in(file, seconds)
        except clamav.Unreachable as why:
            verdict.waiting, verdict.detail = "no_scanner", str(why)
        else:
            verdict.refused = "virus" if verdict.detail else ""


def what_to_look_at(said):
    """What the washing noticed, and what the words of the file look like, with the pages where it knows them."""
    found = {note: [] for note in said.get("notes", [])}
    for page, text in said.get("texts", []):
        for what in sensitive.kinds_in(text):
            pages = found.setdefault(what, [])
            if page and len(pages) < PLACES:
                pages.append(page)
    return [{"what": what, "pages": pages} for what, pages in found.items()]
