"""Reports, outcomes, contact lists and documents on the ISU's desk."""

import pytest
from django.urls import reverse

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact_list,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_outcome,
    make_partner,
    make_report,
    make_text,
    opened,
    viewer_of,
)
from engagements.decisions import decide
from reports import actions
from reports.models import Document, Outcome, OutcomeReport, ReportSection

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


def change(report):
    return reverse("admin:reports_outcomereport_change", args=[report.pk])


def step(report, verb):
    return reverse("admin:reports_outcomereport_step", args=[report.pk, verb])


def test_a_report_begins_from_a_held_meeting_alone(desk):
    held, planned = make_meeting(status="held"), make_meeting()
    assert desk.post(reverse("admin:reports_outcomereport_begin", args=[planned.pk])).status_code == 404
    assert desk.get(reverse("admin:reports_outcomereport_begin", args=[held.pk])).status_code == 405
    page = desk.get(reverse("admin:reports_outcomereport_add")).content.decode()
    assert held.reference in page
    assert planned.reference not in page
    response = desk.post(reverse("admin:reports_outcomereport_add"), {"meeting": held.pk})
    assert response["Location"] == change(OutcomeReport.objects.get())


def test_the_page_shows_texts_steps_and_remarks(desk):
    host = make_engagement()
    report = make_text(make_report(make_meeting(host, status="held"), status="with_state")).report
    actions.send_back(report, by=viewer_of(make_focal_point(host.state)), note="One figure is wrong.")
    page = desk.get(change(report)).content.decode()
    for part in [
        "Survey first, clearance by 2030",
        "One figure is wrong.",
        "Send to the State",
        "sent back with comments",
        "not approved",
    ]:
        assert part in page, part


def test_the_isu_records_an_approval_only_with_the_letter_that_gave_it(desk):
    host = make_engagement()
    report = make_text(make_report(make_meeting(host, status="held"), status="with_state")).report
    refused = desk.post(step(report, "approve"), {})
    assert refused.status_code == 422
    assert "Cite the note verbale" in refused.content.decode()
    other = make_correspondence()
    assert desk.post(step(report, "approve"), {"approve-cites": other.pk}).status_code == 422
    letter = make_correspondence(host.state)
    assert (
        desk.post(step(report, "approve"), {"approve-cites": letter.pk, "approve-note": "Approved by note verbale."}).status_code
        == 302
    )
    assert OutcomeReport.objects.get().status == "approved"


def test_an_illegal_step_is_refused_with_its_reason(desk):
    report = make_report(make_meeting(status="held"))
    response = desk.post(step(report, "send"), {})
    assert response.status_code == 422
    assert "There is no text yet." in response.content.decode()
    assert desk.post(step(report, "nonsense"), {}).status_code == 404


def text_form(text, **fields):
    section = text.sections.get()
    data = {
        "attribution": text.attribution, "title": text.title, "summary": "", "is_authoritative": "on",
        "sections-TOTAL_FORMS": 1, "sections-INITIAL_FORMS": 1, "sections-MIN_NUM_FORMS": 0, "sections-MAX_NUM_FORMS": 1000,
        "sections-0-id": section.pk, "sections-0-text": text.pk, "sections-0-position": 1, "sections-0-number": "II.A",
        "sections-0-theme": "A", "sections-0-title": "Mine clearance", "sections-0-body": "Thirteen districts.",
    }  # fmt: skip
    return data | fields


@pytest.mark.parametrize(("status", "body"), [
    ("drafting", "Thirteen districts."), ("sent_back", "Thirteen districts."),
    ("with_state", "Twelve districts remain."), ("approved", "Twelve districts remain."),
])  # fmt: skip
def test_words_change_only_while_they_are_the_isus_to_write(desk, status, body):
    text = make_text(make_report(make_meeting(status="held"), status=status))
    address = reverse("admin:reports_reporttext_change", args=[text.pk])
    assert desk.get(address).status_code == 200
    desk.post(address, text_form(text, title="Another title"))
    assert ReportSection.objects.get().body == body
    text.refresh_from_db()
    assert (text.title == "Another title") == (body == "Thirteen districts.")


def test_outcomes_are_written_on_the_page_of_notes(desk):
    meeting = make_meeting(status="held")
    make_agenda(meeting)
    address = reverse("admin:meetings_meeting_notes", args=[meeting.pk])
    assert "outcomes-0-text" in desk.get(address).content.decode()
    items = list(meeting.agenda.items.order_by("position"))
    data = {
        "notes-TOTAL_FORMS": len(items),
        "notes-INITIAL_FORMS": len(items),
        "outcomes-TOTAL_FORMS": 2,
        "outcomes-INITIAL_FORMS": 0,
    }
    data |= {f"notes-{n}-id": item.pk for n, item in enumerate(items)}
    data |= {
        "outcomes-0-kind": "meeting",
        "outcomes-0-text": "Meet again",
        "outcomes-0-status": "open",
        "outcomes-1-status": "open",
    }
    assert desk.post(address, data).status_code == 302
    assert list(Outcome.objects.values_list("meeting", "text", "public_text")) == [(meeting.pk, "Meet again", "")]


