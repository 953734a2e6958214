"""The middle: a meeting is planned, somebody is invited and answers, the day comes."""

import datetime
import re
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Meeting

NAMED, INVITED = "Tadesse Berhan", "Clearwater Demining"
DAY = timezone.localdate() + datetime.timedelta(days=40)


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
    clearance = isu.page.locator("tbody").get_by_role("row", name="II.A")
    for minutes, verdict in (("200", "20 minutes longer than the meeting"), ("60", "60 of 180 minutes")):
        isu.fill("Minutes", minutes, clearance)
        isu.press("Save and continue editing")
        isu.reads(verdict)
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
