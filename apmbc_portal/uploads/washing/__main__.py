"""The process of its own: `python -I …/washing <job as JSON>`. It sets its limits before any parser is imported."""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def settle(job):
    """Keep to the limits, end with the parent, leave no core file that would hold somebody's words."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        memory = job["megabytes"] * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(job["seconds"]) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != job["parent"]:
        sys.exit(1)


def main():
    job = json.loads(sys.argv[1])
    settle(job)
    # The folder above is the only one of the portal this process knows: `washing` is imported without the rest.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from washing.judge import judge

    said = judge(job["path"], job["purpose"], job["out"], job["kinds"], job["seconds_for_words"])
    Path(job["report"]).write_text(json.dumps(said))


if __name__ == "__main__":
    main()
