"""Triggers by which both databases refuse to change or delete what was recorded, but for words that are taken out of it."""

from django.db import connections, transaction

SAME = "COALESCE(CAST(NEW.{0} AS text), '') = COALESCE(CAST(OLD.{0} AS text), '')"


def only(changed, *kept):
    """The one change of a row that is let through: `changed`, and none of the columns `kept`."""
    return " AND ".join([changed, *(SAME.format(column) for column in kept)])


# Table → which change of a row is let through; none where it is empty. Of words what matters is that a later entry of the ledger
# says so and that the salt is another; whether it says so is what `verify_ledger` looks at, since a condition on another table
# would stand in the way of every migration of that table on SQLite.
TABLES = {
    "audit_ledgerentry": "",
    "audit_ledgerwords": only(
        "NEW.removal_id IS NOT NULL AND NEW.removal_id > COALESCE(OLD.removal_id, OLD.entry_id) AND NEW.salt <> OLD.salt",
        "id", "entry_id", "part",
    ),
    "audit_event": only(
        "NEW.taken_out_at IS NOT NULL AND NEW.taken_out_at > COALESCE(OLD.taken_out_at, OLD.at)",
        "id", "at", "person", "verb", "about",
    ),
}  # fmt: skip

SQLITE = """CREATE TRIGGER {name} BEFORE {verb} ON {table}{unless}
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
POSTGRES_FUNCTION = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $${body}$$ LANGUAGE plpgsql"
POSTGRES = "CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
REFUSED = "BEGIN RAISE EXCEPTION 'the record is append-only'; END"
REFUSED_UNLESS = "BEGIN IF {change} THEN RETURN NEW; END IF; RAISE EXCEPTION 'the record is append-only'; END"

# What would change or empty a table, by database: SQLite knows no TRUNCATE.
VERBS = {"sqlite": {"update": "", "delete": ""}, "postgresql": {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}}


def wanted(vendor):
    """{name of a trigger that should be there: (its table, its verb, its text as the database keeps it)}."""
    found = {}
    for table, allowed in TABLES.items():
        for verb in VERBS[vendor]:
            name, change = f"{table}_no_{verb}", allowed if verb == "update" else ""
            if vendor == "postgresql":
                text = REFUSED_UNLESS.format(change=change) if change else REFUSED
            else:
                unless = f" WHEN NOT ({change})" if change else ""
                text = SQLITE.format(name=name, table=table, verb=verb, unless=unless)
            found[name] = (table, verb, text)
    return found


def names(vendor):
    """The triggers that should be there."""
    return set(wanted(vendor))


def install_triggers(using="default", **kwargs):
    """Put the triggers in place where they are missing or another's. Runs after every migration."""
    connection = connections[using]
    missing, all_of_them = missing_triggers(using), wanted(connection.vendor)
    existing = set(connection.introspection.table_names())
    with transaction.atomic(using), connection.cursor() as cursor:
        check_now(connection, cursor)
        for name in sorted(missing):
            table, verb, text = all_of_them[name]
            if table not in existing:
                continue
            if connection.vendor == "postgresql":
                each = VERBS["postgresql"][verb]
                cursor.execute(POSTGRES_FUNCTION.format(name=name, body=text))
                cursor.execute(POSTGRES.format(name=name, verb=verb, table=table, each=each))
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(text)


def drop_triggers(using="default"):
    """Take the triggers away. Only tests that empty the whole database, and migrations of the record, may call this."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        check_now(connection, cursor)
        for name, (table, _verb, _text) in wanted(connection.vendor).items():
            if table in existing:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def check_now(connection, cursor):
    """PostgreSQL changes no trigger of a table whose rows wait for the end of a transaction to be checked."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def missing_triggers(using="default"):
    """The names of the triggers that should be there and are not, or do something else than they should."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, proname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE tgenabled <> 'D' AND tgqual IS NULL AND NOT tgisinternal"
            )
            there = {name: body for name, function, body in cursor.fetchall() if name == function}
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
    return {name for name, (_table, _verb, text) in wanted(connection.vendor).items() if there.get(name) != text}
