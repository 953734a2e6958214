"""The test database is migrated once and copied from then on: migrating costs each process of the suite some five seconds.

On SQLite the copy lies in the system's directory for temporary files, by a name that changes with the migrations. On PostgreSQL it
is a database beside the others, made only where `TEST_TEMPLATES` is set: in the suite's own cluster, which ends with the run.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations

OLD = 3 * 24 * 3600  # seconds after which a copy that nobody used goes
TRUNCATE = PostgresOperations.sql_flush
APPS = ("apmbc_portal", "engagements", "meetings", "reports")


def install():
    """Let Django's own creation of test databases begin from the copy, and its emptying of them take no longer than it must."""
    BaseDatabaseCreation.create_test_db = from_copy(BaseDatabaseCreation.create_test_db)
    PostgresOperations.sql_flush = sql_flush


def from_copy(create):
    @functools.wraps(create)
    def create_test_db(self, *args, **kwargs):
        copy = COPIES[self.connection.vendor](self)
        if not copy.is_wanted:
            return create(self, *args, **kwargs)
        with copy.locked():
            if not copy.exists():
                name = create(self, *args, **kwargs)
                copy.keep(name)
                return name
            kwargs |= copy.use()
        return create(self, *args, **kwargs)  # finds nothing left to migrate

    return create_test_db


def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
    """TRUNCATE makes new files for each of a hundred tables and their indexes, which takes half a second; few rows are quicker deleted."""
    if reset_sequences:
        return TRUNCATE(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
    return [f"DELETE FROM {self.quote_name(table)};" for table in tables]  # noqa: S608 – names of our tables


def fingerprint():
    """Changes whenever a database made by the migrations could differ."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode() + (settings.BASE_DIR / "constraints.txt").read_bytes())
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("migrations/*.py")):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def directory():
    """A directory of this user alone; None where somebody else made it."""
    path = Path(tempfile.gettempdir(), f"portal-test-databases-{os.getuid()}")
    path.mkdir(mode=0o700, exist_ok=True)
    return path if path.stat().st_uid == os.getuid() and not path.is_symlink() else None


class Copy:
    """A migrated database to begin from; one process makes it, the others wait for it."""

    is_wanted = True

    def __init__(self, creation):
        self.creation, self.name, self.directory = creation, f"portal_{fingerprint()}", directory()
        self.is_wanted = self.is_wanted and self.directory is not None

    @contextlib.contextmanager
    def locked(self):
        with (self.directory / f"{self.lock_name()}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class SQLiteCopy(Copy):
    @property
    def path(self):
        return self.directory / f"{self.name}.sqlite3"

    def lock_name(self):
        return self.name

    def exists(self):
        return self.path.exists()

    def use(self):
        os.utime(self.path)
        shutil.copyfile(self.path, self.creation._get_test_db_name())
        return {"keepdb": True}

    def keep(self, name):
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(name)) as made, contextlib.closing(sqlite3.connect(part)) as kept:
            made.backup(kept)
        part.rename(self.path)
        for old in self.directory.glob("portal_*"):
            if time.time() - old.stat().st_mtime > OLD:
                old.unlink()


class PostgresCopy(Copy):
    is_wanted = bool(os.environ.get("TEST_TEMPLATES"))

    def lock_name(self):
        settings = self.creation.connection.settings_dict
        return "portal_cluster_" + hashlib.sha256(f"{settings['HOST']} {settings['OPTIONS']}".encode()).hexdigest()[:16]

    def exists(self):
        with self.creation._nodb_cursor() as cursor:
            return self.creation._database_exists(cursor, self.name)

    def use(self):
        self.creation.connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        return {}

    def keep(self, name):
        self.creation.connection.close()
        with self.creation._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')


COPIES = {"sqlite": SQLiteCopy, "postgresql": PostgresCopy}
