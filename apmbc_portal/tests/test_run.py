"""`make run` as a newcomer meets it: started for real, in an empty directory of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import psutil
import pytest
from django.db import connection

from apmbc_portal.run.broker import free_port
from apmbc_portal.testing.processes import test_database_url, wait_until

pytestmark = pytest.mark.worker
on_sqlite = pytest.mark.sqlite  # a start brings its own database: once is enough
COMMAND = [sys.executable, "-m", "apmbc_portal.run"]
PORTAL_VARIABLES = {"SECRET_KEY", "LEDGER_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "DEMO"}


class Portal:
    """One start of `python -m apmbc_portal.run`; `said` is all it printed."""

    def __init__(self, var, **env):
        bare = {name: value for name, value in os.environ.items() if name not in PORTAL_VARIABLES}
        self.var, self.env = var, bare | {"VAR_DIR": str(var), "PORT": str(free_port())} | env
        self.family, self.output = [], var.parent / f"said-{time.monotonic_ns()}"

    def start(self):
        self.begin = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                COMMAND, env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        wait_until(lambda: "logs are in" in self.said or self.process.poll() is not None, 120, 0.1, "the portal")
        self.took = time.monotonic() - self.begin
        assert self.process.poll() is None, self.said
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        return self

    @property
    def said(self):
        return self.output.read_text(errors="replace")

    def get(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.env['PORT']}{path}", timeout=10) as response:
            return response.status, response.read().decode(), response.headers

    def commands(self):
        """What the family runs; a process that just ended runs nothing."""
        lines = []
        for child in self.family:
            with suppress(psutil.NoSuchProcess):
                lines.append(" ".join(child.cmdline()))
        return lines

    def left(self):
        return [child for child in self.family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]

    def part(self, name):
        return next(child for child in self.family if name in " ".join(child.cmdline()))

    def end(self, number=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(40)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("newcomer") / "var"


@pytest.fixture
def portal(var):
    portals = []

    def begin(**env):
        portals.append(Portal(var, **env))
        return portals[-1].start()

    yield begin
    for one in portals:
        one.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def newcomer(var):
    """The very first start, in an empty directory."""
    one = Portal(var).start()
    yield one
    one.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def running(newcomer, tmp_path_factory):
    """A portal for the tests that only look at it, on a copy of what the first start made."""
    newcomer.end()
    copy = tmp_path_factory.mktemp("looked-at") / "var"
    shutil.copytree(newcomer.var, copy, ignore=shutil.ignore_patterns("run"))
    one = Portal(copy).start()
    yield one
    one.end(signal.SIGKILL)


def patience():
    """How much slower than promised a start may be, because the machine is busy with other things."""
    return max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def count_rows(portal):
    command = [*COMMAND, "manage", "shell", "-v0", "-c"]
    code = "from django.apps import apps; print({m._meta.label: m.objects.count() for m in apps.get_models()})"
    return subprocess.run([*command, code], env=portal.env, capture_output=True, text=True, check=True).stdout.splitlines()[-1]


@on_sqlite
def test_first_start_and_second_lose_nothing(newcomer, portal):
    first = newcomer
    assert first.took < 60 * patience()
    assert f"The portal runs at http://localhost:{first.env['PORT']}/" in first.said
    password = re.search(r"password (\S+)", first.said).group(1)
    signs_in = ["isu", "state", "mission", "focal.xab", "committee", "donor"]
    assert re.findall(r"([\w.]+)@demo\.example", first.said) == signs_in
    assert (first.var / "demo-password").read_text() == password
    assert first.get("/health/ready")[1] == '{"status": "ok", "database": "ok", "broker": "ok"}'
    assert len([command for command in first.commands() if "gunicorn" in command]) == 3
    kept = count_rows(first)
    assert first.end() == 0
    wait_until(lambda: not first.left(), 20, what="all processes to end")

    second = portal()
    assert second.took < 10 * patience()
    assert password in second.said
    assert count_rows(second) == kept
    assert second.end() == 0


@on_sqlite
def test_pages_have_hashed_file_names_that_may_be_kept_for_ever(running):
    _status, home, _headers = running.get("/")
    styles = re.findall(r'href="(/static/css/[^"]+\.css)"', home)
    assert styles
    for style in styles:
        assert re.search(r"\.[0-9a-f]{12}\.css$", style)
        assert "immutable" in running.get(style)[2]["Cache-Control"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        running.get("/no-such-page/")
    with refused.value as answer:
        assert answer.code == 404


@on_sqlite
def test_demo_people_sign_in_with_the_printed_password(running):
    code = (
        "from django.contrib.auth import authenticate; import os;"
        "print([bool(authenticate(None, email=e + '@demo.example', password=os.environ['GIVEN'])) for e in "
        "('isu', 'state', 'committee', 'donor')])"
    )
    env = running.env | {"GIVEN": (running.var / "demo-password").read_text()}
    answer = subprocess.run([*COMMAND, "manage", "shell", "-v0", "-c", code], env=env, capture_output=True, text=True)
    assert answer.stdout.strip().endswith("[True, True, True, True]"), answer.stderr


@on_sqlite
def test_nothing_outlives_a_killed_parent(portal):
    running = portal()
    assert len(running.family) >= 7
    running.process.kill()
    wait_until(lambda: not running.left(), 20, what="all processes to end")


@on_sqlite
@pytest.mark.parametrize("name", ["valkey-server", "gunicorn"])
def test_when_a_part_is_killed_everything_stops_and_the_line_says_which(portal, name):
    running = portal()
    running.part(name).kill()
    assert running.process.wait(60) == 1
    wait_until(lambda: not running.left(), 20, what="all processes to end")
    assert "was killed by signal 9; everything else is stopped" in running.said


@on_sqlite
def test_each_queue_has_its_worker_and_when_one_is_killed_everything_stops_and_the_line_says_which(portal):
    running = portal()
    log = running.var / "log"
    for part, queue in [("worker", "portal"), ("documents", "documents"), ("large-documents", "large_documents")]:
        assert re.findall(r"> (\w+) +exchange=", (log / f"{part}.log").read_text()) == [queue]
    wait_until(lambda: list(running.var.glob("files/documents/*.pdf")), 60, what="the demo's documents")
    (large,) = [one for one in running.part("apmbc_portal.run.workers").children() if writes(one, log / "large-documents.log")]
    large.kill()
    assert running.process.wait(60) == 1
    wait_until(lambda: not running.left(), 20, what="all processes to end")
    assert "The part “large-documents” was killed by signal 9" in running.said


def writes(process, log):
    return str(log) in {file.path for file in process.open_files()}


@on_sqlite
def test_a_second_start_on_the_same_directory_and_a_taken_port_are_refused(running, tmp_path):
    again = subprocess.run(COMMAND, env=running.env, capture_output=True, text=True, timeout=60)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "already running" in again.stderr
    beside = subprocess.run(COMMAND, env=running.env | {"VAR_DIR": str(tmp_path)}, capture_output=True, text=True, timeout=60)
    assert (beside.returncode, beside.stderr.count("\n")) == (1, 1)
    assert f"Port {running.env['PORT']} is taken" in beside.stderr
    assert running.get("/health/live")[0] == 200


@on_sqlite
def test_a_redis_of_ones_own_is_honoured(portal, redis_server):
    running = portal(REDIS_URL=redis_server.url)
    assert "valkey" not in " ".join(running.commands())
    assert '"broker": "ok"' in running.get("/health/ready")[1]
    redis_server.kill()
    assert '"broker": "unreachable"' in running.get("/health/ready")[1]


@pytest.mark.postgresql
def test_a_database_of_ones_own_is_honoured(portal, transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS newcomer")
        cursor.execute("CREATE DATABASE newcomer")
    running = portal(DATABASE_URL=test_database_url().replace(connection.settings_dict["NAME"], "newcomer"))
    assert '"database": "ok"' in running.get("/health/ready")[1]
    assert "demo.example" in running.said
    assert not (running.var / "portal.sqlite3").exists()
    assert running.end() == 0
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE newcomer")
