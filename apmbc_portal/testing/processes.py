"""Fixtures that start real servers beside the tests: brokers and Celery workers."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import psutil
import pytest

from apmbc_portal.run import broker
from apmbc_portal.run.children import start


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=20, every=0.05, what="the condition"):
    """Poll `condition` until it is true and return its value; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(every)
    pytest.fail(f"Waited {seconds} s in vain for {what}.")


class Server:
    """A child process with its log; `kill()` is as hard as a power cut, `freeze()` leaves it there without a word."""

    def __init__(self, name, command, directory, env=None):
        self.name, self.command, self.directory = name, command, directory
        self.env = os.environ | (env or {})
        self.process = None

    @property
    def log(self):
        path = self.directory / f"{self.name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def runs(self):
        return self.process is not None and self.process.poll() is None

    def start(self):
        with (self.directory / f"{self.name}.log").open("ab") as log:
            self.process = start(self.command, env=self.env, stdout=log, stderr=subprocess.STDOUT)
        return self

    def stop(self):
        if self.runs:
            self.thaw()
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


class RedisServer(Server):
    def __init__(self, directory):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        super().__init__("redis", [*command, "--dir", str(directory)], directory)

    def start(self):
        super().start()
        wait_until(lambda: broker.answers(self.url), what="redis-server")
        return self


class EmbeddedBroker(Server):
    """The broker `make run` brings along."""

    def __init__(self, directory):
        command, self.url = broker.configure(directory)
        super().__init__("broker", command, directory)

    def start(self):
        super().start()
        wait_until(lambda: broker.answers(self.url), what="the embedded broker")
        return self


@pytest.fixture
def redis_server(tmp_path):
    """A real redis-server on a private port; this process sends its wake-ups there."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed (Debian package redis-server)")
    server = RedisServer(tmp_path).start()
    yield from speaking_to(server)
    server.stop()


def speaking_to(server):
    """Let this process, which plays the web server, send its wake-ups to `server`, with the limits of service."""
    from apmbc_portal import wake
    from apmbc_portal.celery import app

    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0, "retry_on_timeout": False}
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    use_broker(app, broker_url=celery_url(server.url), broker_transport_options=options)
    wake.away.end()
    yield server
    wake.away.end()
    use_broker(app, **before)


def celery_url(url):
    return url.replace("unix://", "redis+socket://", 1)


def use_broker(app, **conf):
    """Point the Celery application of this process at another broker."""
    from kombu import pools

    app.pool.force_close_all()
    pools.reset()
    app.conf.update(conf)
    app._pool = None
    app.amqp._producer_pool = None


class Worker(Server):
    """A Celery worker process on the test database; letters it sends become files."""

    def __init__(self, directory, redis_url, *options, name="worker", app="apmbc_portal", **env):
        self.mail = Path(os.environ["VAR_DIR"]) / "mail"
        command = [sys.executable, "-m", "celery", "-A", app, "worker", "-n", f"{name}-{os.getpid()}@%h"]
        command += ["--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle", *options]
        super().__init__(name, command, directory, on_test_database(redis_url) | {"CELERY_SKIP_CHECKS": "true"} | env)

    def start(self):
        seen = self.log.count(" ready.")
        super().start()
        wait_until(lambda: self.log.count(" ready.") > seen or not self.runs, 60, what="the worker")
        assert self.runs, self.log
        return self

    def pool(self):
        """The processes that take tasks."""
        return psutil.Process(self.process.pid).children()

    def renderings(self):
        """The processes that lay out documents at this moment."""
        found = []
        for process in self.pool():
            with contextlib.suppress(psutil.NoSuchProcess):  # one that an earlier test killed may go between two looks
                found += process.children()
        return found

    def letters(self):
        """The letters sent so far, oldest first, as e-mail messages."""
        files = sorted(self.mail.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        parts = [part.lstrip(b"\n") for path in files for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")]
        return [message_from_bytes(part, policy=policy.default) for part in parts if part.strip()]


def on_test_database(redis_url):
    """The environment of another process of the portal that shares this one's database, keys and files."""
    return {"DATABASE_URL": test_database_url(), "REDIS_URL": redis_url, "DEMO": "true", "LOG_LEVEL": "INFO"}


def test_database_url():
    """The address of the test database this process uses, for another process."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = settings["HOST"] or settings["OPTIONS"].get("host", "")
    if host.startswith("/"):
        return f"postgres://{settings['USER']}@/{settings['NAME']}?host={host}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


test_database_url.__test__ = False


@pytest.fixture
def celery_worker_process(redis_server, transactional_db, tmp_path, settings):
    """A real Celery worker process on the test database, woken through a real Redis."""
    worker = Worker(tmp_path, redis_server.url, SITE_URL=settings.SITE_URL).start()
    yield worker
    worker.stop()
    empty(worker.mail)


def empty(directory):
    for path in directory.glob("*"):
        path.unlink()
