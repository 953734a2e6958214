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
        ({"status": S.RUNNING, "attempt": 1, "stage": "layout", "done": 3}, "Laying out the pages", None),
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


def test_a_server_that_is_away_is_asked_again_and_an_ended_session_is_told_in_a_sentence(visitors):
    document = ask_for("report", make.make_text(), by=make.isu_viewer(), user=None)
    isu = Person(visitors, make.make_staff()).sign_in()
    isu.go(document.get_absolute_url())
    away = []
    isu.page.route("**/status/**", lambda route: (away.append(1), route.abort() if len(away) < 2 else route.fulfill(status=502)))
    isu.page.wait_for_event("requestfailed")
    isu.page.wait_for_event("response", lambda answer: answer.status == 502)
    isu.heading("Waiting for its turn")
    isu.page.unroute("**/status/**")
    Document.objects.update(status=S.RUNNING, attempt=1, stage="layout", leased_until=timezone.now())
    isu.reads("Laying out the pages")
    expect(isu.page.locator("#said")).to_have_text("Being made: Laying out the pages")
    isu.page.context.clear_cookies()
    isu.reads("You are signed out. What was asked for goes on without you.")
    expect(isu.page.get_by_label("Password")).to_have_count(0)
    expect(isu.page.get_by_role("heading", level=1)).to_have_count(1)
    expect(isu.page.locator("[hx-get]")).to_have_count(0)
    isu.follow("Sign in again to see it")
    isu.heading("Sign in")


def test_what_is_called_off_and_made_again_takes_two_clicks(visitors):
    document = ask_for("report", make.make_text(), by=make.isu_viewer(), user=None)
    isu = Person(visitors, make.make_staff()).sign_in()
    isu.go(document.get_absolute_url())
    isu.press("Call it off")
    isu.heading("Called off")
    isu.press("Try again")
    isu.heading("Waiting for its turn")
    assert Document.objects.get().status == S.QUEUED
