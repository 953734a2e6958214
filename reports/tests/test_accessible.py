"""Every kind of document can be read aloud: by the checker's rules, and element by element."""

import tempfile
from functools import cache
from itertools import pairwise

import pikepdf
import pytest
from pdfua.rules import structure
from pdfua.validator import Validator

from reports.testing.aloud import Paper
from reports.testing.specimens import FIGURES, PAPERS, contact_list, report
from reports.testing.words import NAMES

every_paper = pytest.mark.parametrize("name", PAPERS)


@cache
def data_of(name):
    from reports.printing.pdf import render

    return render(PAPERS[name]())[0]


@cache
def paper_of(name):
    return Paper(data_of(name))


@pytest.fixture(autouse=True)
def _checker_meets_our_pikepdf(monkeypatch):
    """pdfua 0.1.3 asks a list whether it is a number; pikepdf 10 answers with ValueError, and the rule would be left out."""
    asked = structure.as_integer
    monkeypatch.setattr(structure, "as_integer", lambda value: None if isinstance(value, pikepdf.Array) else asked(value))


@every_paper
def test_the_checker_of_pdf_ua_finds_nothing(name):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data_of(name))
        file.flush()
        outcomes = Validator().validate(file.name).outcomes
    assert [outcome.rule_id for outcome in outcomes if outcome.skipped_reason] == []
    assert [(found.rule_id, found.message) for outcome in outcomes for found in outcome.findings] == []
    assert len(outcomes) >= 12


@every_paper
def test_everything_drawn_is_read_once_or_adorns_the_page(name):
    paper = paper_of(name)
    assert paper.loose == []
    assert paper.unread == set()
    running = " ".join(paper.artifacts)
    assert f"Page {len(paper.pdf.pages)} of {len(paper.pdf.pages)}" in running
    assert "Page 1 of" not in paper.tree.words


@every_paper
def test_from_each_mark_the_way_leads_back_to_its_element(name):
    paper = paper_of(name)
    numbers = paper.root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for number, page in enumerate(paper.pdf.pages):
        entries = parents[int(page.obj.StructParents)]
        for mark in (mark for at, mark in paper.marks if at == number and (at, mark) in paper.read_twice):
            kids = entries[mark].K
            assert mark in [int(kid.get("/MCID", -1)) if isinstance(kid, pikepdf.Dictionary) else kid for kid in kids]
        for link in page.obj.get("/Annots", []):
            (link_element,) = [parents[int(link.StructParent)]]
            assert link_element.S == "/Link"
            assert any(isinstance(kid, pikepdf.Dictionary) and kid.get("/Obj", None) == link for kid in link_element.K)


@every_paper
def test_headings_begin_with_the_title_and_leave_out_no_level(name):
    levels = [int(heading.kind[1]) for heading in paper_of(name).tree.every(*(f"H{n}" for n in range(1, 7)))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.words for heading in paper_of(name).tree.every("H1", "H2", "H3", "H4"))


@every_paper
def test_tables_are_whole_and_each_cell_has_its_headers(name):
    named = identifiers(paper_of(name))
    for table in paper_of(name).tree.every("Table"):
        rows = list(table.every("TR"))
        widths = {sum(int(cell.layout.get("/ColSpan", 1)) for cell in row.every("TH", "TD")) for row in rows}
        assert len(widths) == 1, table.words[:80]
        assert {node.kind for node in table.nodes} <= {"THead", "TBody", "Caption"}
        headers = list(table.every("TH"))
        assert headers
        assert all(str(header.layout.Scope) in ("/Column", "/Row") for header in headers)
        for cell in table.every("TD"):
            assert {str(one) for one in cell.layout.get("/Headers", [])} <= named


def identifiers(paper):
    names = paper.root.StructTreeRoot.get("/IDTree", {}).get("/Names", [])
    return {str(names[at]) for at in range(0, len(names), 2)}


