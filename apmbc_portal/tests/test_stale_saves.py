"""No existing row is saved whole: a stale copy would bring back a withdrawn status or an old audience."""

import ast
from pathlib import Path

import pytest

from apmbc_portal.testing.factories import make_engagement
from apmbc_portal.testing.saves import WholeSave

ROOT = Path(__file__).resolve().parents[2]


def sources():
    for top in ("apmbc_portal", "engagements", "meetings", "reports"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if not {"tests", "migrations", "testing"} & set(path.relative_to(ROOT).parts):
                yield path


def whole_saves(path):
    """Lines that call `.save()` with neither update_fields nor force_insert: on a row, a form or a formset."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save":
            named = {keyword.arg for keyword in node.keywords}
            if not named & {"update_fields", "force_insert", "commit"} and not node.args:
                yield node.lineno


# Calls of `.save()` that are no save of an existing row of ours, with the reason.
KNOWN = {
    "apmbc_portal/bench/plain.py": "a PDF, not a row",
    "engagements/docx.py": "a Word document, not a row",
}


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_the_code_saves_a_row_whole(path):
    if str(path.relative_to(ROOT)) not in KNOWN:
        assert list(whole_saves(path)) == []


@pytest.mark.django_db
def test_the_watch_over_the_suite_finds_a_whole_save():
    engagement = make_engagement()
    engagement.title = "Another title"
    with pytest.raises(WholeSave):
        engagement.save()
    engagement.save(update_fields=["title"])
