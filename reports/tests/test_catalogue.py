"""The catalogue and the page of a text: filters, languages, and that a text which names nobody tells nothing."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apmbc_portal.testing import factories as make
from reports.models import OutcomeReport, ReportText
from reports.search import index

pytestmark = pytest.mark.django_db


def titles(client, query=""):
    return {row.text.title for row in client.get(f"/outcomes/{query}").context["rows"]}


@pytest.fixture
def world():
    africa = make.make_engagement(make.make_state(name_en="Aramar", region="Africa"))
    europe = make.make_engagement(make.make_state(name_en="Belmora", region="Europe"))
    secret = make.make_engagement(make.make_state(name_en="Cestria", region="Oceania"))
    make.make_published(africa, title="Survey", themes="AC")
    make.make_published(europe, title="Equipment", themes="A")
    make.make_published(secret, title="Survivors", themes="D", attribution="nobody")
    make.make_published(secret, audience="state", title="Not shared", themes="B")
    old = make.make_published(africa, title="Older", themes="E")
    ReportText._base_manager.filter(pk=old.pk).update(published_at=timezone.make_aware(datetime.datetime(2019, 12, 31, 23, 30)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Survey", "Equipment", "Survivors", "Older"}),
        ("?state=XAA", {"Survey", "Older"}),
        ("?state=xab", {"Equipment"}),
        ("?state=XAC", set()),
        ("?region=Europe", {"Equipment"}),
        ("?region=Oceania", set()),
        ("?theme=A", {"Survey", "Equipment"}),
        ("?theme=D", {"Survivors"}),
        ("?theme=B", set()),
        ("?year=2019", {"Older"}),
        ("?q=survey&theme=C", {"Survey"}),
        ("?q=cestria", set()),
        ("?theme=Q&year=abc&page=-1&state=%00", {"Survey", "Equipment", "Survivors", "Older"}),
        ("?year=²&page=²", {"Survey", "Equipment", "Survivors", "Older"}),
        ("?year=99999999999999999999", {"Survey", "Equipment", "Survivors", "Older"}),
    ],
)
def test_filters_narrow_what_may_be_seen(client, world, query, expected):
    assert titles(client, query) == expected


def test_filters_offer_only_what_the_reader_may_see_named(client, world):
    facets = client.get("/outcomes/").context["facets"]
    assert facets["states"] == [("XAA", "Aramar"), ("XAB", "Belmora")]
    assert facets["regions"] == ["Africa", "Europe"]
    assert facets["years"] == [str(timezone.localdate().year), "2019"]


def test_a_signed_in_reader_sees_what_was_opened_to_them_marked(client, world):
    engagement = make.make_engagement(make.make_state(name_en="Doranthe"))
    make.make_published(engagement, audience="committee", title="For the Committee")
    assert "For the Committee" not in titles(client)
    client.force_login(make.make_delegate())
    response = client.get("/outcomes/")
    assert "For the Committee" in {row.text.title for row in response.context["rows"]}
    assert "open to: the Committee" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_catalogue_asks_five_times_whatever_its_length(client, count, django_assert_num_queries):
    for _number in range(count):
        text = make.make_published()
        make.make_text(text.report, kind="public", language="fr", original=text)
    with django_assert_num_queries(5):
        client.get("/outcomes/?q=survey&theme=A")


def test_translations_stand_in_one_row_and_are_found_by_their_words(client):
    original = make.make_published(title="Survey first")
    french = make.make_text(original.report, kind="public", language="fr", original=original, title="Les enquêtes d'abord")
    index(french)
    assert titles(client, "?q=enquetes") == set(), "not opened yet"
    make.opened(french)
    assert titles(client) == {"Survey first"}
    assert titles(client, "?q=enquetes") == {"Survey first"}
    page = client.get(original.get_absolute_url()).content.decode()
    assert french.get_absolute_url() in page
    make.opened(original, "state")
    assert titles(client) == {"Les enquêtes d'abord"}
    assert original.code not in client.get(french.get_absolute_url()).content.decode()


def test_a_later_version_takes_the_place_of_the_earlier_one(client):
    first = make.make_published(title="Version one")
    second = OutcomeReport.objects.create(meeting=first.report.meeting, version=2, status="approved")
    text = make.make_text(second, kind="public", title="Version two")
    assert titles(client) == {"Version one"}
    make.opened(text)
    assert titles(client) == {"Version two"}


def test_pages_hold_twenty_five_and_end(client):
    engagement = make.make_engagement()
    for number in range(27):
        make.make_published(engagement, title=f"Text {number:02d}")
    first = client.get("/outcomes/?theme=A")
    assert len(first.context["rows"]) == 25
    assert (first.context["total"], first.context["pages"]) == (27, 2)
    assert 'rel="next" href="?theme=A&amp;page=2"' in first.content.decode()
    assert len(client.get("/outcomes/?page=2").context["rows"]) == 2
    assert client.get("/outcomes/?page=3").status_code == 404


def test_a_text_that_names_nobody_tells_neither_host_nor_meeting(client):
    state = make.make_state(name_en="Cestria", iso3="XQQ", region="Oceania")
    engagement = make.opened(make.make_engagement(state, title="Of the host"))
    meeting = make.opened(make.make_meeting(engagement, status="held", title="Hosted in Port Cestria", place="Port Cestria"))
    report = make.make_report(meeting, status="approved")
    text = make.opened(make.make_text(report, kind="public", attribution="nobody", title="Survivors at work", themes="D"))
    named = make.opened(
        make.make_text(report, kind="public", language="fr", attribution="host_only", original=text, title="Cestria: travail")
    )
    for path in (text.get_absolute_url(), "/outcomes/?q=survivors", "/outcomes/?theme=D"):
        page = client.get(path).content.decode()
        assert "Survivors at work" in page or "theme=D" not in path
        # the filter form itself may offer the State because of the other text, which names it
        body = page.split("</form>")[-1]
        for secret in ("Cestria", "XQQ", "Oceania", named.code, str(meeting.starts_at.year) + "-XQQ", meeting.title):
            assert secret not in body, (path, secret)
    assert text.code not in client.get(named.get_absolute_url()).content.decode()
    assert text.code not in client.get("/states/XQQ/").content.decode()
    for entry in client.get("/feeds/outcomes.atom").content.decode().split("<entry>")[1:]:
        assert ("Survivors at work" in entry) != ("Cestria" in entry)
    index(text)
    index(named)
    assert titles(client) == {"Survivors at work", "Cestria: travail"}
    assert titles(client, "?q=survivors") == {"Survivors at work"}
    for query in ("?q=cestria", "?q=travail", "?q=XQQ", "?state=XQQ", "?region=Oceania"):
        assert titles(client, query) == {"Cestria: travail"}, query


@pytest.mark.parametrize(("of_original", "of_translation"), [("nobody", "host_only"), ("host_only", "nobody")])
def test_a_translation_does_not_give_away_whom_the_other_text_leaves_out(client, of_original, of_translation):
    original = make.make_published(title="One text", attribution=of_original)
    other = make.make_text(
        original.report, kind="public", language="fr", original=original, attribution=of_translation, title="Autre texte"
    )
    make.opened(other)
    index(other)
    assert titles(client) == {"One text", "Autre texte"}
    assert titles(client, "?q=autre") == {"Autre texte"}
    assert [row.versions for row in client.get("/outcomes/?q=text").context["rows"]] == [[], []]
    named, nobody = (original, other) if of_original == "host_only" else (other, original)
    assert nobody.code not in client.get(named.get_absolute_url()).content.decode()
    assert named.code not in client.get(nobody.get_absolute_url()).content.decode()


def test_what_is_not_open_is_a_404_for_everybody_else(client):
    text = make.make_published(audience="state")
    for user in (None, make.make_focal_point(), make.make_delegate(), make.make_partner()):
        if user:
            client.force_login(user)
        assert client.get(text.get_absolute_url()).status_code == 404
    client.force_login(make.make_focal_point(text.hosts()[0].state))
    assert client.get(text.get_absolute_url()).status_code == 200


def test_the_page_carries_language_direction_and_hostile_words_harmlessly(client):
    text = make.make_published(language="ar", title="<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)>')
    page = client.get(text.get_absolute_url()).content.decode()
    assert '<article class="prose" lang="ar" dir="rtl">' in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_code_is_read_in_either_case(client):
    text = make.make_published()
    response = client.get(text.get_absolute_url().lower())
    assert response.status_code == 301
    assert response["Location"] == text.get_absolute_url()
    assert client.get("/outcomes/NOTHING2/").status_code == 404


def test_a_full_text_shows_participants_only_as_frozen(client):
    text = make.make_published(
        kind="full", attribution="named",
        participants=[{"organisation": "Org", "kind": "ngo", "people": [{"name": "P. Example", "title": ""}], "further": 0}],
    )  # fmt: skip
    make.make_participant(text.report.meeting, make.make_contact(name="Not Frozen"))
    page = client.get(text.get_absolute_url()).content.decode()
    assert "P. Example" in page
    assert "Not Frozen" not in page


@pytest.mark.parametrize("sections", [1, 3])
def test_a_text_costs_the_same_however_long(client, sections):
    text = make.make_published()
    for number in range(sections):
        text.sections.create(position=number + 2, title=f"Part {number}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(text.get_absolute_url()).status_code == 200
    assert len(queries) <= 9
