"""What finds texts by their words: an FTS5 table on SQLite, a GIN index on PostgreSQL (see reports/search.py)."""

from django.db import migrations

FORWARD = {
    "sqlite": "CREATE VIRTUAL TABLE reports_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')",
    "postgresql": "CREATE INDEX reports_words ON reports_searchentry USING gin (array_to_tsvector(string_to_array(words, ' ')))",
}
BACK = {"sqlite": "DROP TABLE reports_words", "postgresql": "DROP INDEX reports_words"}


def forward(apps, schema_editor):
    schema_editor.execute(FORWARD[schema_editor.connection.vendor])


def back(apps, schema_editor):
    schema_editor.execute(BACK[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_document_stage")]
    operations = [migrations.RunPython(forward, back)]
