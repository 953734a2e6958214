"""Looking into files in a process of its own: what breaks a parser breaks nothing of the portal.

The child is a new program, not a fork: it has none of the portal's keys, no open connection, an empty environment, and
limits of time, memory and file size. It is ended with the process that started it.
"""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
WASHING = Path(__file__).resolve().parent / "washing" / "__main__.py"
MEGABYTES = 1024
MOST_REPORT = 8 * 2**20  # bytes of what the child may say


class TooSlow(Exception):
    """The time given was over before the file was looked through."""


@dataclass(frozen=True)
class Job:
    """One file to look at: its path, for what it is handed in, where a cleaned copy goes, and how long it may take."""

    path: str
    purpose: str
    out: str
    seconds: float
    kinds: tuple = ()
    file_bytes: int = 100 * 2**20
    megabytes: int = MEGABYTES


def look(job):
    """What `washing.judge` says about the file of `job`. Raises `TooSlow`."""
    report = Path(job.out).with_suffix(".json")
    asked = vars(job) | {"report": str(report), "parent": os.getpid(), "seconds_for_words": min(3.0, job.seconds / 3)}
    # -B: a compiled module cut short at the limit of file size would be read, and break, ever after.
    child = subprocess.Popen(  # noqa: S603  (our own program; the path is one we made)
        [sys.executable, "-I", "-B", str(WASHING), json.dumps(asked)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd=Path(job.out).parent,
        start_new_session=True,
    )
    try:
        child.wait(timeout=job.seconds)
    except subprocess.TimeoutExpired as slow:
        raise TooSlow from slow
    finally:
        child.kill()
        child.wait()
    return said(report, child.returncode)


def said(report, code):
    """What the child wrote down. One that died in the middle was brought down by the file."""
    if code or not report.exists() or report.stat().st_size > MOST_REPORT:
        log.warning("Looking into a file ended with code %s; the file is refused.", code)
        return {"refused": "too_heavy", "detail": ""}
    words = json.loads(report.read_text())
    if "broke" in words:
        log.warning("A parser broke over a file (%s); the file is refused.", words["broke"])
    return words
