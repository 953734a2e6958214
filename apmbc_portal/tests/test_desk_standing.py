"""The desk finds every row a State can open, so that a decision by letter can be recorded for each."""

import pytest
from django.urls import reverse

from apmbc_portal.testing import factories as make

pytestmark = pytest.mark.django_db


def test_the_file_page_leads_to_the_decision_on_every_row(client):
    engagement = make.make_engagement()
    meeting = make.make_meeting(engagement, status="held")
    text = make.make_text(make.make_report(meeting, status="approved"))
    rows = [engagement, make.make_request(engagement, status="submitted"), meeting, make.make_agenda(meeting), text,
            make.make_outcome(meeting), make.make_contact_list(meeting)]  # fmt: skip
    outsider = make.make_meeting(make.make_engagement())
    client.force_login(make.make_staff())
    page = client.get(reverse("admin:engagements_engagement_file", args=[engagement.pk])).content.decode()
    links = {row: reverse("decision", args=[row.release_id]) for row in rows}
    assert [str(row) for row, link in links.items() if link not in page] == []
    assert reverse("decision", args=[outsider.release_id]) not in page
    assert {client.get(link).status_code for link in links.values()} == {200}
