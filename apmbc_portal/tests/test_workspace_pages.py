"""The workspace: what waits, what was opened, and what costs how much."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.testing.factories import (
    make_agenda,
    make_contact_list,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_organisation,
    make_outcome,
    make_partner,
    make_proposal,
    make_report,
    make_request,
    make_staff,
    make_state,
    make_text,
    make_user,
    today,
)  # fmt: skip
from engagements.models import Comment, Nomination, Suggestion
from reports.models import Interest, OutcomeReport

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def full_file(state):
    """A file with something of everything in it."""
    engagement = make_engagement(state)
    request = make_request(engagement, status="in_dialogue")
    Suggestion.objects.create(request=request, text="Invite a neighbour")
    meeting = make_meeting(engagement, status="held")
    make_agenda(meeting)
    make_invitation(meeting)
    report = make_report(meeting, status="with_state")
    make_text(report)
    make_text(report, kind="public")
    make_outcome(meeting)
    make_contact_list(meeting)
    make_correspondence(engagement=engagement)
    asking = {"shared_with": "state", "may_be_shown": True}
    Interest.objects.create(request=request, organisation=make_organisation(name=f"Friend of {engagement.reference}"), **asking)
    Comment.objects.create(engagement=engagement, text="Dates at last", acting_as="ISU staff")
    return engagement


@pytest.fixture
def home(client):
    """A State with a focal point who is signed in, and an outsider with a file of its own."""
    state = make_state()
    client.force_login(make_focal_point(state, ends=today()))
    full_file(make_state())
    return state


def text(response):
    return " ".join(response.content.decode().split())


def test_everything_that_waits_is_on_the_first_page_and_nobody_elses(client, home):
    engagement = full_file(home)
    page = client.get(reverse("workspace"))
    waiting = {(one.title.partition(":")[0], reference) for one, reference in page.context["waiting"]}
    assert waiting == {
        ("Meeting report, version 1", engagement.reference),
        ("Whom to invite", engagement.reference),
        ("A suggestion of the Committee", engagement.reference),
        (f"Friend of {engagement.reference} asks", engagement.reference),
    }
    assert [one.pk for one, _number in page.context["files"]] == [engagement.pk]
    assert "Belmora" not in text(page)


def test_what_the_state_has_approved_waits_no_longer(client, home):
    engagement = full_file(home)
    meeting = engagement.meetings.get()
    meeting.reports.get().approvals.create(engagement=engagement, by="Focal point")
    meeting.invitations.get().approvals.create(engagement=engagement, approved=True, by="Focal point")
    waiting = client.get(reverse("workspace")).context["waiting"]
    assert {one.title.partition(":")[0] for one, _reference in waiting} == {
        "A suggestion of the Committee",
        f"Friend of {engagement.reference} asks",
    }


def test_a_proposed_focal_point_waits_for_the_second_person_alone(client, home):
    proposal = make_proposal(home, proposed_by=make_focal_point(home))
    make_proposal(make_state())
    for who, waits in [
        (make_focal_point(home), True),
        (proposal.proposed_by, False),
        (make_focal_point(home, may_submit=False), False),
    ]:
        client.force_login(who)
        page = client.get(reverse("workspace"))
        address = reverse("focal_point_proposal", args=[proposal.pk])
        assert [one.url for one, _reference in page.context["waiting"]] == ([address] if waits else [])
        assert ("1 decision waits for you" in text(page)) == waits
        assert ("Nothing waits for you" in text(page)) != waits


def test_an_open_draft_says_who_wrote_in_it_last(client, home):
    draft = make_request(state=home, edited_by="Person 7", aims="To finish")
    make_request(state=make_state(), aims="Another State's secret")
    page = client.get(reverse("workspace"))
    assert list(page.context["drafts"]) == [draft]
    assert "Person 7" in text(page)
    assert "secret" not in text(page)


def test_a_state_without_a_file_reads_how_to_begin(client, home):
    page = text(client.get(reverse("workspace")))
    assert "No engagement yet" in page
    assert 'action="/requests/new/"' in page


def test_a_reader_is_not_offered_what_they_may_not_do(client):
    state = make_state()
    client.force_login(make_focal_point(state, may_draft=False, may_submit=False, may_release=False))
    engagement = full_file(state)
    home = text(client.get(reverse("workspace")))
    assert "Begin a request" not in home
    assert ("Read; a colleague decides" in home, "Read and decide" in home) == (True, False)
    page = text(client.get(reverse("workspace_engagement", args=[engagement.reference])))
    assert "Take back" not in page
    assert "Close to everybody else" not in page
    assert "/withdraw/" not in page


def test_the_page_of_a_file_lists_every_decision_once(client, home):
    engagement = full_file(home)
    page = client.get(reverse("workspace_engagement", args=[engagement.reference]))
    report = OutcomeReport.objects.get(meeting__host_engagements=engagement)
    assert f'<h3><a href="{reverse("workspace_report", args=[report.pk])}">Report: your decision</a></h3>' in text(page)
    kinds = [one.kind for one in page.context["kept"]]
    assert sorted(kinds) == sorted([
        "the existence of the engagement", "request", "calendar entry", "agenda", "text of the report", "text of the report", "outcome",
        "contact list",
    ])  # fmt: skip
    assert page.context["opened"] == []


def test_another_states_file_does_not_exist_here(client, home):
    other = full_file(make_state())
    for name in ("workspace_engagement", "workspace_close"):
        assert client.get(reverse(name, args=[other.reference])).status_code == 404
        assert client.get(reverse(name, args=["IA-2026-XZZ-99"])).status_code == 404


def test_the_day_after_the_last_the_workspace_is_closed(client, home):
    engagement = full_file(home)
    assert client.get(reverse("workspace")).status_code == 200
    Nomination.objects.filter(state=home).update(ends=today() - DAY)
    make_focal_point(home)  # the last who could withdraw would keep that
    response = client.get(reverse("workspace"))
    assert response.status_code == 302
    assert response.url == reverse("home")
    assert client.get(reverse("workspace_engagement", args=[engagement.reference])).url == reverse("home")


@pytest.mark.parametrize("make", [make_user, make_partner])
def test_others_are_told_kindly(client, make):
    client.force_login(make())
    page = client.get(reverse("workspace"), follow=True)
    assert page.redirect_chain[0] == (reverse("home"), 302)
    assert "focal points of a State" in text(page)


def test_the_isu_goes_to_its_desk_and_a_visitor_to_sign_in(client):
    assert client.get(reverse("workspace")).url.startswith(reverse("account_login"))
    client.force_login(make_staff())
    assert client.get(reverse("workspace")).url == "/admin/"


def test_own_correspondence_is_offered_with_its_sealed_file(client, home):
    engagement = full_file(home)
    letter = make_correspondence(engagement=engagement, subject="Our note", checked="waiting")
    letter.seal(SimpleUploadedFile("note.pdf", b"%PDF-1.7 signed"))
    letter.save(update_fields=["file", "file_name", "sha256"])
    address = reverse("correspondence_file", args=[letter.pk])
    page = text(client.get(reverse("workspace_engagement", args=[engagement.reference])))
    assert "Our note" in page
    assert "being checked" in page
    assert address not in page
    assert client.get(address).status_code == 404
    letter.checked = letter.Check.PASSED
    letter.save(update_fields=["checked"])
    assert address in text(client.get(reverse("workspace_engagement", args=[engagement.reference])))


def test_an_internal_note_is_never_shown(client, home):
    engagement = full_file(home)
    Comment.objects.create(engagement=engagement, kind="internal", text="between us", acting_as="ISU staff")
    page = text(client.get(reverse("workspace_engagement", args=[engagement.reference])))
    assert "Dates at last" in page
    assert "between us" not in page


def test_the_pages_cost_the_same_for_one_and_three(client, home, django_assert_num_queries):
    engagement = full_file(home)
    urls = [reverse("workspace"), reverse("workspace_engagement", args=[engagement.reference])]
    for url in urls:
        client.get(url)
    counts = []
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    for _each in range(2):
        full_file(home)
        make_request(state=home)
        meeting = make_meeting(engagement, status="held")
        make_agenda(meeting)
        make_invitation(meeting)
        make_text(make_report(meeting, status="with_state"))
        make_outcome(meeting)
        make_correspondence(engagement=engagement)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(url)
    assert counts[0] <= 21
    assert counts[1] <= 36


def test_an_address_that_takes_a_form_says_so_when_it_is_loaded_again(client):
    state = make_state()
    client.force_login(make_focal_point(state))
    report = make_report(make_meeting(make_engagement(state)), status="approved")
    answer = client.get(reverse("workspace_report_answer", args=[report.pk]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in answer.content.decode()
