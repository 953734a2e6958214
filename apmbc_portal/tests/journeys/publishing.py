"""The last scenes: the State opens a text to everyone, somebody reads it, the State takes it back."""

import re
from urllib.parse import urlsplit

from apmbc_portal.testing.processes import wait_until
from apmbc_portal.tests.journeys.meeting import INVITED, NAMED
from apmbc_portal.tests.journeys.reporting import TITLE


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
