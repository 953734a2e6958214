"""One engagement from its first draft to the day the State takes its text back, in a real browser, with a real worker."""

import datetime
import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.processes import wait_until
from apmbc_portal.tests.journeys.person import Person, load_agenda
from meetings.models import Meeting

pytestmark = [pytest.mark.browser]

TITLE = "River banks: survey in three districts"
NAMED, INVITED = "Tadesse Berhan", "Clearwater Demining"
DAY = timezone.localdate() + datetime.timedelta(days=40)


@pytest.fixture
def cast(celery_worker_process, visitors):
    """A State, the ISU, an organisation to invite, the public, and a State that has nothing to do with it."""
    load_agenda()
    state = make.make_state()
    make.make_organisation(name=INVITED, kind="operator", email="office@clearwater.example")
    return SimpleNamespace(
        state=Person(visitors, make.make_focal_point(state)),
        isu=Person(visitors, make.make_staff()),
        invited=Person(visitors),
        public=Person(visitors),
        other=Person(visitors, make.make_focal_point(make.make_state())),
        worker=celery_worker_process,
    )


def test_from_the_first_draft_to_the_day_the_state_takes_its_text_back(cast):
    request = drafts_leaves_and_resumes(cast.state, cast.public)
    reference = submits(cast.state, request)
    nobody_else_sees(request, f"/engagements/{reference}/", cast.public, cast.other.sign_in())
    assert letter_to(cast.worker, cast.state.user.email, reference)
    takes_up(cast.isu, reference)
    meeting = plans(cast.isu)
    invites(cast.isu, cast.state)
    answers(cast.invited, letter_to(cast.worker, "office@clearwater.example", "Invitation"))
    holds(cast.isu, meeting)
    report = reports(cast.isu)
    asks_for_documents(cast.isu, report)
    corrects_what_the_state_sends_back(cast.isu, cast.state, report)
    approves_and_opens(cast.state, reference)
    outcome, file = is_found_and_read(cast.public, reference)
    taken_back_is_gone(cast.state, cast.public, reference, outcome, file)
    closed_is_gone(cast.state, cast.public, reference)


def letter_to(worker, address, word):
    """The letter the worker sent to `address` with `word` in its subject."""

    def sent():
        return next((one for one in worker.letters() if one["To"] and address in one["To"] and word in one["Subject"]), None)

    return wait_until(sent, what=f"the letter “{word}” to {address}")


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


def plans(isu):
    isu.follow("Plan a meeting")
    isu.fill("Title", "Aramar and its partners")
    isu.fill("Place", "Geneva")
    isu.page.get_by_label("Day:", exact=True).fill(DAY.isoformat())
    isu.fill("Begins", "10:00")
    isu.fill("Ends", "13:00")
    isu.press("Save")
    isu.reads("Its agenda was copied")
    shown = isu.page.get_by_role("table").locator("input[type=text]").evaluate_all("all => all.map(one => one.value)")
    assert [value for value in shown if re.fullmatch(r"I+V?(\.[A-F])?|IV", value)] == [
        "I", "II", "II.A", "II.B", "II.C", "II.D", "II.E", "II.F", "III", "IV",
    ]  # fmt: skip
    return Meeting.objects.get()


def invites(isu, state):
    isu.follow("Invitations")
    isu.tick(INVITED)
    isu.press("Propose those ticked")
    isu.reads("1 organisation is proposed to the hosts.")
    expect(isu.page.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    state.go("/workspace/")
    state.follow("Go through the list")
    state.press(f"Approve {INVITED}")
    state.reads("Recorded for 1 organisation.")
    isu.look_again()
    isu.page.locator("summary").filter(has_text="Send").first.click()
    expect(isu.page.get_by_label("To:", exact=True)).to_have_value("office@clearwater.example")
    isu.press("Send")
    isu.reads(f"{INVITED}: recorded.")


def answers(invited, letter):
    link = re.search(r"https?://\S+/invitations/\S+", letter.get_content()).group()
    invited.go(urlsplit(link).path)
    invited.tick("We accept the invitation")
    person = invited.page.get_by_role("group", name="Person 1")
    person.get_by_label("Name", exact=True).fill(NAMED)
    invited.fill("Title or function", "Programme manager", person)
    person.get_by_label("E-mail", exact=True).fill("tadesse@clearwater.example")
    invited.tick("This person agrees", person)
    invited.press("Send the answer")
    invited.heading("Your answer is recorded")
    invited.reads(NAMED, "agrees to be listed")


def holds(isu, meeting):
    isu.follow("Meeting and agenda")
    expect(isu.page.get_by_role("button", name="Record that it was held")).to_be_disabled()
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=now - datetime.timedelta(hours=4), ends_at=now - datetime.timedelta(hours=1)
    )
    isu.look_again()
    isu.step("Record that it was held")
    isu.follow("Participants")
    isu.choose("Attendance", "present", isu.page.get_by_role("row", name=NAMED))
    isu.press("Save")
    isu.reads("1 recorded as present")
    isu.follow("Notes and outcomes")
    part = isu.page.get_by_role("group", name="II.A Mine clearance")
    isu.fill("Full text", f"{NAMED} of {INVITED} offered two survey teams.", part)
    isu.fill("Public text", "An operator offered two survey teams.", part)
    isu.choose("Kind of follow-up", "further meeting, in Geneva or in the country")
    isu.fill("What was agreed", f"A visit of {INVITED} to the river banks")
    isu.fill("Wording for the public text", "A visit to the river banks")
    isu.press("Save notes and outcomes")
    isu.reads("Saved.")