def test_pdfs_are_asked_for_from_the_meetings_page(desk):
    meeting = make_meeting(status="held")
    text, contact_list = make_text(make_report(meeting)), make_contact_list(meeting)
    page = desk.get(reverse("admin:meetings_meeting_change", args=[meeting.pk])).content.decode()
    for address in (
        reverse("document_ask", args=["report", text.pk]),
        reverse("contact_list_make", args=[contact_list.release_id]),
    ):
        assert f'action="{address}"' in page
        desk.post(address)
    assert set(Document.objects.values_list("kind", flat=True)) == {"report", "contact_list"}


def test_a_contact_list_keeps_the_purpose_people_agreed_to(desk):
    meeting = make_meeting(status="held")
    said = {"meeting": meeting.pk, "purpose": "Follow-up", "dated": "2026-11-01", "valid_until": "2026-10-01"}
    add = reverse("admin:reports_contactlist_add")
    assert "lies before" in desk.post(add, said).content.decode()
    assert "two years" in desk.post(add, said | {"valid_until": "2036-10-01"}).content.decode()
    assert desk.post(add, said | {"valid_until": "2027-10-01"}).status_code == 302
    made = meeting.contact_lists.get()
    address = reverse("admin:reports_contactlist_change", args=[made.pk])
    assert "Make the files" in desk.get(address).content.decode()
    assert desk.post(address, said | {"purpose": "Another"}).status_code == 403


def test_failed_documents_are_listed_and_made_again(desk):
    text = make_text()
    failed = Document.objects.create(
        text=text, kind="report", title="Broken", content_hash="a", status="failed", error="Too hostile"
    )
    address = reverse("admin:reports_document_changelist")
    assert "Too hostile" in desk.get(address).content.decode()
    desk.post(address, {"action": "make_again", "_selected_action": [str(failed.pk)]})
    assert Document.objects.get().status == "queued"
    assert desk.get(reverse("admin:reports_document_change", args=[failed.pk])).status_code == 200


@pytest.mark.parametrize("model", ["outcomereport", "reporttext", "outcome", "contactlist", "document"])
def test_lists_of_the_desk_open_and_are_the_desks_alone(desk, model):
    meeting = make_meeting(status="held")
    make_text(make_report(meeting))
    make_outcome(meeting)
    make_contact_list(meeting)
    address = reverse(f"admin:reports_{model}_changelist")
    assert desk.get(address).status_code == 200
    desk.force_login(make_partner())
    assert desk.get(address).status_code in (302, 403)


def test_the_file_page_shows_what_came_of_its_meetings(desk):
    host = make_engagement()
    meeting = make_meeting(host, status="held")
    report, outsider = make_text(make_report(meeting)).report, make_text().report
    page = desk.get(reverse("admin:engagements_engagement_file", args=[host.pk])).content.decode()
    assert report.reference in page
    assert outsider.reference not in page


def test_the_words_of_an_outcome_stay_as_a_state_opened_them_and_how_it_goes_on_is_written_down(desk):
    """A name written into it afterwards would be read by others without the State's word; a word of one host counts as well."""
    first, second = make_engagement(), make_engagement()
    row = make_outcome(make_meeting(first, second, status="held"), owner="The host")
    page = reverse("admin:reports_outcome_change", args=[row.pk])
    typed = {
        "kind": row.kind,
        "text": row.text,
        "public_text": "",
        "owner": row.owner,
        "due": "",
        "status": "open",
        "evidence": "",
    }
    assert desk.post(page, typed | {"text": "Before anybody read it"}).status_code == 302
    row.refresh_from_db()
    decide(row, "participants", engagement=first, by=viewer_of(make_focal_point(first.state)))
    typed["text"] = "Before anybody read it"
    for name, value in {"text": "Trust of Belmora pays", "owner": "Trust of Belmora", "kind": "contacts"}.items():
        refused = desk.post(page, typed | {name: value})
        assert list(refused.context["adminform"].form.errors) == [name]
        assert value in refused.content.decode()
    assert desk.post(page, typed | {"status": "done", "evidence": "NV 4"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.owner, row.status) == ("Before anybody read it", "The host", "done")
    decide(row, "state", engagement=first, by=viewer_of(make_focal_point(first.state)))
    assert desk.post(page, typed | {"text": "Taken back and corrected"}).status_code == 302


def test_the_page_of_notes_keeps_what_a_state_opened_too(desk):
    meeting = make_meeting(status="held")
    make_agenda(meeting)
    row = opened(make_outcome(meeting), "participants")
    items = list(meeting.agenda.items.order_by("position"))
    data = {
        "notes-TOTAL_FORMS": len(items),
        "notes-INITIAL_FORMS": len(items),
        "outcomes-TOTAL_FORMS": 1,
        "outcomes-INITIAL_FORMS": 1,
    }
    data |= {f"notes-{n}-id": item.pk for n, item in enumerate(items)}
    data |= {
        "outcomes-0-id": row.pk,
        "outcomes-0-kind": row.kind,
        "outcomes-0-text": "Trust of Belmora pays",
        "outcomes-0-status": "done",
    }
    refused = desk.post(reverse("admin:meetings_meeting_notes", args=[meeting.pk]), data)
    assert (refused.status_code, "A State has opened it in these words" in refused.content.decode()) == (422, True)
    data |= {"outcomes-0-text": row.text}
    assert desk.post(reverse("admin:meetings_meeting_notes", args=[meeting.pk]), data).status_code == 302
    assert Outcome.objects.values("text", "status").get() == {"text": row.text, "status": "done"}
