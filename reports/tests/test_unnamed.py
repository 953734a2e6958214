"""A consent to be named that ends after the report was released: what the table of consequences says comes about, and no more."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_outcome,
    make_participant,
    make_staff,
    opened,
    viewer_of,
)
from engagements.consequences import CONSEQUENCES
from meetings import consents
from meetings.attribution import set_attribution
from meetings.models import Consent
from reports import actions
from reports.documents import ask_for
from reports.models import Document, ReportText
from reports.naming import traces_in

pytestmark = pytest.mark.django_db
ISU = isu_viewer()
LIST, NAMING = Consent.Purpose.CONTACT_LIST, Consent.Purpose.NAMING


@pytest.fixture
def world():
    """A report that names Ana Vero and Bo Other of one house, open to the public with its files; and an outsider's beside it."""
    host = make_engagement()
    focal_point = make_focal_point(host.state)
    meeting = make_meeting(host, status="held")
    make_agenda(meeting)
    house = make_organisation(name="Agreeing Trust")
    ana, bo = (make_contact(house, name=name) for name in ("Ana Vero", "Bo Other"))
    for one in (ana, bo):
        make_participant(meeting, one, attendance="present")
    return {"host": host, "user": focal_point, "meeting": meeting, "house": house, "ana": ana, "bo": bo} | released(
        meeting, focal_point
    )


def released(meeting, focal_point):
    report = actions.send_to_state(actions.begin_report(meeting, by=ISU), by=ISU)
    report = actions.approve(report, by=viewer_of(focal_point))
    text = opened(ReportText.objects.get(report=report, kind="full"))
    Letter.objects.all().delete()
    return {"report": report, "text": text}


def printed(text):
    text.refresh_from_db()
    return [(group["organisation"], [one["name"] for one in group["people"]], group["further"]) for group in text.participants]


def files(text):
    """Each file of the text: its state and whether Ana stands in it."""
    rows = Document.objects.filter(text=text)
    return {(one.format, one.status, "Ana Vero" in str(one.content)) for one in rows}


def letters():
    return sorted(Letter.objects.filter(kind="no_longer_named").values_list("to", flat=True))


def say(world, words):
    world["text"].sections.filter(number="I").update(body=words)


def ended_by_themselves(world):
    consents.withdraw(world["ana"], NAMING, by=ISU)


def run_out(world):
    Consent.objects.filter(contact=world["ana"]).update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    consents.end_run_out()
    consents.end_run_out()


@pytest.mark.parametrize("end", [ended_by_themselves, run_out])
def test_the_list_and_the_files_drop_the_name_at_once_and_the_state_and_the_isu_are_told(client, world, end, settings):
    assert {CONSEQUENCES["end_naming"][part] for part in ("letters", "names", "documents")} == {"tell", "drop", "remake"}
    ask_for("report", world["text"], by=ISU, user=None, file_format="docx")
    Document.objects.filter(text=world["text"], format="pdf").update(status="ready", file="documents/a.pdf")
    page = world["text"].get_absolute_url()
    before = client.get(page)
    assert "Ana Vero" in before.content.decode()
    end(world)
    after = client.get(page, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, "Ana Vero" in after.content.decode()) == (200, False)  # no kept copy is good enough
    assert "Bo Other" in after.content.decode()
    assert printed(world["text"]) == [("Agreeing Trust", ["Bo Other"], 1)]
    assert files(world["text"]) == {(form, status, False) for form in ("pdf", "docx") for status in ("expired", "queued")}
    assert letters() == sorted([settings.ISU_EMAIL, world["user"].email])
    body = Letter.objects.filter(kind="no_longer_named").first().body
    assert ("Ana" in body, "Nothing else is to be done" in body) == (False, True)
    event = Event.objects.filter(verb="name_no_longer").last()
    assert (event.detail["person"], "Ana" in str(event.detail)) == (f"contact {world['ana'].pk}", False)


def test_ending_the_contact_list_leaves_the_report_as_it_is_and_ending_twice_tells_once(world):
    consents.withdraw(world["ana"], LIST, by=ISU)
    assert printed(world["text"]) == [("Agreeing Trust", ["Ana Vero", "Bo Other"], 0)]
    assert letters() == []
    for _click in range(2):
        consents.withdraw(world["ana"], NAMING, by=ISU)
    assert len(letters()) == 2


