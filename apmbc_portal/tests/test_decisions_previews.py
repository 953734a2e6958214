"""Before anybody decides they see the very page that audience will see; nothing is opened by looking."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.models import Publication
from apmbc_portal.testing.factories import (
    make_contact,
    make_delegate,
    make_participant,
    make_partner,
    make_user,
    opened,
)  # fmt: skip
from apmbc_portal.tests.deciding import KINDS, answer, ledger, sees, url
from apmbc_portal.web.workspace import preview as workspace_preview
from engagements.models import Receipt, Suggestion

pytestmark = pytest.mark.django_db
GROUPS = ["committee", "participant", "partner", "public"]
AUDIENCES = {"committee": "committee", "participant": "participants", "partner": "partners", "public": "public"}
VARIES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
# A partner's way to a private note of its own is no word of the row, and whoever only looks has no organisation.
OWN_NOTE = re.compile(r'<p><a class="button quiet small" href="/interests/[^<]*</a></p>')


def preview(client, item, who):
    return client.get(reverse("decision_preview", args=[item.release_id, who]))


def reader(client, who, meeting):
    """Somebody of that group, signed in as such."""
    browser = type(client)()
    if who == "committee":
        browser.force_login(make_delegate())
    if who == "partner":
        browser.force_login(make_partner())
    if who == "participant":
        person = make_user()
        make_participant(meeting, make_contact(user=person), attendance="present")
        browser.force_login(person)
    return browser


def main_of(page):
    content = page.content.decode()
    main = VARIES.sub("", content[content.index("<main") : content.index("</main>")])
    return [line for line in map(str.strip, OWN_NOTE.sub("", main).splitlines()) if line]


PAGES = [
    *product(["engagement", "request", "meeting", "agenda", "paper", "outcome", "text", "lesson"], GROUPS),
    ("contact_list", "participant"),
]


@pytest.mark.parametrize(("kind", "who"), PAGES)
def test_a_preview_is_word_for_word_what_they_read_once_it_is_open(client, own, who, kind):
    item = own[kind]
    Suggestion.objects.create(request=own["request"], text="Invite a neighbour")
    them = reader(client, who, own["meeting"])
    address = own["meeting"].get_absolute_url() if kind in ("agenda", "paper", "outcome") else item.get_absolute_url()
    if kind in ("agenda", "paper", "outcome"):
        answer(client, own["meeting"], AUDIENCES[who])  # they are read on its page
        client.get(url(item))  # and the word that it is done is read before
    closed = them.get(address)
    shown = preview(client, item, who)
    assert shown.status_code == 200
    assert shown.wsgi_request.viewer.states == frozenset()
    assert "Nothing is opened by looking." in shown.content.decode()
    assert closed.status_code == 404 or main_of(closed) != main_of(shown)
    answer(client, item, AUDIENCES[who])
    assert main_of(shown) == main_of(them.get(address))


@pytest.mark.django_db(transaction=True)
def test_while_a_preview_is_drawn_others_write(client, own, monkeypatch):
    """A slow page holds up nobody, the very row included, and reads what was there when it was asked for."""
    item, draw = own["text"], workspace_preview.page_of

    def others_write():
        try:
            Publication.bump()
            type(item).objects.filter(pk=item.pk).update(audience="committee")
            own["outsider"]["text"].report.meeting.host_engagements.update(next_action="Write")
        finally:
            connections.close_all()

    def slow(request, row):
        page = draw(request, row)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(others_write).result(timeout=4)
        return page

    monkeypatch.setattr(workspace_preview, "page_of", slow)
    before = Publication.current()
    assert preview(client, item, "public").status_code == 200
    item.refresh_from_db()
    assert (Publication.current(), item.audience) == (before + 1, "committee")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_preview_for_everybody_it_can_be_opened_to_and_stays_closed(client, own, kind):
    item = own[kind]
    offered = {one.who for one in client.get(url(item)).context["seen_by"] if one.url}
    assert offered == ({"participant"} if kind == "contact_list" else set(GROUPS))
    for who in GROUPS:
        with CaptureQueriesContext(connection) as asked:
            page = preview(client, item, who)
        assert {one["sql"].lstrip("(").split()[0] for one in asked} == {"SELECT"}
        assert page.status_code == (200 if who in offered else 404)
        assert page.status_code == 404 or "no-store" in page.headers["Cache-Control"]
    item.refresh_from_db()
    assert (item.audience, item.audience_since, sees(item), ledger()) == ("state", None, False, [])
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("who", GROUPS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_preview_of_another_states_row(client, own, kind, who):
    assert preview(client, own["outsider"][kind], who).status_code == 404


@pytest.mark.parametrize(("kind", "who"), [("outcome", "committee"), ("agenda", "partner"), ("paper", "participant")])
def test_what_has_no_page_is_shown_in_its_list_without_what_others_opened(client, own, kind, who):
    """Whoever looks through another's eyes sees their own State's rows alone."""
    foreign = opened(own["outsider"][kind], AUDIENCES[who])
    foreign_words = own["outsider"]["engagement"].state.name
    page = preview(client, own[kind], who).content.decode()
    assert own["engagement"].state.name in page
    assert foreign_words not in page
    assert str(foreign.pk) not in page or isinstance(foreign.pk, int)


def test_an_agenda_is_previewed_on_the_page_of_its_meeting_where_that_is_open(client, own):
    closed = preview(client, own["agenda"], "public").content.decode()
    assert "Open that as well" in closed
    assert "Mine clearance" not in closed
    answer(client, own["meeting"], "public")
    shown = preview(client, own["agenda"], "public").content.decode()
    assert "Mine clearance" in shown
    assert own["meeting"].title in shown


def test_while_the_file_is_closed_a_preview_says_that_they_see_nothing(client, own):
    client.post(reverse("workspace_close", args=[own["engagement"].reference]), {"withheld": "yes"})
    page = preview(client, own["text"], "public").content.decode()
    assert "The whole file is closed" in page
    assert own["text"].title not in page


def test_the_second_question_leads_to_a_preview_for_each_group_it_lets_in(client, own):
    page = answer(client, own["text"], "both", confirmed=False)
    assert [one.who for one in page.context["looks"]] == ["committee", "participant"]
    for one in page.context["looks"]:
        assert one.url in page.content.decode()


def test_without_a_reader_there_is_no_preview(client, own):
    assert preview(client, own["text"], "nobody").status_code == 404
