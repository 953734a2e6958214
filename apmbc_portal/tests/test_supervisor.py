"""The supervisor with parts that only sleep: whatever ends first, nothing is left."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from apmbc_portal.run import broker, local
from apmbc_portal.testing.processes import wait_until

SCRIPT = """
import os, sys
from pathlib import Path
from apmbc_portal.run import supervisor
supervisor.PATIENCE = float(os.environ["PATIENCE"])
here = Path(sys.argv[1])
guard = supervisor.Supervisor({"PATH": "/usr/bin:/bin"})
commands = dict(zip(("broker", "web server", "worker"), sys.argv[2:]))
try:
    guard.start(*(supervisor.Part(name, ["sh", "-c", command], here / (name + ".log")) for name, command in commands.items()))
    print("started", *(part.process.pid for part in guard.parts), flush=True)
    guard.watch()
except supervisor.Stopped as end:
    print(end, flush=True)
    guard.stop()
    sys.exit(end.code)
"""
SLEEP = "exec sleep 300"


@pytest.fixture
def supervise(tmp_path):
    """supervise(command, …): a running supervisor and its parts as processes."""
    running = []

    def begin(*commands, patience=1):
        command = [sys.executable, "-c", SCRIPT, str(tmp_path), *commands]
        env = os.environ | {"PATIENCE": str(patience)}
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        running.append(process)
        line = process.stdout.readline().split()
        assert line[:1] == ["started"], " ".join(line) + process.stdout.read()
        return process, [psutil.Process(int(pid)) for pid in line[1:]]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def gone(parts):
    return not any(part.is_running() and part.status() != psutil.STATUS_ZOMBIE for part in parts)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_stops_all_parts(supervise, number, code):
    process, parts = supervise(SLEEP, SLEEP, SLEEP)
    process.send_signal(number)
    assert process.wait(20) == code
    assert gone(parts)


def test_parts_do_not_outlive_a_supervisor_that_is_killed(supervise):
    process, parts = supervise(SLEEP, SLEEP, SLEEP)
    process.kill()
    wait_until(lambda: gone(parts), 20, what="the parts to end")


def test_when_one_part_is_killed_all_stop_and_the_line_says_which(supervise):
    process, parts = supervise(SLEEP, SLEEP, "echo last words; exec sleep 300")
    wait_until(lambda: parts[2].name() == "sleep", 20)
    parts[2].kill()
    said = process.communicate(timeout=20)[0]
    assert process.returncode == 1
    assert "The worker was killed by signal 9; everything else is stopped." in said
    assert "last words" in said
    assert gone(parts)


def test_a_part_that_will_not_stop_is_killed(supervise):
    process, parts = supervise(SLEEP, "trap '' TERM; while true; do sleep 0.1; done", SLEEP)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert "The web server did not finish in 1.0 s and was killed." in process.communicate(timeout=20)[0]
    assert gone(parts)


def test_the_second_ctrl_c_does_not_wait(supervise):
    process, parts = supervise("trap '' TERM; while true; do sleep 0.1; done", SLEEP, patience=60)
    time.sleep(0.3)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert time.monotonic() - begin < 30
    assert gone(parts)


def test_keys_and_password_are_private_drawn_once_and_differ(tmp_path):
    var = local.var_directory({"VAR_DIR": str(tmp_path / "var")})
    first, second = local.environment(var, {}), local.environment(var, {})
    assert first == second
    assert first["SECRET_KEY"] != first["LEDGER_KEY"]
    password = local.kept(var / "demo-password", local.password)
    assert local.kept(var / "demo-password", local.password) == password
    private = [var / "keys" / "SECRET_KEY", var / "keys" / "LEDGER_KEY", var / "demo-password"]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    assert (var / "keys").stat().st_mode & 0o777 == 0o700


def test_what_the_caller_names_is_honoured(tmp_path):
    var = local.var_directory({"VAR_DIR": str(tmp_path)})
    given = {"PORT": "8123", "DATABASE_URL": "postgres://portal@db/portal", "REDIS_URL": "redis://cache/0", "SECRET_KEY": ""}
    env = local.environment(var, given)
    assert {name: env[name] for name in ("PORT", "DATABASE_URL", "REDIS_URL")} == {name: given[name] for name in list(given)[:3]}
    assert env["SITE_URL"] == "http://localhost:8123"
    assert len(env["SECRET_KEY"]) > 40


@pytest.mark.parametrize("deep", [False, True])
def test_the_embedded_broker_answers_on_a_socket_or_where_the_path_is_too_long_on_a_guarded_port(tmp_path, deep):
    directory = tmp_path / ("d" * 100 if deep else "d")
    directory.mkdir()
    command, url = broker.configure(directory)
    assert url.startswith("redis://:" if deep else "unix://")
    assert not os.stat(directory / "broker.conf").st_mode & 0o077
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: broker.answers(url), 10, what="the broker")
        if deep:
            assert not broker.answers("redis://" + url.split("@")[1])  # without the password
    finally:
        process.kill()
        process.wait()
    assert not broker.answers(url)
