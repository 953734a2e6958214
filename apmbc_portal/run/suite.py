"""`make test`: every test, on both databases, with real servers and a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack

from apmbc_portal.run.cluster import private_cluster, programs
from apmbc_portal.run.supervisor import say

PLAIN = ["-m", "not worker and not browser", "-n", "2"]
WORKER = ["-m", "worker"]
BROWSER = ["-m", "browser"]
RESULT = re.compile(r"\b\d+ (passed|failed|error|errors|skipped|deselected)\b.* in [\d.]+s|no tests ran")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def steps(postgres):
    """(what, DATABASE_URL, pytest's arguments, why it cannot run here)."""
    redis = "" if shutil.which("redis-server") else "redis-server is not installed"
    chromium = "" if any(shutil.which(name) for name in CHROMIUM) else "chromium is not installed"
    no_postgres = "" if postgres else "PostgreSQL is not installed"
    yield "units and views on SQLite", "", PLAIN, ""
    yield "units and views on PostgreSQL", postgres, PLAIN, no_postgres
    yield "worker tests on SQLite", "", WORKER, redis
    yield "worker tests on PostgreSQL", postgres, WORKER, redis or no_postgres
    yield "journeys in Chromium", postgres, BROWSER, redis or chromium


def run_pytest(database_url, arguments):
    """pytest's exit code and its last line; its output is shown as it comes."""
    env = dict(os.environ, PYTHONUNBUFFERED="1", COLUMNS="120", TEST_TEMPLATES="1")
    env.pop("DATABASE_URL", None)
    if database_url:
        env["DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", "--durations=5", "--durations-min=1", *arguments]
    result = ""
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        for line in run.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if RESULT.search(line):
                result = line.strip("= \n")
    return run.returncode, result


def main(extra):
    in_ci = os.environ.get("CI") == "true"
    begin, lines, failed = time.monotonic(), [], False
    with ExitStack() as stack:
        postgres = stack.enter_context(private_cluster()) if programs() else ""
        for what, database_url, arguments, obstacle in steps(postgres):
            if obstacle:
                failed = failed or in_ci  # in CI nothing may be left out
                lines.append(f"{what}: LEFT OUT, {obstacle}")
                continue
            say(f"\n=== {what} ===")
            code, result = run_pytest(database_url, arguments + extra)
            failed = failed or code != 0
            lines.append(f"{what}: {result or 'no result'}{'' if code == 0 else f' (exit code {code})'}")
    say("\n=== results ===")
    for line in lines:
        say(line)
    say(f"{'FAILED' if failed else 'All passed'} after {time.monotonic() - begin:.0f} s.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