@every_paper
def test_items_of_lists_have_a_body_and_figures_words(name):
    for whole in paper_of(name).tree.every("L"):
        assert {item.kind for item in whole.nodes} == {"LI"}
        assert all({part.kind for part in item.nodes} <= {"Lbl", "LBody"} for item in whole.nodes)
        assert all(item.words for item in whole.nodes)
    for figure in paper_of(name).tree.every("Figure"):
        assert str(figure.written.Alt)
        assert len(figure.layout.BBox) == 4


@every_paper
def test_tab_order_language_title_and_links_are_said(name):
    paper, content = paper_of(name), PAPERS[name]()
    assert str(paper.root.Lang) == content["language"]
    assert paper.root.ViewerPreferences.DisplayDocTitle
    assert str(paper.pdf.docinfo["/Title"])
    assert content["reference"] in str(paper.pdf.docinfo["/Keywords"])
    for page in paper.pdf.pages:
        if "/Annots" in page.obj:
            assert page.obj.Tabs == "/S"
        for link in page.obj.get("/Annots", []):
            assert not str(link.Contents).startswith("#")
            assert str(link.Contents).strip()


def test_a_list_over_four_pages_is_one_table_a_kind_and_says_its_head_once():
    paper = paper_of("contact list")
    _facts, states, operators = paper.tree.every("Table")
    assert [table.words.count("Title or function") for table in (states, operators)] == [1, 1]
    assert len(paper.pdf.pages) == 4
    assert " ".join(paper.artifacts).count("Title or function") == 3  # repeated for the eye alone
    people = [
        row
        for table in (states, operators)
        for row in table.every("TR")
        if [cell.kind for cell in row.nodes] == ["TH", *["TD"] * 3]
    ]
    assert len(people) == contact_list()["count"]


def test_a_person_s_cell_names_its_organisation_its_person_and_its_column():
    paper = paper_of("contact list")
    names = {str(one.written.ID): one.words for one in paper.tree.every("TH") if "/ID" in one.written}
    (row,) = [row for row in paper.tree.every("TR") if row.nodes[0].words == "Guest 20 Example"]
    assert row.nodes[0].layout.Scope == "/Row"
    for cell, column in zip(row.nodes[1:], ["Title or function", "E-mail", "Telephone"], strict=True):
        assert [names[str(one)] for one in cell.layout.Headers] == ["Invented organisation 2", "Guest 20 Example", column]


@every_paper
def test_every_template_is_read_by_the_quick_parser(name, caplog):
    data_of.__wrapped__(name)
    assert "not well-formed" not in caplog.text


def test_labels_in_another_language_say_so():
    paper = paper_of("report in Arabic")
    assert paper.tree.lang == "ar"
    (contents,) = [heading for heading in paper.tree.every("H2") if heading.words == "Contents"]
    assert [part.lang for part in contents.every()] == ["en"]
    figure = next(paper.tree.every("Figure"))
    assert figure.lang == "en"


def test_a_figure_says_what_it_shows_and_its_table_follows():
    paper = paper_of("report")
    titles = [str(figure.written.Alt) for figure in paper.tree.every("Figure")]
    assert [title.startswith(one["title"]) for title, one in zip(titles, FIGURES, strict=True)] == [True, True, True]
    words = paper.tree.words
    assert "Delegation of the host State 6" in words


def test_names_are_read_letter_by_letter_as_they_are_written():
    """Also Khmer, whose signs are not drawn in their order, and Vietnamese, whose letters are drawn in two pieces."""
    words = paper_of("contact list").tree.words
    for script, (name, title) in NAMES.items():
        if script not in ("Arabic", "Dari", "Pashto"):  # drawn from the right: see test_scripts.py
            assert f"{name} {title}" in words, script


def test_a_paragraph_over_two_pages_is_one_paragraph():
    paper = Paper(rendered(report(length=60, participants=[], figures=[])))
    body = report(length=60)["sections"][0]["paragraphs"][0]
    assert " ".join(body.split()) in [paragraph.words for paragraph in paper.tree.every("P")]


def rendered(content):
    from reports.printing.pdf import render

    return render(content)[0]
