"""The portal's processes as they run in service, for tests of what happens when one of them dies, hangs or comes back.

They live as long as the session; what a test kills or freezes is back for the next one. Leases are short and sweeps frequent,
so that a test of what a dead worker left behind takes seconds.
"""

import http.client
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from apmbc_portal.testing.processes import (
    EmbeddedBroker,
    RedisServer,
    Server,
    Worker,
    empty,
    free_port,
    on_test_database,
    speaking_to,
    wait_until,
)

QUICK = {"DOCUMENT_LEASE": "3", "DOCUMENT_SECONDS": "4", "DOCUMENT_MEMORY": "300", "SWEEP_SECONDS": "1"}
APP = "apmbc_portal.testing.celery_app"  # documents are made as their content says (testing/engine.py)


class Beat(Server):
    """A real beat, which sends the sweeps every second."""

    def __init__(self, directory, redis_url):
        command = [sys.executable, "-m", "celery", "-A", APP, "beat", "--loglevel", "INFO", "--pidfile", ""]
        super().__init__("beat", [*command, "-s", str(directory / "beat")], directory, on_test_database(redis_url) | QUICK)


class Web(Server):
    """The web server of service, one process of it, on the test database."""

    def __init__(self, directory, redis_url):
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "python:apmbc_portal.gunicorn_conf", "apmbc_portal.wsgi"]
        given = {"BIND": f"127.0.0.1:{self.port}", "WEB_WORKERS": "1", "SITE_URL": f"http://localhost:{self.port}"}
        super().__init__("web", command, directory, on_test_database(redis_url) | {"DEBUG": "true"} | given)

    def start(self):
        seen = self.log.count("Listening at")
        super().start()
        wait_until(lambda: self.log.count("Listening at") > seen or not self.runs, 60, what="the web server")
        assert self.runs, self.log
        return self


class Visitor:
    """Somebody signed in at a `Web` process with a plain HTTP client; `took` is how long the last answer was waited for."""

    def __init__(self, web, user):
        from django.test import Client

        client = Client()
        client.force_login(user)
        self.web, self.mark = web, secrets.token_hex(16)
        self.cookies = (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={self.mark}"
        )

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        return self.ask("POST", path, urlencode(fields | {"csrfmiddlewaretoken": self.mark}))

    def ask(self, method, path, body=None):
        """(status, text, where it leads) of the answer."""
        headers = {"Cookie": self.cookies, "Host": f"localhost:{self.web.port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=30)
        begin = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        self.took = time.monotonic() - begin
        return answer.status, text, answer.headers.get("Location", "")


class Crew:
    """A broker, two workers, beat and a web server.

    The first worker serves letters and documents, the second long documents too.
    """

    def __init__(self, directory, broker):
        self.broker = broker
        self.first = Worker(directory, broker.url, "-Q", "portal,documents", name="first", app=APP, **QUICK)
        self.second = Worker(directory, broker.url, "-Q", "portal,documents,large_documents", name="second", app=APP, **QUICK)
        self.beat, self.web = Beat(directory, broker.url), Web(directory, broker.url)

    @property
    def workers(self):
        return [self.first, self.second]

    def gather(self, *others):
        """All workers and the broker are there, and `others`; what was frozen goes on."""
        for server in (self.broker, *self.workers, *others):
            if server.runs:
                server.thaw()
            else:
                server.start()

    def dismiss(self):
        """At once: how a worker ends when it is asked to has a test of its own."""
        for server in (self.web, self.beat, *self.workers, self.broker):
            if server.runs:
                server.kill()


@pytest.fixture(scope="session")
def _crew(django_db_setup):
    """On SQLite with the broker `make run` brings along, on PostgreSQL with Redis, as in service."""
    from django.db import connection

    directory = Path(tempfile.mkdtemp(prefix="portal-crew-"))
    on_sqlite = connection.vendor == "sqlite"
    if not on_sqlite and not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed (Debian package redis-server)")
    crew = Crew(directory, EmbeddedBroker(directory) if on_sqlite else RedisServer(directory))
    yield crew
    crew.dismiss()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def empty_stores():
    """Nothing is there of what other tests had made: neither letters nor documents."""
    for part in ("mail", "files/documents"):
        if (directory := Path(os.environ["VAR_DIR"]) / part).exists():
            empty(directory)


@pytest.fixture
def crew(_crew, transactional_db, empty_stores):
    """Two running workers and a broker, to which this process speaks."""
    _crew.gather()
    for _server in speaking_to(_crew.broker):
        yield _crew
    empty(_crew.first.mail)


@pytest.fixture
def beat(crew):
    """Beat runs beside them, in this test."""
    crew.gather(crew.beat)
    yield crew.beat
    if crew.beat.runs:
        crew.beat.freeze()