def test_who_agreed_before_the_two_were_asked_apart_leaves_both_at_once(world):
    Consent.objects.filter(contact=world["ana"], purpose=NAMING).delete()
    consents.withdraw(world["ana"], LIST, by=ISU)
    assert printed(world["text"]) == [("Agreeing Trust", ["Bo Other"], 1)]


def test_words_of_the_state_are_not_changed_but_shown_to_it_and_the_isu_with_their_passage(client, world):
    say(world, "Mr Bo Other listened, Ms Vero offered two teams.")
    consents.withdraw(world["ana"], NAMING, by=ISU)
    assert "Ms Vero offered" in world["text"].sections.get(number="I").body
    assert "name them too" in Letter.objects.filter(kind="no_longer_named").first().body
    for user, page in (
        (world["user"], reverse("workspace_report", args=[world["report"].pk])),
        (make_staff(), reverse("admin:reports_outcomereport_change", args=[world["report"].pk])),
    ):
        client.force_login(user)
        content = client.get(page).content.decode()
        assert "does not agree any more" in content
        assert "Has not agreed to be named with their words." in content
    found = {trace.name: trace.objection for trace in traces_in(world["text"])}
    assert found == {"Ana Vero": "Has not agreed to be named with their words.", "Bo Other": ""}


def test_an_outcome_opened_by_itself_is_looked_at_too(world):
    consents.withdraw(world["bo"], NAMING, by=ISU)  # of whom no words speak
    assert "Nothing else" in Letter.objects.filter(kind="no_longer_named").first().body
    Letter.objects.all().delete()
    opened(make_outcome(world["meeting"], text="A second course", owner="A. Vero"), "participants")
    consents.withdraw(world["ana"], NAMING, by=ISU)
    assert "name them too" in Letter.objects.filter(kind="no_longer_named").first().body


def test_where_no_state_has_a_report_that_names_them_nobody_is_written_to():
    meeting = make_meeting(status="held")
    row = make_participant(meeting, attendance="present")
    make_agenda(meeting)
    actions.begin_report(meeting, by=ISU)
    make_participant(make_meeting(), row.contact)
    consents.withdraw(row.contact, NAMING, by=ISU)
    assert letters() == []


def test_a_name_corrected_since_is_found_by_number_and_a_namesake_elsewhere_stays(world):
    other = make_meeting(make_engagement(), status="held")
    make_agenda(other)
    make_participant(other, make_contact(make_organisation(name="Other House"), name="Ana Vero"), attendance="present")
    outsider = released(other, make_focal_point(other.hosts()[0].state))["text"]
    type(world["ana"]).objects.filter(pk=world["ana"].pk).update(name="Ana Lind")
    world["ana"].refresh_from_db()
    consents.withdraw(world["ana"], NAMING, by=ISU)
    assert printed(world["text"]) == [("Agreeing Trust", ["Bo Other"], 1)]
    assert printed(outsider) == [("Other House", ["Ana Vero"], 0)]


def test_an_organisation_that_withdraws_leaves_its_people_who_agreed_by_themselves(client, world, settings):
    consents.withdraw(world["bo"], NAMING, by=ISU)
    Letter.objects.all().delete()
    say(world, "The Agreeing Trust offered two teams.")
    set_attribution(world["meeting"], world["house"], False, by=ISU, wording="")
    assert printed(world["text"]) == [("Without their organisation", ["Ana Vero"], 0), ("", [], 1)]
    assert letters() == sorted([settings.ISU_EMAIL, world["user"].email])
    client.force_login(world["user"])
    content = client.get(reverse("workspace_report", args=[world["report"].pk])).content.decode()
    assert "does not agree any more" in content
    assert "Bo Other" not in content
    assert not [one for one in Document.objects.exclude(status="expired") if "Agreeing Trust" in str(one.content["participants"])]


def test_an_organisation_that_was_renamed_leaves_the_list_that_has_its_old_name(world):
    world["house"].name = "Renamed Trust"
    world["house"].save(update_fields=["name"])
    set_attribution(world["meeting"], world["house"], False, by=ISU, wording="")
    assert printed(world["text"]) == [("Without their organisation", ["Ana Vero", "Bo Other"], 0)]
