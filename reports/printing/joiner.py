"""Calls the program that joins parts (`reports.printing.join`), in which alone their structure takes up memory."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from reports.printing.ends import Failed, Why

PROGRAM = Path(__file__).with_name("join.py")


def join_apart(parts, numbers):
    """The bytes of one file, or `Failed`. Where this process is killed the program finds nobody to give the file to, and ends."""
    files = [*parts, numbers]
    lengths = json.dumps([len(file) for file in files]).encode()
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-P", PROGRAM],
        input=b"\n".join([lengths, b"".join(files)]),
        stdout=subprocess.PIPE,
        check=False,
    )
    if ended.returncode:
        raise Failed(Why.KILLED if ended.returncode == -signal.SIGKILL else Why.CRASHED, f"exit code {ended.returncode}")
    return ended.stdout
