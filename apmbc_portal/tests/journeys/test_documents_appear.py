"""The page of a document in a real browser: it tells what happens without being loaded again."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apmbc_portal.testing import factories as make
from apmbc_portal.tests.journeys.person import Person
from reports.documents import ask_for
from reports.models import Document
from reports.tasks import build_documents

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
S = Document.Status


def test_progress_and_the_file_come_to_the_page_without_a_reload(visitors):
    document = ask_for("report", make.make_text(), by=make.isu_viewer(), user=None)
    isu = Person(visitors, make.make_staff()).sign_in()
    isu.go(document.get_absolute_url())
    isu.page.evaluate("window.loadedOnce = true")
    isu.heading("Waiting for its turn")
    bar = isu.page.get_by_role("progressbar", name="Progress")
    assert bar.get_attribute("value") is None  # nobody knows yet
    rows = Document.objects.filter(pk=document.pk)
    for fields, words, value in [
        ({"status": S.RUNNING, "attempt": 1, "stage": "layout", "done": 3}, "Laying out, page 3", None),
        ({"done": 6, "total": 8}, "Laying out, page 6 of 8", "67"),
        ({"stage": "storing", "done": 8}, "Storing the file", "95"),
    ]:
        rows.update(leased_until=timezone.now(), **fields)
        isu.reads(words)
        assert bar.get_attribute("value") == value
    rows.update(status=S.QUEUED, error="It broke.", leased_until=None)
    isu.reads("The last attempt failed: It broke.")
    build_documents()
    isu.heading("Ready")
    expect(isu.page.get_by_role("button", name="Call it off")).to_have_count(0)
    assert "Twelve districts remain." in isu.download("Download")
    assert isu.page.evaluate("window.loadedOnce")


def test_what_is_called_off_and_made_again_takes_two_clicks(visitors):
    document = ask_for("report", make.make_text(), by=make.isu_viewer(), user=None)
    isu = Person(visitors, make.make_staff()).sign_in()
    isu.go(document.get_absolute_url())
    isu.press("Call it off")
    isu.heading("Called off")
    isu.press("Try again")
    isu.heading("Waiting for its turn")
    assert Document.objects.get().status == S.QUEUED
