"""The request as a document: the State's own words as submitted, for whoever sees the request."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_engagement,
    make_focal_point,
    make_need,
    make_partner,
    make_request,
    opened,
)
from reports.documents import ask_for
from reports.kinds import content_of
from reports.models import Document
from reports.tests.test_document_races import who_opens, world  # noqa: F401

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


def submitted(engagement=None, **fields):
    return make_request(engagement or make_engagement(), **{"status": "submitted", "title": "Survey first"} | fields)


def ask(client, request):
    return client.post(reverse("document_ask", args=["request", request.pk]))


def test_it_prints_what_is_said_under_each_heading_and_the_figure_of_its_page():
    request = submitted(themes=["A", "D"], languages=["fr"])
    make_need(request, title="Survey teams", circumstances="Twelve districts.", amount_from=5, amount_to=9, currency="USD")
    make_need(request, theme="F", direction="offers", title="A school for deminers", kind="")
    content = content_of("request", request)
    themes = content["sections"][1]["themes"]
    assert [(theme["letter"], [entry["title"] for entry in theme["entries"]]) for theme in themes] == [
        ("A", ["Survey teams"]),
        ("D", []),
        ("F", ["A school for deminers"]),
    ]
    assert [line["label"] for line in themes[0]["entries"][0]["lines"]] == ["Circumstances", "Kind", "Amount"]
    assert [row[1:] for row in content["figure"]["rows"]] == [[1, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 1]]
    assert (content["mark"], content["version"], content["count"]) == (request.text_mark, 1, 2)
    assert request.submitted_by not in str(content)


def test_hostile_long_and_foreign_words_are_printed_under_an_outline():
    from reports.printing.pdf import render

    request = submitted(
        title="<b>Survey</b> {{ c }}", aims="x" * 300 + "\n\nإزالة الألغام", place="<style>*{display:none}</style>"
    )
    make_need(request, title="Survey teams", needs="Teams. " * 900)
    make_need(request, theme="D", title="Workshops", needs="Two.")
    data, pages = render(content_of("request", request))
    reader = PdfReader(io.BytesIO(data))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in [
        "<b>Survey</b> {{ c }}",
        "<style>*{display:none}</style>",
        "Needs and offers by theme",
        "Workshops needs",
        "Nothing said.",
    ]:
        assert part in words, part
    assert "x" * 300 in words.replace(" ", "")
    assert words.count("Teams.") == 900
    assert all(f"Page {number} of {pages}" in page.extract_text() for number, page in enumerate(reader.pages, 1))
    assert request.text_mark in reader.pages[1].extract_text()
    titles = [one.title for one in flat(reader.outline)]
    assert titles[0] == "Request under the individualised approach"
    assert {"Aims", "Needs and offers", "A Mine clearance", "D Victim assistance", "Organisation"} <= set(titles)


def flat(outline):
    for one in outline:
        if isinstance(one, list):
            yield from flat(one)
        else:
            yield one


def test_a_request_that_says_nothing_is_a_page_that_says_so(client):
    request = submitted(title="", aims="")
    client.force_login(make_focal_point(request.engagement.state))
    ask(client, request)
    page = client.get(reverse("document_read", args=[Document.objects.get().pk])).content.decode()
    assert "Nothing said." in page
    assert "No theme chosen." in page


def test_a_draft_does_not_become_a_document(client):
    draft = make_request()
    client.force_login(make_focal_point(draft.engagement.state))
    assert ask(client, draft)["Location"] == "/"
    assert not Document.objects.exists()


def test_its_page_offers_pdf_print_and_word_to_whoever_sees_it_signed_in(client):
    request = opened(submitted(), "public")
    offered = [reverse("document_ask", args=["request", request.pk]), reverse("request_print", args=[request.pk])]
    offered.append(reverse("request_word", args=[request.pk]))
    for user, sees in [(make_focal_point(request.engagement.state), True), (make_partner(), True), (None, False)]:
        client.logout()
        if user:
            client.force_login(user)
        page = client.get(request.get_absolute_url()).content.decode()
        assert {address in page for address in offered} == {sees}


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("state", {"isu", "own"}),
        ("committee", {"isu", "own", "committee"}),
        ("participants", {"isu", "own", "participant"}),
        ("public", {"isu", "own", "other", "expired", "committee", "participant", "partner", "public"}),
    ],
)
def test_it_is_opened_by_who_sees_the_request(client, world, audience, seen_by):  # noqa: F811
    meeting, cast = world
    request = opened(submitted(meeting.hosts()[0]), audience)
    document = ask_for("request", request, by=ISU, user=None)
    assert who_opens(client, cast, document) == seen_by
    opened(request, "state")
    assert who_opens(client, cast, document) == {"isu", "own"}


def test_a_reader_gets_the_file_the_state_had_made_and_is_not_told_who_asked(client):
    request = opened(submitted(), "partners")
    client.force_login(make_focal_point(request.engagement.state))
    first = ask(client, request)["Location"]
    assert "Asked for by" in client.get(first).content.decode()
    client.force_login(make_partner())
    assert ask(client, request)["Location"] == first
    page = client.get(first).content.decode()
    assert "Asked for by" not in page
    assert "Call it off" not in page
    assert Document.objects.count() == 1
    client.force_login(make_focal_point())
    assert ask(client, request).status_code == 404


def test_the_workspace_lists_it_with_the_files_documents(client):
    request = submitted()
    client.force_login(make_focal_point(request.engagement.state))
    ask(client, request)
    page = client.get(reverse("workspace_engagement", args=[request.engagement.reference])).content.decode()
    assert Document.objects.get().get_absolute_url() in page
    assert reverse("document_ask", args=["request", request.pk]) in page
