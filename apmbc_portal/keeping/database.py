"""The database as one file, and back: a copy on SQLite, pg_dump's own format on PostgreSQL; counted in the same moment."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from apmbc_portal.run.cluster import programs

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Impossible(Exception):
    """A sentence for the person at the terminal."""


def dump(directory):
    """Write the database into `directory`. Returns (file name, {table: rows}), both of one and the same moment."""
    path = Path(directory, NAMES[connection.vendor])
    counts = _dump_sqlite(path) if connection.vendor == "sqlite" else _dump_postgres(path)
    return path.name, counts


def restore(path):
    """Put the dump in place of what the database holds now."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _restore_sqlite(path)
    else:
        postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", path)


def people():
    """How many people the database knows; 0 where it is empty or has no tables yet."""
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return 0
        cursor.execute("SELECT count(*) FROM accounts_user")
        return cursor.fetchone()[0]


def rows(execute, tables):
    """{table: rows}; `execute` runs a statement and returns a cursor, the driver's own or Django's."""
    count = "SELECT count(*) FROM {}".format
    return {table: execute(count(connection.ops.quote_name(table))).fetchone()[0] for table in sorted(tables)}


def run(cursor):
    """`execute` of a Django cursor for `rows`."""

    def execute(statement):
        cursor.execute(statement)
        return cursor

    return execute


def counts():
    """{table: rows} of the database as it is now."""
    with connection.cursor() as cursor:
        return rows(run(cursor), connection.introspection.table_names(cursor))


def _dump_sqlite(path):
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        tables = {
            name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        }
        return rows(copy.execute, tables)


def _restore_sqlite(path):
    target = Path(connection.settings_dict["NAME"])
    beside = target.with_name(target.name + ".restoring")
    shutil.copyfile(path, beside)
    os.chmod(beside, 0o600)
    for ending in ("-wal", "-shm"):
        Path(str(target) + ending).unlink(missing_ok=True)
    beside.replace(target)  # whole or not at all


def _dump_postgres(path):
    """Count and dump in one snapshot, so that what is written meanwhile is in neither."""
    connections.close_all()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            found = rows(run(cursor), connection.introspection.table_names(cursor))
            postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "--file", path)
        finally:
            cursor.execute("ROLLBACK")
    return found


def postgres(program, *arguments):
    """Run one of PostgreSQL's own programs on the portal's database. The password goes by the environment, never by the command."""
    found = shutil.which(program) or next((str(path) for path in [Path(programs() or "/", program)] if path.exists()), None)
    if not found:
        raise Impossible(f"{program} is not installed. On Debian: apt install postgresql-client")
    given = connection.settings_dict
    host = given["HOST"] or given["OPTIONS"].get("host", "")
    env = {
        "PGHOST": host,
        "PGPORT": str(given["PORT"] or 5432),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"] or "",
        "PGDATABASE": given["NAME"],
    }
    if "sslmode" in given["OPTIONS"]:
        env["PGSSLMODE"] = given["OPTIONS"]["sslmode"]
    # pg_restore writes to a database only where one is named.
    named = ["--dbname", given["NAME"]] if program == "pg_restore" else []
    done = subprocess.run(  # noqa: S603
        [found, *named, *map(str, arguments)], env=os.environ | env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Impossible(f"{program} failed:\n{done.stderr.strip()[-2000:]}")
