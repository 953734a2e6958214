"""Public pages are never stale, cost one query when nothing changed, and keep no copy of what is personal."""

import datetime

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from apmbc_portal.audit.models import Publication
from apmbc_portal.freshness import fresh_page
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from engagements.decisions import decide, withhold
from reports.models import Document

pytestmark = pytest.mark.django_db
PAGES = ["/", "/states/", "/states/XAA/", "/outcomes/", "/lessons/", "/calendar/"]
FILES = ["/feeds/outcomes.atom", "/calendar/meetings.ics", "/sitemap.xml"]


@pytest.fixture
def world():
    """A State with an approved text and a meeting, opened to the public by its focal point."""
    state = make.make_state()
    by = viewer_of(make.make_focal_point(state))
    engagement = make.make_engagement(state)
    meeting = make.make_meeting(engagement, title="A meeting to be seen")
    report = make.make_report(make.make_meeting(engagement, status="held"), status="approved")
    text = make.make_text(report, kind="public", title="A text to be seen")
    for item in (engagement, meeting, text):
        decide(item, "public", engagement=engagement, by=by)
    return {"engagement": engagement, "meeting": meeting, "text": text, "by": by}


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_an_anonymous_reader_gets_a_304_for_one_query(client, world, path, django_assert_num_queries):
    first = client.get(path)
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-cache"
    assert first["ETag"].startswith('"')
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    with django_assert_num_queries(1):
        again = client.get(path)
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize("path", [*PAGES, *FILES, "/contact/", "/contact/thanks/", "/robots.txt"])
def test_an_anonymous_page_sets_no_cookie_and_touches_no_session(client, world, path):
    response = client.get(path)
    assert response.status_code == 200
    assert dict(response.cookies) == {}
    assert not response.wsgi_request.session.accessed


@pytest.mark.parametrize("path", ["/", "/states/XAA/", "/outcomes/", "/feeds/outcomes.atom", "/sitemap.xml", "the text"])
def test_what_is_taken_back_is_gone_in_the_next_request(client, world, path):
    text = world["text"]
    path = text.get_absolute_url() if path == "the text" else path
    seen = text.code if path == "/sitemap.xml" else "A text to be seen"
    first = client.get(path)
    assert seen in first.content.decode()
    decide(text, "state", engagement=world["engagement"], by=world["by"])
    after = client.get(path, headers={"if-none-match": first["ETag"]})
    assert after.status_code == (404 if path == text.get_absolute_url() else 200)
    assert seen not in after.content.decode()
    decide(text, "public", engagement=world["engagement"], by=world["by"])
    assert seen in client.get(path).content.decode()


def test_a_page_kept_before_its_file_was_made_offers_the_file_when_it_is_there(client, world):
    """A worker finishes without a decision: a reader must not meet the page of before until the next one."""
    text = world["text"]
    document = Document.objects.create(kind="report", text=text, made_for="readers", status="running", content={})
    before = client.get(text.get_absolute_url())
    assert str(document.pk) not in before.content.decode()
    assert document.finish("x.pdf", size=1, pages=1, sha256="")
    assert str(document.pk) in client.get(text.get_absolute_url(), headers={"if-none-match": before["ETag"]}).content.decode()


@pytest.mark.parametrize("path", ["/", "/states/XAA/", "/calendar/", "/calendar/meetings.ics"])
def test_closing_the_file_hides_the_meeting_in_the_next_request(client, world, path):
    seen = "Survey first" if path.startswith("/states") else "A meeting to be seen"
    assert seen in client.get(path).content.decode()
    withhold(world["engagement"], True, by=world["by"])
    assert seen not in client.get(path).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_signed_in_page_is_neither_kept_nor_answered_from_a_copy(client, world, path):
    anonymous = client.get(path)
    client.force_login(make.make_focal_point())
    mine = client.get(path, headers={"if-none-match": anonymous["ETag"]})
    assert mine.status_code == 200
    assert mine["Cache-Control"] == "private, no-store"
    assert "ETag" not in mine
    assert "acting as" in mine.content.decode()
    client.logout()
    assert client.get(path).content == anonymous.content


def test_a_reader_with_messages_gets_a_page_of_their_own(client, world):
    kept = client.get("/").content
    storage = CookieStorage(RequestFactory().get("/"))
    storage.add(constants.SUCCESS, "Your word has arrived")
    response = HttpResponse()
    storage.update(response)
    client.cookies["messages"] = response.cookies["messages"].value
    mine = client.get("/")
    assert "Your word has arrived" in mine.content.decode()
    assert mine["Cache-Control"] == "private, no-store"
    del client.cookies["messages"]
    assert client.get("/").content == kept


def test_only_good_answers_are_kept(client, world):
    cache.clear()
    assert client.get("/states/QQQ/").status_code == 404
    assert client.get("/states/xaa/").status_code == 301
    assert client.post("/states/").status_code == 405
    assert list(getattr(cache, "_cache", {})) == []


def test_the_etag_changes_with_counter_address_release_and_day(rf, settings, monkeypatch):
    def etag(path="/a?b=1"):
        request = rf.get(path)
        return fresh_page(lambda request: HttpResponse("x"))(request)["ETag"]

    seen = {etag(), etag("/a?b=2"), etag("/b?b=1")}
    Publication.bump()
    seen.add(etag())
    settings.RELEASE = "next"
    seen.add(etag())
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: datetime.date(2030, 1, 1))
    seen.add(etag())
    assert len(seen) == 6
    assert etag() == etag()
