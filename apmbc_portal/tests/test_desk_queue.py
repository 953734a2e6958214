"""The desk's first page: what it lists, in which order, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.record import record
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from engagements.actions import say
from engagements.models import Enquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make.make_staff()


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def listed(client, **filters):
    """References on the first page, in order."""
    answer = client.get(reverse("admin:index"), filters)
    return [file.reference for file in answer.context["page"].object_list]


def some_file(staff=None, **fields):
    """A file with everything the queue shows: a request, a reason, a late date, an assignee."""
    engagement = make.make_engagement(
        assignee=staff, due=make.today() - datetime.timedelta(days=2), next_action="Write back", **fields
    )
    make.make_request(engagement=engagement, status="submitted")
    return engagement


def test_what_needs_action_stands_first(desk):
    quiet = make.make_engagement()
    late = make.make_engagement(due=make.today() - datetime.timedelta(days=1))
    waiting = make.make_request(status="submitted").engagement
    assert listed(desk) == [late.reference, waiting.reference, quiet.reference]


def test_the_row_says_why_and_marks_what_is_late(desk, staff):
    some_file(staff)
    page = desk.get(reverse("admin:index")).content.decode()
    for words in ("A request waits to be acknowledged.", "late", "Write back", "request submitted", staff.name):
        assert words in page


def test_every_reason_of_this_app_is_found_for_its_own_file_alone(desk, staff):
    make.make_engagement()
    asked = make.make_request(status="submitted").engagement
    typing = make.make_request(engagement=make.make_engagement(), on_behalf=True).engagement
    wrote, answered, failed = make.make_engagement(), make.make_engagement(), make.make_engagement()
    for engagement in (wrote, answered):
        speaker = make.make_focal_point(engagement.state)
        say(engagement, "Hello", by=make.viewer_of(speaker), author=speaker, letter=False)
    say(answered, "Good day", by=make.isu_viewer(), author=staff, letter=False)
    say(wrote, "To ourselves", by=make.isu_viewer(), author=staff, kind="internal")
    Letter.objects.create(to="a@demo.example", subject="S", body="B", about=failed.reference, status="failed")
    suggested = make.make_request(status="in_dialogue")
    suggested.suggestions.create(text="Invite the neighbours")
    found = {key: listed(desk, needs=key) for key in ("submitted", "transcribing", "message", "letters", "suggestions")}
    assert found == {
        "submitted": [asked.reference],
        "transcribing": [typing.reference],
        "message": [wrote.reference],
        "letters": [failed.reference],
        "suggestions": [suggested.engagement.reference],
    }


def test_closed_files_are_listed_when_asked_for(desk):
    closed, open_file = make.make_engagement(status="closed"), make.make_engagement()
    assert listed(desk) == [open_file.reference]
    assert listed(desk, status="closed") == [closed.reference]
    assert set(listed(desk, status="all")) == {closed.reference, open_file.reference}


def test_a_state_is_found_by_its_name_in_any_language_and_by_reference(desk):
    found = make.make_engagement(make.make_state(name_en="Aramar", name_ar="أرامار", name_ru="Арамар"))
    make.make_engagement(make.make_state(name_en="Belmora"))
    for typed in ("aram", "أرامار", "Арамар", found.reference, found.state.iso3.lower()):
        assert listed(desk, q=typed) == [found.reference], typed
    assert listed(desk, q="nowhere") == []


def test_mine_and_nobodys(desk, staff):
    mine, other, nobody = some_file(staff), some_file(make.make_staff()), some_file()
    assert listed(desk, who="mine") == [mine.reference]
    assert listed(desk, who="nobody") == [nobody.reference]
    assert set(listed(desk)) == {mine.reference, other.reference, nobody.reference}


def test_region_and_reason_narrow_the_list(desk):
    africa = make.make_engagement(make.make_state(region="Africa"))
    asked = make.make_request(status="submitted").engagement
    assert listed(desk, region="Africa") == [africa.reference]
    assert listed(desk, needs="submitted") == [asked.reference]
    assert listed(desk, needs="late") == []


def test_a_filter_that_does_not_exist_is_ignored(desk):
    engagement = make.make_engagement()
    assert listed(desk, who="x", status="nonsense", region="Atlantis", needs="y", page="abc") == [engagement.reference]


def test_a_states_first_draft_is_known_to_exist_and_no_more(desk):
    draft = make.make_request(aims="canary")
    draft.engagement.title = "canary"
    draft.engagement.save(update_fields=["title"])
    page = desk.get(reverse("admin:index")).content.decode()
    assert "no reference yet" in page
    assert "canary" not in page


def test_counters_show_what_waits_and_hide_what_does_not(desk):
    assert desk.get(reverse("admin:index")).context["waiting"] == []
    make.make_request(status="submitted")
    Enquiry.objects.create(kind="question", name="A", email="a@demo.example", text="?")
    assert {(one.title, one.count) for one in desk.get(reverse("admin:index")).context["waiting"]} == {
        ("Requests to acknowledge", 1),
        ("Enquiries open", 1),
    }


def test_an_empty_queue_says_what_to_do_next(desk):
    assert "Record correspondence" in desk.get(reverse("admin:index")).content.decode()


LISTS = [
    "admin:index",
    "admin:engagements_engagement_changelist",
    "admin:engagements_correspondence_changelist",
    "admin:engagements_nomination_changelist",
    "admin:engagements_obligation_changelist",
    "admin:audit_event_changelist",
]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(desk, staff, name):
    costs = []
    for more in (1, 2):
        for _each in range(more):
            engagement = some_file(staff)
            make.make_correspondence(engagement=engagement)
            make.make_focal_point(engagement.state)
            engagement.state.obligations.create(article="5", status="outstanding")
            record(make.isu_viewer(), "step", engagement)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse(name)).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert costs[0] <= 20  # one count for each kind of work that waits


def test_the_second_page_keeps_the_filters(desk):
    state = make.make_state(region="Africa")
    for _each in range(26):
        make.make_engagement(state)
    page = desk.get(reverse("admin:index"), {"region": "Africa"}).content.decode()
    assert "region=Africa&amp;page=2" in page
    assert len(listed(desk, region="Africa", page="2")) == 1
