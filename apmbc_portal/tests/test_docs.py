"""The written pages tell the truth about the code."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from apmbc_portal.web.management.commands.draw_tables import PAGES, page_with_tables

DOCS = sorted([*Path(settings.BASE_DIR, "docs").rglob("*.md"), Path(settings.BASE_DIR, "README.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_the_tables_of_the_code(page):
    assert page.read_text() == page_with_tables(page), "run manage.py draw_tables"


@pytest.mark.parametrize("page", [page for page in DOCS if page.exists()], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []
