"""The first scenes: a State writes its request and submits it; the ISU takes it up."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect


def drafts_leaves_and_resumes(state, public):
    state.sign_in()
    state.heading("Workspace of Aramar")
    state.press("Begin a request")
    state.fill("What should the individualised approach achieve?", "To release the river banks by 2030.")
    state.press("Save and continue")
    state.tick("A. Mine clearance")
    state.press("Save and continue")
    state.fill("In one line", "Survey teams")
    state.fill("What is needed or offered", "Six survey teams for two seasons")
    state.fill("Amount, from", "400000")
    state.fill("Amount, up to", "200000")
    state.fill("Currency", "usd")
    state.press("Save and leave")
    state.reads("The range is upside down")  # at its field, and nothing typed is lost
    expect(state.page.get_by_label("What is needed or offered")).to_have_value("Six survey teams for two seasons")
    state.fill("Amount, up to", "600000")
    state.press("Save and leave")
    state.reads("You can take it up again at any time.")
    request = urlsplit(state.page.url).path
    state.sign_out()
    public.go(request, status=404)
    state.sign_in()
    state.follow("Request", within="main", exact=True)
    state.follow("Aims", within="main", exact=True)
    expect(state.page.get_by_label("What should the individualised approach achieve?")).to_have_value(
        "To release the river banks by 2030."
    )
    state.press("A. Mine clearance")
    expect(state.page.get_by_label("Amount, up to")).to_have_value(re.compile("600.?000"))
    return request


def submits(state, request):
    state.press("Organisation")
    state.tick("in Geneva, at another time")
    state.tick("English")
    state.fill("Interpretation", "Portuguese to English")
    state.press("Save and continue")
    state.tick("Mine action operators")
    state.press("Save and continue")
    state.tick("Finding participants and inviting them")
    state.press("Save and continue")
    state.heading("Review and submit")
    state.reads("To release the river banks by 2030.", "400,000", "in Geneva, at another time", "Mine action operators")
    state.press("Submit")
    state.heading("Receipt for")
    reference = re.search(r"IA-\d{4}-XAA-\d+", state.page.get_by_role("heading", name="Receipt for").inner_text()).group()
    state.go(f"{request}edit/aims/")  # a submitted version is immutable
    assert urlsplit(state.page.url).path == request
    return reference


def nobody_else_sees(request, engagement, public, other):
    assert [public.status_of(address) for address in (request, engagement)] == [404] * 2
    inside = (request, engagement, f"{request}edit/aims/", f"{request}receipt/", f"{request}print/", f"{request}request.docx")
    assert [other.status_of(address) for address in inside] == [404] * 6


def takes_up(isu, reference):
    isu.sign_in()
    isu.heading("Queue")
    isu.reads("A request waits to be acknowledged.")
    isu.follow(reference)
    for step in ("Acknowledge", "Enter into dialogue", "Say it is under way"):
        isu.step(step)
