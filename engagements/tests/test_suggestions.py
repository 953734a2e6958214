"""The Chair makes a suggestion on a request it was shown; the State alone answers it."""

import pytest

from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from engagements.models import Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    """A request in dialogue that its State opened to the Committee."""
    request = make.make_request(
        make.make_engagement(), status="in_dialogue", audience="committee", audience_since="2099-01-01T00:00Z"
    )
    make.make_focal_point(request.engagement.state)
    return request


def address(request):
    return f"/requests/{request.pk}/suggestions/new/"


def test_the_chair_finds_the_button_and_the_state_is_written_to(client, opened):
    client.force_login(make.make_delegate(chair=True))
    assert address(opened) in client.get(f"/requests/{opened.pk}/").content.decode()
    response = client.post(address(opened), {"text": "Meet beside the Intersessional Meetings."}, follow=True)
    assert "Your suggestion is with the State." in response.content.decode()
    assert [row.text for row in Suggestion.objects.all()] == ["Meet beside the Intersessional Meetings."]
    assert Letter.objects.filter(kind="suggestion").count() == 2  # the focal point, and the desk


def test_another_member_reads_the_request_and_is_told_who_may_suggest(client, opened):
    client.force_login(make.make_delegate())
    assert address(opened) not in client.get(f"/requests/{opened.pk}/").content.decode()
    response = client.post(address(opened), {"text": "Meet elsewhere."})
    assert "made by the Chair" in response.content.decode()
    assert "Meet elsewhere." in response.content.decode()
    assert not Suggestion.objects.exists()


def test_a_request_the_chair_was_not_shown_does_not_exist_for_it(client):
    hidden = make.make_request(make.make_engagement(), status="in_dialogue")
    client.force_login(make.make_delegate(chair=True))
    assert client.post(address(hidden), {"text": "Anything"}).status_code == 404


@pytest.mark.parametrize("status", ["ended", "replaced"])
def test_nothing_is_suggested_on_a_request_that_is_over(client, opened, status):
    type(opened).objects.filter(pk=opened.pk).update(status=status)
    client.force_login(make.make_delegate(chair=True))
    assert client.post(address(opened), {"text": "Too late"}).status_code == 200
    assert not Suggestion.objects.exists()
