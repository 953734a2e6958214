"""What goes wrong while people write: a session ends, a colleague is faster, a browser runs no scripts."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from apmbc_portal.testing import factories as make
from apmbc_portal.tests.journeys.person import Person
from engagements.models import EngagementRequest, Need
from reports.tasks import build_documents

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AIMS = "What should the individualised approach achieve?"


def test_what_was_typed_under_an_ended_session_is_saved_after_signing_in(visitors):
    state = Person(visitors, make.make_focal_point()).sign_in()
    state.press("Begin a request")
    state.fill(AIMS, "Twelve districts, <b>two</b> seasons.")
    state.page.context.clear_cookies()
    state.press("Save and continue")
    state.heading("Sign in")
    state.reads("What you typed is kept", "Twelve districts, <b>two</b> seasons.")
    state.fill("E-mail", state.user.email)
    state.fill("Password", "not the password")
    state.press("Sign in")
    state.reads("Twelve districts, <b>two</b> seasons.")  # a wrong password costs nothing either
    state.type_password()
    state.heading("Your text is here")
    state.press("Continue")
    state.heading("Themes")
    assert EngagementRequest.objects.get().aims == "Twelve districts, <b>two</b> seasons."


def test_the_second_of_two_focal_points_is_told_and_nothing_is_overwritten(visitors):
    own = make.make_state()
    draft = make.make_request(state=own)
    capital, mission = (Person(visitors, make.make_focal_point(own)).sign_in() for _number in range(2))
    for person in (capital, mission):
        person.go(f"/requests/{draft.pk}/edit/aims/")
    capital.fill(AIMS, "The words of the capital.")
    capital.press("Save and leave")
    capital.reads("Saved.")
    mission.fill(AIMS, "The words of the Mission.")
    mission.press("Save and leave")
    mission.heading("Somebody saved this step before you")
    mission.reads("The words of the capital.", "The words of the Mission.", capital.user.name)
    assert EngagementRequest.objects.get().aims == "The words of the capital."
    mission.press("Keep mine, in place of the saved text")
    mission.reads("Saved.")
    assert EngagementRequest.objects.get().aims == "The words of the Mission."


def test_the_request_form_needs_no_javascript(visitors):
    state = Person(visitors, make.make_focal_point(), java_script_enabled=False).sign_in()
    state.press("Begin a request")
    state.fill(AIMS, "To finish clearance.")
    state.press("Save and continue")
    state.tick("A. Mine clearance")
    state.press("Save and continue")
    state.fill("In one line", "Survey teams")
    state.press("Save and add another entry")
    second = state.page.get_by_role("group", name="Entry 2")
    state.fill("In one line", "Detectors", second)
    state.press("Save and add another entry")
    state.press("Remove entry 1")
    expect(state.page.get_by_label("In one line")).to_have_count(1)
    expect(state.page.get_by_label("In one line")).to_have_value("Detectors")
    state.press("Review")
    state.heading("Review and submit")
    state.press("Submit")
    state.heading("Receipt for IA-")
    assert [need.title for need in Need.objects.all()] == ["Detectors"]


def test_the_page_of_a_document_needs_no_javascript(visitors):
    text = make.make_text(make.make_report(status="drafting"))
    isu = Person(visitors, make.make_staff(), java_script_enabled=False).sign_in()
    isu.go(f"/admin/reports/outcomereport/{text.report_id}/change/")
    isu.press("Make the PDF")
    isu.heading("Waiting for its turn")
    assert re.fullmatch(r"/documents/[0-9a-f-]+/", urlsplit(isu.page.url).path)
    build_documents()
    isu.heading("Ready")  # the page asks again by itself
    assert "Twelve districts remain." in isu.download("Download")
