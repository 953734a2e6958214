"""Triggers by which both databases refuse to change or delete what was recorded."""

from django.db import connections

TABLES = ("audit_ledgerentry", "audit_event")

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""

POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the record is append-only'; END $$ LANGUAGE plpgsql"""
POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION portal_append_only()"""

# What would change or empty a table, by database: SQLite knows no TRUNCATE.
VERBS = {"sqlite": {"update": "", "delete": ""}, "postgresql": {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}}


def names(vendor):
    """The triggers that should be there."""
    return {f"{table}_no_{verb}" for table in TABLES for verb in VERBS[vendor]}


def install_triggers(using="default", **kwargs):
    """Put the triggers in place where they are missing. Runs after every migration."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    statement = POSTGRES if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in existing.intersection(TABLES):
            for verb, each in VERBS[connection.vendor].items():
                cursor.execute(statement.format(table=table, verb=verb, each=each))


def drop_triggers(using="default"):
    """Take the triggers away. Only tests that empty the whole database may call this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in VERBS[connection.vendor]:
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
        return names(connection.vendor) - {row[0] for row in cursor.fetchall()}
