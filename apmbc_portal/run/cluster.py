"""A PostgreSQL of one's own for the length of a test run: no port, no password, nothing left behind."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from apmbc_portal.run.children import start


def programs():
    """The directory of the newest PostgreSQL's programs, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def account():
    """PostgreSQL refuses to run as root: its own user, or nobody, takes the cluster."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("There is no user to run PostgreSQL as (postgres or nobody).")


@contextlib.contextmanager
def private_cluster():
    """Yields the DATABASE_URL of a fresh cluster; speed before safety, for it lives minutes."""
    where = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))  # noqa: S108  (a socket's path must be short)
    who = account()
    if who:
        os.chown(where, who["user"], who["group"])
    data, log = where / "data", where / "log"
    initdb = [
        programs() / "initdb",
        "-D",
        data,
        "-U",
        "portal",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    quick = ["-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off", "-clisten_addresses=", "-cmax_connections=60"]
    server = None
    try:
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=where, **who)
        with log.open("wb") as output:
            command = [programs() / "postgres", "-D", data, "-k", where, *quick]
            server = start(command, stdout=output, stderr=output, cwd=where, **who)
        subprocess.run([programs() / "pg_isready", "-q", "-h", where, "-t", "20"], check=False)
        ask = [programs() / "psql", "-h", where, "-U", "portal", "-d", "postgres", "-qc", "CREATE DATABASE portal"]
        for _attempt in range(50):
            if subprocess.run(ask, check=False, stderr=subprocess.DEVNULL).returncode == 0:
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.2)
                raise RuntimeError("PostgreSQL did not start:\n" + log.read_text())
        yield f"postgres://portal@/portal?host={where}"
    finally:
        if server:
            server.send_signal(2)  # "fast": connections that are open do not keep it
            server.wait(20)
        shutil.rmtree(where, ignore_errors=True)
