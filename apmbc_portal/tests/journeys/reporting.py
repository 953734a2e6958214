"""What comes of a meeting: the report in two texts, its files, the list of contacts, and the State's corrections."""

import re
from urllib.parse import urlsplit

from apmbc_portal.tests.journeys.meeting import INVITED, NAMED

TITLE = "River banks: survey in three districts"


def reports(isu, meeting):
    isu.follow("Meeting and agenda")
    isu.follow("New contact list")
    isu.fill("Purpose", "Follow-up of the meeting")
    isu.press("Save")
    isu.reads("1 person agreed to be listed.")
    isu.follow(meeting.reference)
    isu.press("Begin the report")
    isu.page.wait_for_url(re.compile("/outcomereport/"))
    report = urlsplit(isu.page.url).path
    writes(isu, "public text", Title=TITLE)
    return report


def writes(isu, kind, **fields):
    """Change a text of the report, and come back to the report."""
    isu.page.get_by_role("article").filter(has_text=f"{kind.capitalize()} (English)").get_by_role("link", name="Write").click()
    for label, words in fields.items():
        isu.fill(f"{label}:", words)
    isu.press("Save")
    isu.reads("was changed successfully")


def asks_for_documents(isu, report):
    """The click answers at once with a page that says how far it is; the worker makes the file; it comes down."""
    for kind, words in (("full report", NAMED), ("public text", TITLE)):
        isu.go(report)
        text = made(isu, isu.page.get_by_role("article").filter(has_text=f"{kind.capitalize()} (English)"))
        assert words in text
        assert "DRAFT" in text
    isu.go("/admin/reports/contactlist/")
    isu.follow("Aramar and its partners", within="main")
    isu.press("Make the files")
    isu.reads("1 person, as of")
    isu.page.get_by_role("link", name="Download the PDF").wait_for()
    text = isu.download("Download the PDF")
    assert NAMED in text
    assert "Follow-up of the meeting" in text


def made(isu, place, button="Make the PDF"):
    with isu.page.expect_response(re.compile("/documents/new/")) as answer:
        isu.press(button, place)
    assert answer.value.request.timing["responseStart"] < 1000
    isu.page.wait_for_url(re.compile(r"/documents/[0-9a-f-]+/$"))
    isu.page.get_by_role("heading", name=re.compile("Waiting for its turn|Being made|Ready")).wait_for()
    isu.heading("Ready")
    return isu.download("Download")


def corrects_what_the_state_sends_back(isu, state, report):
    isu.go(report)
    isu.step("Send to the State")
    state.go("/workspace/")
    state.follow("Read and decide")
    state.reads("An operator offered two survey teams.", f"{NAMED} of {INVITED} offered")
    part = state.page.get_by_role("region", name="Public text")
    part.locator("summary").filter(has_text="II.A Mine clearance").click()
    state.fill("Your remark to the ISU", "Say in how many districts.", part.locator("details[open]"))
    state.press("Keep the remark", part.locator("details[open]"))
    state.reads("Your remark is kept")
    state.fill("What should change", "See the remark on mine clearance.")
    state.press("Send back")
    state.reads("Sent back to the ISU")
    isu.go("/admin/")
    isu.reads("The State sent a report back with comments.")
    isu.go(report)
    isu.reads("Say in how many districts.", "See the remark on mine clearance.")
    writes(isu, "public text", Summary="Survey teams for three districts were offered.")
    isu.step("Send to the State")
