"""`make test`: every test, on both databases, with real servers and a real browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from apmbc_portal.run.cluster import private_cluster, programs
from apmbc_portal.run.supervisor import say

# worksteal: the tests of a file stay together, with what they set up once, and no processor waits while the other has tests left.
PLAIN = ["-m", "not worker and not browser", "-n", "logical", "--maxprocesses", "4", "--dist", "worksteal"]
WORKER = ["-m", "worker"]
BROWSER = ["-m", "browser"]
RESULT = re.compile(r"\b\d+ (passed|failed|error|errors|skipped|deselected)\b.* in [\d.]+s|no tests ran")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


Step = namedtuple("Step", "what database_url arguments obstacle")  # obstacle: why it cannot run here


def lanes(postgres):
    """Lists of steps that run side by side: tests of workers and browsers wait more than they compute, the others never wait."""
    redis = "" if shutil.which("redis-server") else "redis-server is not installed"
    chromium = "" if any(shutil.which(name) for name in CHROMIUM) else "chromium is not installed"
    no_postgres = "" if postgres else "PostgreSQL is not installed"
    yield [
        Step("units and views on SQLite", "", PLAIN, ""),
        Step("units and views on PostgreSQL", postgres, PLAIN, no_postgres),
    ]
    yield [
        Step("worker tests on SQLite", "", WORKER, redis),
        Step("worker tests on PostgreSQL", postgres, WORKER, redis or no_postgres),
        Step("journeys in Chromium", postgres, BROWSER, redis or chromium),
    ]


def run_pytest(step, extra, show):
    """pytest's exit code and its last line; each line it prints is passed to `show`."""
    env = dict(os.environ, PYTHONUNBUFFERED="1", COLUMNS="120", TEST_TEMPLATES="1")
    env.pop("DATABASE_URL", None)
    if step.database_url:
        env["DATABASE_URL"] = step.database_url
    command = [sys.executable, "-m", "pytest", "-q", "--color=no", "--durations=5", "--durations-min=1"]
    result = ""
    with subprocess.Popen(
        [*command, *step.arguments, *extra],
        env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as run:  # fmt: skip
        for line in run.stdout:
            show(line)
            if RESULT.search(line):
                result = line.strip("= \n")
    return run.returncode, result


def show_now(line):
    sys.stdout.write(line)
    sys.stdout.flush()


def side_by_side(lanes, extra):
    """(step, exit code, last line) of each step. The first lane is shown as it runs, what the others print when all have ended."""
    say(f"\n=== {' beside '.join(', then '.join(step.what for step in lane) for lane in lanes)} ===")
    kept = [[] for _lane in lanes]
    shows = [show_now, *(lines.append for lines in kept[1:])]

    def run(lane, show):
        results = []
        for step in lane:
            if lane is not lanes[0]:
                show(f"\n=== {step.what} ===\n")
            results.append((step, *run_pytest(step, extra, show)))
        return results

    with ThreadPoolExecutor(len(lanes)) as pool:
        results = [result for lane in pool.map(run, lanes, shows) for result in lane]
    for lines in kept[1:]:
        show_now("".join(lines))
    return results


def main(extra):
    in_ci = os.environ.get("CI") == "true"
    begin, lines, failed = time.monotonic(), [], False
    with ExitStack() as stack:
        postgres = stack.enter_context(private_cluster()) if programs() else ""
        able = []
        for lane in lanes(postgres):
            for step in (step for step in lane if step.obstacle):
                failed = failed or in_ci  # in CI nothing may be left out
                lines.append(f"{step.what}: LEFT OUT, {step.obstacle}")
            able.append([step for step in lane if not step.obstacle])
        for step, code, result in side_by_side([lane for lane in able if lane], extra):
            failed = failed or code != 0
            lines.append(f"{step.what}: {result or 'no result'}{'' if code == 0 else f' (exit code {code})'}")
    say("\n=== results ===")
    for line in lines:
        say(line)
    say(f"{'FAILED' if failed else 'All passed'} after {time.monotonic() - begin:.0f} s.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
