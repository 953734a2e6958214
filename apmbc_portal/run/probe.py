"""The containers' health checks: exit code 0 when the part does its work."""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108  (the container's own /tmp)
BEAT_SILENCE = 10 * 60  # beat writes its schedule down every few minutes


def web():
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    url = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/ready"
    request = urllib.request.Request(url, headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def worker():
    from socket import gethostname

    from apmbc_portal.celery import app

    return bool(app.control.ping(destination=[f"celery@{gethostname()}"], timeout=5))


def beat():
    written = [path.stat().st_mtime for path in BEAT_SCHEDULE.parent.glob(BEAT_SCHEDULE.name + "*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENCE


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
