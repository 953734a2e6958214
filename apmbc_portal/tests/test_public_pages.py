"""Home, States, calendar, the files for programs, and the pages for faults."""

import datetime

import icalendar
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from apmbc_portal.testing import factories as make
from engagements.models import Obligation, ObligationStep

pytestmark = pytest.mark.django_db


def html(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def state():
    return make.make_state(
        iso3="XAA",
        name_en="Aramar",
        name_fr="Aramarie",
        region="Africa",
        confidence="sourced",
        source="Invented source",
        note="Desk only",
    )


def test_home_counts_parties_of_today_and_shows_only_what_is_public(client):
    real = {"is_demo": False, "iso3": "ABC"}
    make.make_state(**real)
    make.make_state(is_demo=False, iso3="ABD", withdrawal_effective=timezone.localdate())
    make.make_published(title="Open text")
    make.make_published(title="Closed text", audience="committee")
    page = html(client, "/")
    assert '<span class="figure-number">1</span><span class="source">as of' in page
    assert "Open text" in page
    assert "Closed text" not in page


def test_home_says_so_while_nothing_is_published(client):
    assert "No State has published an outcome yet" in html(client, "/")


def test_states_are_found_by_the_beginning_of_any_name_or_the_code(client, state):
    make.make_state(iso3="XAB", name_en="Belmora", name_fr="Belmorie")
    for query in ("ara", "ARAMARIE", "xaa"):
        page = html(client, f"/states/?q={query}")
        assert "Aramar" in page
        assert "Belmora" not in page
    assert "No State answers to this" in html(client, "/states/?q=zzz'%22%00")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_states_costs_the_same_however_long(client, count, django_assert_num_queries):
    for _number in range(count):
        make.make_published()
    with django_assert_num_queries(4):
        client.get("/states/")


def test_a_state_page_shows_sourced_facts_and_nothing_unverified(client, state):
    sourced = {"confidence": "sourced", "source": "A decision", "as_of": "2025-12"}
    five = Obligation.objects.create(
        state=state, article="5", status="outstanding", deadline=datetime.date(2030, 12, 31), note="Lapsed soon", **sourced
    )
    ObligationStep.objects.create(obligation=five, position=1, text="Granted at 12MSP")
    Obligation.objects.create(state=state, article="va", status="reports_survivors", source="Rumour", note="Unclear")
    page = html(client, "/states/XAA/")
    for shown in (
        "State Party since 1 January 2003",
        "5 July 2002",
        "Invented source",
        "31 December 2030",
        "A decision",
        "2025-12",
        "Granted at 12MSP",
    ):
        assert shown in page
    for hidden in ("Rumour", "Victim assistance", "Desk only", "Lapsed soon", "Unclear", "not verified"):
        assert hidden not in page


def test_a_state_whose_membership_is_not_verified_shows_no_dates(client):
    make.make_state(iso3="XAB", source="Somebody said")
    page = html(client, "/states/XAB/")
    assert "2003" not in page
    assert "Somebody said" not in page


def test_a_state_page_shows_what_was_released_and_to_whom(client, state):
    engagement = make.make_engagement(state, title="The engagement")
    request = make.make_request(engagement, status="submitted")
    make.make_need(request, title="Survey teams wanted")
    make.make_need(request, title="Training offered", theme="F", direction="offers")
    make.make_published(engagement, audience="committee", title="For the Committee")
    secrets = ["The engagement", "Survey teams wanted", "Training offered", "For the Committee", engagement.reference]
    page = html(client, "/states/XAA/")
    assert [one for one in secrets if one in page] == []
    assert "says nothing about whether there is an engagement" in page
    make.opened(request)
    page = html(client, "/states/XAA/")
    assert [one for one in secrets if one in page] == ["Survey teams wanted", "Training offered"]
    make.opened(engagement)
    assert "The engagement" in html(client, "/states/XAA/")
    client.force_login(make.make_delegate())
    assert "For the Committee" in html(client, "/states/XAA/")
    client.force_login(make.make_partner())
    assert "For the Committee" not in html(client, "/states/XAA/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_state_page_costs_the_same_however_much_was_shared(client, state, count, django_assert_num_queries):
    engagement = make.opened(make.make_engagement(state))
    request = make.opened(make.make_request(engagement, status="submitted"))
    for number in range(count):
        make.make_need(request, title=f"Need {number}")
        make.opened(make.make_published(engagement).report.meeting)
        make.opened(make.make_lesson(engagement))
    with django_assert_num_queries(12):
        client.get("/states/XAA/")


def test_what_is_open_leads_to_what_else_is_open_and_to_nothing_more(client, state):
    """From the State to its file, meetings, reports and lessons, and back; a row that names nobody stands beside no host."""
    engagement = make.opened(make.make_engagement(state))
    text = make.make_published(engagement)
    meeting = make.opened(text.report.meeting)
    outcome = make.opened(make.make_outcome(meeting, text="A plan by quarter"))
    lesson = make.opened(make.make_lesson(engagement))
    kept = [make.make_meeting(engagement), make.make_lesson(engagement), make.make_published(engagement, audience="partners")]
    nameless = [
        make.opened(make.make_lesson(engagement, attribution="nobody")),
        make.make_published(engagement, attribution="nobody"),
    ]
    beside = {
        state: {engagement, text, meeting, lesson},
        engagement: {state, text, meeting},
        meeting: {state, text},
        text: {state, meeting},
    }  # fmt: skip
    everything = {state, engagement, text, meeting, lesson, *kept, *nameless}
    for row, found in beside.items():
        page = html(client, row.get_absolute_url())
        assert {one for one in everything - {row} if f'href="{one.get_absolute_url()}"' in page} == found, row
        assert ("A plan by quarter" in page) == (row is meeting)
    make.opened(outcome, "participants")
    assert "A plan by quarter" not in html(client, meeting.get_absolute_url())


@pytest.mark.parametrize("path", ["/states/QQQ/", "/states/X/", "/states/XAAA/", "/outcomes/AAAAAAAA/"])
def test_an_unknown_address_is_a_404(client, state, path):
    assert client.get(path).status_code == 404


def test_a_404_says_the_same_whether_something_exists_or_not(client):
    text = make.make_published(audience="state")
    hidden, nothing = client.get(text.get_absolute_url()), client.get("/outcomes/AAAAAAAA/")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content
    one, both = make.make_focal_point(), make.make_partner()
    make.make_focal_point(user=both)
    told = {}
    for user in (one, both):
        client.force_login(user)
        told[user] = "another capacity" in client.get(text.get_absolute_url()).content.decode()
    assert told == {one: False, both: True}


def test_the_calendar_shows_published_meetings_in_the_time_of_the_venue(client):
    start = timezone.now().replace(hour=2, minute=0, second=0, microsecond=0) + datetime.timedelta(days=40)
    shown = make.make_meeting(
        title="Open", time_zone="Asia/Phnom_Penh", starts_at=start, ends_at=start + datetime.timedelta(hours=3)
    )
    make.opened(shown)
    make.opened(make.make_meeting(title="Past", status="held"))
    make.opened(make.make_meeting(title="Held back", held_back=True))
    make.opened(make.make_meeting(title="Cancelled", status="cancelled"))
    make.make_meeting(title="Not open")
    page = html(client, "/calendar/")
    assert "09:00–12:00" in page
    assert "Asia/Phnom Penh, UTC+07:00" in page
    assert [title for title in ("Open", "Past", "Held back", "Cancelled", "Not open") if f"<bdi>{title}</bdi>" in page] == [
        "Open",
        "Past",
    ]
    file = icalendar.Calendar.from_ical(client.get("/calendar/meetings.ics").content)
    events = {str(event["summary"]): event for event in file.walk("VEVENT")}
    assert set(events) == {"Open", "Past"}
    assert events["Open"].decoded("dtstart") == start
    assert str(events["Open"]["uid"]).startswith(str(shown.release_id))
    assert str(events["Open"]["url"]).endswith(shown.get_absolute_url())


def test_calendar_and_feed_show_a_signed_in_reader_what_the_public_sees(client):
    make.opened(make.make_meeting(title="For the Committee"), "committee")
    make.make_published(title="Also for the Committee", audience="committee")
    client.force_login(make.make_delegate())
    assert "For the Committee" in html(client, "/calendar/")
    assert "For the Committee" not in html(client, "/calendar/meetings.ics")
    assert "Also for the Committee" not in html(client, "/feeds/outcomes.atom")


@pytest.mark.parametrize("count", [1, 3])
def test_calendar_feed_and_home_cost_the_same_however_long(client, count, django_assert_max_num_queries):
    for _number in range(count):
        make.opened(make.make_meeting())
        make.make_published()
    for path, limit in (("/calendar/", 12), ("/calendar/meetings.ics", 4), ("/feeds/outcomes.atom", 4), ("/", 8)):
        with django_assert_max_num_queries(limit):
            client.get(path)


def test_programs_find_public_addresses_only(client, state):
    shown, hidden = make.make_published(), make.make_published(audience="partners")
    page = html(client, "/sitemap.xml")
    assert f"<loc>http://localhost:8000{shown.get_absolute_url()}</loc>" in page
    assert hidden.code not in page
    assert "Sitemap: http://localhost:8000/sitemap.xml" in html(client, "/robots.txt")
    assert f'href="http://localhost:8000{shown.get_absolute_url()}"' in html(client, "/feeds/outcomes.atom")


@pytest.mark.parametrize("path", ["/", "/states/", "/states/XAA/", "/outcomes/", "/calendar/", "/contact/"])
def test_pages_have_title_canonical_address_disclaimer_and_no_inline_style(client, state, path, settings):
    page = html(client, path)
    assert f'<link rel="canonical" href="http://localhost:8000{path}">' in page
    assert page.count("<h1") == 1
    assert "The individualised approach" in page.partition("</title>")[0]
    assert "do not imply any opinion on the legal status" in page
    assert "not an official site" in page
    for inline in (" style=", "<style", "<script>", "onclick"):
        assert inline not in page


def test_an_official_site_does_not_say_it_is_none(client, settings):
    settings.OFFICIAL_SITE = True
    assert "not an official site" not in html(client, "/")


def test_demonstration_is_said_on_every_page_it_touches(client):
    make.make_state(is_demo=False, iso3="ABC")
    assert "Demonstration." not in html(client, "/states/")
    text = make.make_published()
    for path in ("/", "/states/", "/states/XAA/", "/outcomes/", text.get_absolute_url()):
        assert "Demonstration." in html(client, path)
    assert "Demonstration." not in html(client, "/states/ABC/")


@pytest.mark.parametrize("template", ["404.html", "403.html", "500.html"])
def test_fault_pages_need_nothing(template, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "<h1>" in render_to_string(template)


def test_the_masthead_offers_what_the_capacity_can_use(client):
    for user, offered in ((make.make_focal_point(), "Workspace"), (make.make_staff(), "Desk")):
        client.force_login(user)
        masthead = html(client, "/states/").partition("</header>")[0]
        assert [label for label in ("Workspace", "Desk") if f">{label}</a>" in masthead] in ([offered], [])
        assert "Sign out" in masthead


def test_the_language_bar_leads_to_this_page_in_the_other_language(client, state, settings):
    assert 'class="languages"' not in html(client, "/states/XAA/"), "one language: nothing to choose"
    settings.LANGUAGES = [("ar", "Arabic"), ("en", "English")]
    page = html(client, "/states/XAA/?x=1")
    assert '<a href="/ar/states/XAA/?x=1" lang="ar" hreflang="ar" dir="rtl">العربيّة</a>' in page
    assert 'hreflang="en" aria-current="true"' in page
    assert '<html lang="ar" dir="rtl">' in html(client, "/ar/states/XAA/")
