"""What waits for the second person is listed in as many queries for three as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from engagements.decisions import decide, lapse
from engagements.models import Engagement, State
from engagements.two_people import open_or_propose
from meetings.actions import approve

pytestmark = pytest.mark.django_db


def proposal(meeting, first):
    text = make.make_text(make.make_report(meeting, status="approved"))
    assert open_or_propose(text, "participants", engagement=meeting.hosts()[0], by=viewer_of(first))


def other_words(meeting, first):
    """A calendar entry, an agenda and a paper that one person opened before two were asked for, and the ISU changed."""
    State.objects.update(two_people=False)
    host = Engagement.objects.get(meetings=meeting)
    for row in (meeting, make.make_agenda(meeting), make.make_paper(meeting)):
        decide(row, "participants", engagement=host, by=viewer_of(first))
        lapse(row, by=isu_viewer())
    State.objects.filter(pk=host.state_id).update(two_people=True)


def first_word(meeting, first):
    assert approve(make.make_invitation(make.make_meeting(meeting.hosts()[0])), by=viewer_of(first))


def focal_point(meeting, first):
    make.make_proposal(meeting.hosts()[0].state, proposed_by=first, email=f"proposed{meeting.pk}@demo.example")


@pytest.mark.parametrize("wait", [proposal, other_words, first_word, focal_point])
def test_the_workspace_asks_no_more_for_three_than_for_one(client, state, cast, wait):
    client.force_login(cast.mission)
    asked = []
    for times in (1, 2):
        for _each in range(times):
            wait(make.make_meeting(make.make_engagement(state), status="held"), cast.capital)
        client.get(reverse("workspace"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("workspace"))
        asked.append(len(queries))
    assert len(page.context["waiting"]) >= 3
    assert asked[0] == asked[1]