def reports(isu):
    isu.follow("Meeting and agenda")
    isu.follow("New contact list")
    isu.fill("Purpose", "Follow-up of the meeting")
    isu.press("Save")
    isu.page.go_back()
    isu.page.go_back()
    isu.press("Begin the report")
    isu.page.wait_for_url(re.compile("/outcomereport/"))
    report = urlsplit(isu.page.url).path
    writes(isu, "public text", Title=TITLE)
    return report


def writes(isu, kind, **fields):
    """Change a text of the report, and come back to the report."""
    isu.page.get_by_role("article").filter(has_text=f"{kind}, en").get_by_role("link", name="Write").click()
    for label, words in fields.items():
        isu.fill(f"{label}:", words)
    isu.press("Save")
    isu.reads("was changed successfully")


def asks_for_documents(isu, report):
    """The click answers at once with a page that says how far it is; the worker makes the file; it comes down."""
    for kind, words in (("full report", NAMED), ("public text", TITLE)):
        isu.go(report)
        text = made(isu, isu.page.get_by_role("article").filter(has_text=f"{kind}, en"))
        assert words in text
        assert "DRAFT" in text
    isu.go("/admin/reports/contactlist/")
    isu.follow("Aramar and its partners", within="main")
    text = made(isu, isu.page, "Make the contact list PDF")
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


def approves_and_opens(state, reference):
    state.go("/workspace/")
    state.follow("Read and decide")
    state.reads("Survey teams for three districts were offered.")
    state.press("Approve")
    state.press("Yes, we approve")
    state.reads("Nobody else reads it until you open it")
    state.tick("The public text to everyone, the full report to nobody else")
    state.press("Go on")
    state.press("Yes, this is our decision")
    state.reads("Decided and written in your State's ledger.")
    state.go(f"/workspace/{reference}/")
    state.follow(f"The existence of engagement {reference}")
    state.tick("the public")
    state.press("Go on")
    state.press("Yes, this is our decision")
    state.reads("ledger")


def is_found_and_read(public, reference):
    """The address of the page, and that of its PDF."""
    public.go("/")
    public.follow("Outcomes", within="navigation")
    public.fill("Words", "RIVER bánks")
    public.press("Show")
    public.reads("1 outcome")
    public.follow(TITLE)
    public.heading(TITLE)
    public.reads("An operator offered two survey teams.", "A visit to the river banks")
    public.reads_nothing_of(NAMED, INVITED, "Clearwater", "tadesse")
    outcome = urlsplit(public.page.url).path
    link = public.page.get_by_role("link", name=re.compile("^PDF"))
    wait_until(lambda: public.page.reload() and link.count(), every=0.3, what="the PDF on the public page")
    text = public.download(re.compile("^PDF"))
    assert TITLE in " ".join(text.split())
    assert "DRAFT" not in text
    assert [name for name in (NAMED, INVITED, "Clearwater", "Tadesse") if name in text] == []
    assert TITLE in public.text_of("/feeds/outcomes.atom")
    public.go(f"/engagements/{reference}/")
    return outcome, link_of(public, outcome)


def link_of(public, outcome):
    public.go(outcome)
    return public.page.get_by_role("link", name=re.compile("^PDF")).get_attribute("href")


def taken_back_is_gone(state, public, reference, outcome, file):
    state.go(f"/workspace/{reference}/")
    state.page.get_by_role("article").filter(has_text="Public text").get_by_role("button", name="Take back").click()
    state.reads("the portal shows it to nobody else")
    public.look_again(status=404)
    assert public.status_of(file) == 404
    assert TITLE not in public.text_of("/feeds/outcomes.atom")
    assert outcome not in public.text_of("/sitemap.xml")
    public.go("/outcomes/?q=river")
    public.reads_nothing_of(TITLE)
    public.go("/")
    public.reads_nothing_of(TITLE)


def closed_is_gone(state, public, reference):
    """What is still open, the engagement's existence, goes with one button."""
    public.go(f"/engagements/{reference}/")
    state.go(f"/workspace/{reference}/")
    state.press("Close to everybody else")
    public.look_again(status=404)
    public.go("/states/XAA/")
    public.reads_nothing_of(reference)
