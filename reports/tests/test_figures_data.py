"""Figures: what is counted, and for whom."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import PUBLIC
from engagements.models import Theme
from reports.figures import needs_by_theme, participants_by_kind, timeline
from reports.models import ReportApproval


@pytest.mark.django_db
def test_a_request_shows_its_needs_by_theme(client):
    state = make.make_state()
    request = make.make_request(state=state, status="submitted")
    client.force_login(make.make_focal_point(state))
    assert "<svg" not in client.get(reverse("request", args=[request.pk])).content.decode()
    for theme, direction in [("A", "needs"), ("A", "needs"), ("F", "offers")]:
        make.make_need(request, theme=theme, direction=direction)
    data = needs_by_theme(request)
    counts = {"A": [2, 0], "F": [0, 1]}
    assert [row[1:] for row in data["rows"]] == [counts.get(theme, [0, 0]) for theme in Theme.values]
    for address in ("request", "request_print"):
        page = client.get(reverse(address, args=[request.pk])).content.decode()
        assert "Needs and offers by theme: 2 needs, 1 offer" in page
        assert page.count("<svg") == 1


@pytest.mark.django_db
def test_participants_are_counted_by_kind_and_never_named(django_assert_num_queries):
    meeting = make.make_meeting(status="held")
    people = [
        ("host", "other", 1, 6),
        ("invited", "ngo", 3, 6),
        ("invited", "un", 1, 2),
        ("invited", "operator", 4, 4),
        ("isu", "un", 1, 3),
    ]
    for part, kind, organisations, count in people:
        houses = [make.make_organisation(name=f"Invented {part} {kind} {number}", kind=kind) for number in range(organisations)]
        for number in range(count):
            contact = make.make_contact(houses[number % organisations], name=f"Person {part} {kind} {number}")
            make.make_participant(meeting, contact, part=part, attendance="present")
    make.make_participant(meeting, make.make_contact(name="Absent Person"), attendance="absent")
    with django_assert_num_queries(2):
        inside, public = participants_by_kind(meeting, public=False), participants_by_kind(meeting)
    host, isu, ngo = ["Delegation of the host State", 6], ["ISU", 3], ["Non-governmental organisation", 6]
    assert inside["rows"] == [host, ngo, ["Mine action operator", 4], isu, ["United Nations", 2]]
    assert public["rows"] == [ngo, ["Of other kinds", 15]]  # one organisation with many people is still one
    assert "Person" not in str(inside)
    assert "Invented" not in str(inside)


@pytest.mark.django_db
def test_the_course_of_a_file_tells_each_viewer_what_they_may_see():
    engagement = make.make_engagement(opened_on=timezone.localdate() - datetime.timedelta(days=300))
    make.make_request(engagement, status="submitted", submitted_at=timezone.now() - datetime.timedelta(days=200))
    meeting = make.make_meeting(engagement, status="held", title="Clearance by 2030")
    make.make_meeting(engagement, status="postponed", title="Second part")
    report = make.make_report(meeting, status="approved")
    ReportApproval.objects.create(report=report, engagement=engagement, by="Person")
    make.make_report(make.make_meeting(engagement, status="held", title="Not yet told"), status="drafting")
    make.make_text(report, kind="public", attribution="nobody", published_at=timezone.now())
    due = timezone.localdate() + datetime.timedelta(days=90)
    outcome = make.make_outcome(meeting, text="Secret Trust sends teams", due=due, kind="information")
    outside = make.viewer_of(make.make_focal_point(make.make_state()))
    inside = [make.isu_viewer(), make.viewer_of(make.make_focal_point(engagement.state))]

    def said(viewer):
        return [label for _day, label, _form in timeline(engagement, viewer)["rows"]]

    for viewer in inside:
        assert set(said(viewer)) == {
            "File opened", "Request submitted", "Meeting: Clearance by 2030", "Meeting: Not yet told", "Report approved",
            "Follow-up due: sharing of information", "Meeting postponed: Second part",
        }  # fmt: skip
        assert timeline(engagement, viewer)["rows"][-1][0] == ""  # what has no day comes last
        assert "Secret" not in str(timeline(engagement, viewer))
    assert said(PUBLIC) == said(outside) == []
    for row in (engagement, meeting, outcome):
        make.opened(row)
    assert said(PUBLIC) == ["File opened", "Meeting: Clearance by 2030"]  # neither the due day nor what names nobody
    public = make.make_text(report, kind="public", language="fr", published_at=timezone.now())
    make.opened(public)
    assert said(PUBLIC)[-1] == "Report opened to the public"
