"""The Committee, partners and participants find what was opened to them, and nothing else."""

import pytest

from apmbc_portal.testing import factories as make

pytestmark = pytest.mark.django_db
QUERIES = 20  # the reader, nine lists, their hosts and meetings, which of these have a page, what they received before (a delegate is shown no contact list)
SINCE = "2099-01-01T00:00Z"


def world(audience, number=1):
    """One State's rows of every kind, opened to `audience`; returns the State's name."""
    opened = {"audience": audience, "audience_since": SINCE}
    engagement = make.make_engagement(title="Title of the file", **opened)
    for _row in range(number):
        make.make_request(make.make_engagement(engagement.state, **opened), status="submitted", **opened)
        meeting = make.make_meeting(engagement, status="held", **opened)
        make.make_agenda(meeting, **opened)
        make.make_paper(meeting, **opened)
        make.make_text(make.make_report(meeting, status="approved"), **opened)
        make.make_outcome(meeting, **opened)
        make.make_lesson(engagement, **opened)
        # A list is opened to the participants of its meeting at the widest.
        make.make_contact_list(meeting, **opened | ({} if audience == "participants" else {"audience": "state"}))
    return engagement.state.name


def test_the_committee_finds_everything_opened_to_it_and_nothing_of_another_state(client):
    shown, hidden = world("committee"), world("participants")
    client.force_login(make.make_delegate())
    page = client.get("/opened/").content.decode()
    headings = ["Engagements", "Requests", "Meetings", "Agendas", "Papers", "Reports", "Outcomes", "Lessons"]
    assert [heading for heading in headings if f"<h2>{heading}</h2>" not in page] == []
    assert shown in page
    assert hidden not in page


def test_what_has_no_page_of_its_own_leads_to_its_meeting_where_that_is_open(client):
    meeting = make.make_meeting(make.make_engagement(), status="held")
    make.opened(make.make_outcome(meeting, text="A plan by quarter"), "committee")
    client.force_login(make.make_delegate())
    page = client.get("/opened/").content.decode()
    assert ("A plan by quarter" in page, meeting.reference in page) == (True, False)
    make.opened(meeting, "public")
    page = client.get("/opened/").content.decode()
    assert f'<a href="{meeting.get_absolute_url()}"><bdi>A plan by quarter</bdi></a>' in page


def test_requests_without_a_title_are_told_apart_by_their_file(client):
    opened = [
        make.opened(make.make_request(make.make_engagement(), status="submitted", title=""), "committee") for _each in range(2)
    ]
    client.force_login(make.make_delegate())
    page = client.get("/opened/").content.decode()
    assert [one.pk for one in opened if f"<bdi>Request {one.engagement.reference}, version 1</bdi></a>" not in page] == []


def test_a_partner_to_whom_nothing_was_opened_is_told_so(client):
    hidden = world("committee")
    client.force_login(make.make_partner())
    page = client.get("/opened/").content.decode()
    assert "Nothing beyond the public pages" in page
    assert hidden not in page


def test_what_is_public_is_left_to_the_public_pages(client):
    name = world("public")
    client.force_login(make.make_partner())
    assert name not in client.get("/opened/").content.decode()


def test_a_text_that_names_nobody_does_not_say_here_whose_it_is(client):
    engagement = make.make_engagement()
    report = make.make_report(make.make_meeting(engagement, status="held"), status="approved")
    make.make_text(
        report, kind="public", attribution="nobody", audience="partners", audience_since=SINCE, title="Inclusion of survivors"
    )
    client.force_login(make.make_partner())
    page = client.get("/opened/").content.decode()
    assert "Inclusion of survivors" in page
    assert engagement.state.name not in page


def test_after_signing_in_each_capacity_lands_at_its_work(client):
    places = {
        make.make_staff: "/admin/",
        make.make_focal_point: "/workspace/",
        make.make_delegate: "/opened/",
        make.make_partner: "/opened/",
    }
    for person, place in places.items():
        client.force_login(person())
        assert client.get("/accounts/start/").url == place


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/opened/").url.startswith("/accounts/login/")


def test_the_page_asks_the_same_number_of_questions_for_one_row_and_for_three(client, django_assert_num_queries):
    client.force_login(make.make_delegate())
    world("committee")
    client.get("/opened/")
    with django_assert_num_queries(QUERIES):
        client.get("/opened/")
    world("committee", number=3)
    client.get("/opened/")
    with django_assert_num_queries(QUERIES):
        client.get("/opened/")
