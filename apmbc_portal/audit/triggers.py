"""Triggers by which both databases refuse to change or delete what was recorded."""

from django.db import connections

TABLES = ("audit_ledgerentry", "audit_event")

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""

POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the record is append-only'; END $$ LANGUAGE plpgsql"""
POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION portal_append_only()"""


def names():
    return {f"{table}_no_{verb}" for table in TABLES for verb in ("update", "delete")}


def install_triggers(using="default", **kwargs):
    """Put the triggers in place where they are missing. Runs after every migration."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            if table in existing:
                for verb in ("update", "delete"):
                    cursor.execute((POSTGRES if connection.vendor == "postgresql" else SQLITE).format(table=table, verb=verb))


def drop_triggers(using="default"):
    """Take the triggers away. Only tests that empty the whole database may call this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


def missing_triggers(using="default"):
    """The names of the triggers that should be there and are not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return names() - {row[0] for row in cursor.fetchall()}
