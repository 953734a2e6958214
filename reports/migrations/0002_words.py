"""What finds texts by their words: an FTS5 table on SQLite, a GIN index on PostgreSQL (see reports/search.py)."""

from django.db import migrations

FORWARD = {
    "sqlite": ["CREATE VIRTUAL TABLE reports_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"],
    # A stored column, not an index on an expression: a planner that passes the index over must not compute it anew.
    "postgresql": [
        "ALTER TABLE reports_searchentry ADD COLUMN terms tsvector"
        " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
        "CREATE INDEX reports_words ON reports_searchentry USING gin (terms)",
    ],
}
BACK = {
    "sqlite": ["DROP TABLE reports_words"],
    "postgresql": ["DROP INDEX reports_words", "ALTER TABLE reports_searchentry DROP COLUMN terms"],
}


def forward(apps, schema_editor):
    for statement in FORWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def back(apps, schema_editor):
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(forward, back)]
