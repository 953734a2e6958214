"""The meeting report on paper: outline, links, running heads, tables over pages, direction, figures with their tables."""

import io
from collections import Counter

import pytest
from pypdf import PdfReader

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_engagement,
    make_meeting,
    make_need,
    make_organisation,
    make_outcome,
    make_participant,
    make_report,
    make_request,
    make_text,
    opened,
    today,
)  # fmt: skip
from reports import actions
from reports.frozen_figures import figures_of, without_few
from reports.testing.specimens import report as report_content
from reports.testing.words import REPORT as WORDS

ISU = isu_viewer()


def printed(content):
    from reports.printing.pdf import render

    reader = PdfReader(io.BytesIO(render(content)[0]))
    return reader, [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture(scope="module")
def english():
    return printed(report_content(length=4))


@pytest.fixture(scope="module")
def arabic():
    return printed(report_content("ar"))


def titles(outline):
    return [titles(one) if isinstance(one, list) else one.title for one in outline]


def test_the_outline_follows_the_headings(english):
    reader, __ = english
    title, parts = titles(reader.outline)
    assert title == WORDS["en"]["title"]
    assert parts[:4] == [
        "Contents", "Summary", "I Introduction by the Chair of the Committee",
        "II Presentation by the State on status, needs and challenges",
    ]  # fmt: skip
    assert parts[4] == ["II.A Mine clearance", "II.C Mine risk reduction and education"]
    assert parts[-3:] == ["In figures", "Outcomes", "Participants"]


def test_every_line_of_the_contents_leads_to_the_page_it_names(english):
    reader, pages = english
    links = [one.get_object() for one in reader.pages[1].get("/Annots", [])]
    assert len([link for link in links if "/Dest" in link or "/A" in link]) >= 10
    people = next(number for number, words in enumerate(pages, 1) if number > 2 and "Participants Named are those" in words)
    assert f"Participants {people}" in pages[1]


def test_each_page_says_which_text_which_version_and_which_page_it_is(english):
    reader, pages = english
    for number, words in enumerate(pages, 1):
        assert "IA-2026-XAA-01-M1-R2 · version 2" in words
        assert "DRAFT – not approved" in words
        assert f"Page {number} of {len(pages)}" in words
    assert reader.metadata.title == f"{WORDS['en']['title']} (full report)"
    assert reader.metadata.author == "Implementation Support Unit"


def test_the_table_of_people_repeats_its_head_and_keeps_an_organisation_together(english):
    __, pages = english
    of_people = [words for words in pages[2:] if "Invented organisation" in words]
    assert len(of_people) >= 1
    assert all("Name Title or function" in words for words in of_people)
    for number in range(1, 13):
        (page,) = [words for words in pages[2:] if f"Invented organisation {number} " in words]
        assert f"Person {number} Example" in page


def test_each_figure_has_its_table(english):
    words = " ".join(english[1])
    assert "Delegation of the host State 6" in words
    assert "Request, version 1" in words


def test_an_arabic_text_is_of_its_language_and_keeps_its_words(arabic):
    reader, pages = arabic
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    words = " ".join(pages)
    assert "DRAFT – not approved" in words
    assert "Full report. It names participants who agreed to be named." in words


# --- what is frozen for the figures ----------------------------------------------------------------------------------


def a_meeting(host, **kinds):
    """A held meeting with this many people of each kind, two to an organisation."""
    meeting = make_meeting(host, status="held")
    for kind, number in kinds.items():
        for place in range(number):
            if place % 2 == 0:
                organisation = make_organisation(name=f"{kind} {place}", kind=kind)
            make_participant(meeting, make_contact(organisation, name=f"{kind} person {place}"), attendance="present")
    return meeting


def test_nobody_stands_out_in_a_count():
    people = {"big": 9, "alone": 1, "one house": 8}
    assert without_few(Counter(people), {"big": {1, 2, 3}, "alone": {4}, "one house": {5}}) == ([("big", 9)], 9)
    assert without_few(Counter({"big": 9, "alone": 1}), {"big": {1, 2, 3}, "alone": {4}}) == ([], 10)


@pytest.mark.django_db
def test_a_public_text_counts_no_kind_in_which_somebody_stands_out():
    report = make_report(a_meeting(make_engagement(), ngo=8, operator=6, un=1, finance=5))
    full, public = make_text(report), make_text(report, kind="public")
    (figure,) = [one for one in figures_of(public) if one["kind"] == "participants_by_kind"]
    assert {label for label, _number in figure["rows"]} & {"United Nations"} == set()
    counts = dict(next(one for one in figures_of(full) if one["kind"] == "participants_by_kind")["rows"])
    assert counts["United Nations"] == 1  # its people agreed to be named in the full text


@pytest.mark.django_db
def test_needs_and_days_are_shown_where_the_state_opened_them_and_never_without_its_name():
    host = make_engagement()
    request = make_request(host, status="submitted")
    make_need(request)
    meeting = make_meeting(host, status="held")
    type(request).objects.filter(pk=request.pk).update(submitted_at=meeting.starts_at)
    make_outcome(meeting, due=today().replace(year=today().year + 1), public_text="x")
    report = make_report(meeting)
    full, public = make_text(report), make_text(report, kind="public")
    kinds = [one["kind"] for one in figures_of(full)]
    assert kinds == ["needs_by_theme", "timeline"]
    assert figures_of(public) == []
    opened(request, "public")
    assert [one["kind"] for one in figures_of(public)] == ["needs_by_theme"]
    public.attribution = "nobody"
    assert figures_of(public) == []


@pytest.mark.django_db
def test_another_host_of_the_meeting_learns_nothing_of_a_request_that_was_not_opened():
    one, two = make_engagement(), make_engagement()
    make_need(make_request(one, status="submitted"))
    full = make_text(make_report(make_meeting(one, two, status="held")))
    assert [figure["kind"] for figure in figures_of(full)] == []


@pytest.mark.django_db
def test_figures_are_frozen_and_part_of_what_the_state_signs():
    host = make_engagement()
    report = actions.begin_report(a_meeting(host, ngo=4, operator=4), by=ISU)
    text = actions.send_to_state(report, by=ISU).texts.get(kind="full")
    assert [one["kind"] for one in text.figures] == ["participants_by_kind"]
    assert "Participants by kind: " in text.release_text()
