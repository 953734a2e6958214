"""A long list is made in parts and read as one: every person once, in order, on numbered pages, by eye and by ear."""

import io
import tempfile
from itertools import combinations

import pikepdf
import pytest
from pdfua.rules import structure
from pdfua.validator import Validator
from pypdf import PdfReader

from reports.exports.people import listed
from reports.printing import joiner, parts
from reports.printing.ends import Failed, Why
from reports.testing.aloud import Paper
from reports.testing.specimens import contact_list


def houses(*sizes, title="State"):
    names = iter(range(10_000))
    return {
        "title": title,
        "organisations": [
            {
                "name": f"{title} {number}",
                "people": [
                    {"id": next(names), "name": f"{title} {number} {n}", "title": "", "email": "", "phone": ""}
                    for n in range(size)
                ],
            }
            for number, size in enumerate(sizes)
        ],
    }


def a_list(*groups):
    count = sum(len(house["people"]) for group in groups for house in group["organisations"])
    return contact_list() | {"groups": list(groups), "count": count}


def people(*contents):
    return [person.name for content in contents for person in listed(content)]


def sizes(cut):
    return [len(people(part)) for part in cut]


def test_a_usual_list_stays_in_one_piece():
    assert parts.cut(contact_list(250)) == []
    assert parts.cut({"kind": "report"}) == []


@pytest.mark.parametrize("shape", [[3] * 100, [300], [249, 2, 249, 2], [1] * 251, [700, 1, 1, 250, 250]])
def test_everybody_is_in_one_part_in_order_and_no_part_is_too_large(shape):
    whole = a_list(houses(*shape), houses(*shape, title="UN"))
    cut = parts.cut(whole)
    assert people(*cut) == people(whole)
    assert max(sizes(cut)) <= 1.5 * parts.PART
    assert [part["part"] for part in cut] == list(range(1, len(cut) + 1))


def test_a_part_ends_with_a_kind_where_it_is_nearly_full_and_says_what_it_goes_on_with(settings):
    settings.DOCUMENT_PARTS_AT_ONCE = 1
    cut = parts.cut(a_list(houses(*[10] * 23), houses(*[10] * 30, title="UN"), houses(5, title="NGO")))
    assert sizes(cut) == [180, 180, 175]
    cut = parts.cut(a_list(houses(*[10] * 17), houses(*[10] * 30, title="UN"), houses(5, title="NGO")))
    assert sizes(cut) == [240, 235]
    cut = parts.cut(a_list(houses(*[10] * 22), houses(*[10] * 25, title="UN"), houses(5, title="NGO")))
    assert [[(group["title"], group["continued"]) for group in part["groups"]] for part in cut] == [
        [("State", False)], [("UN", False), ("NGO", False)],
    ]  # fmt: skip


@pytest.mark.parametrize(("people", "at_once", "shares"), [(300, 2, 2), (1000, 2, 4), (600, 2, 4), (1000, 1, 4), (600, 1, 3)])
def test_processes_that_work_side_by_side_have_as_much_to_do(settings, people, at_once, shares):
    settings.DOCUMENT_PARTS_AT_ONCE = at_once
    cut = sizes(parts.cut(a_list(houses(*[4] * (people // 4)))))
    assert len(cut) == shares
    assert max(cut) - min(cut) <= 8


@pytest.fixture(scope="module")
def joined():
    """(content, bytes, pages, what was told) of a list of seventy in parts of at most twenty-five."""
    from reports.printing.pdf import render

    content, told = contact_list(70), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART", 25)
        data, pages = render(content, lambda *said: told.append(said))
    return content, data, pages, told


def test_each_page_has_its_number_and_the_terms_of_the_list(joined):
    content, data, pages, told = joined
    reader = PdfReader(io.BytesIO(data))
    words = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(words) == pages > 4
    assert [f"Page {number} of {pages}" in page for number, page in enumerate(words, 1)] == [True] * pages
    assert all(f"valid until {content['valid_until']}" in page and f"Only for: {content['purpose']}" in page for page in words)
    assert ["Title or function" in page for page in words] == [True] * pages
    assert told[-1] == ("joining", pages, pages)
    assert reader.metadata.title.startswith("Contact list")


def test_what_is_told_while_it_is_made_are_people_of_how_many(joined, monkeypatch):
    content, _data, _pages, told = joined
    *counts, _joining = told
    assert {(stage, total) for stage, _done, total in counts} == {("rows", 70)}
    monkeypatch.setattr(parts, "PART", 25)
    each = sizes(parts.cut(content))
    whole_parts = {sum(some) for count in range(len(each)) for some in combinations(each, count)}
    done = [done for _stage, done, _total in counts]
    assert done == sorted(done)
    assert set(done) <= whole_parts | {70}


def test_the_outline_names_each_kind_once_and_leads_to_its_page(joined):
    _content, data, _pages, _told = joined
    reader = PdfReader(io.BytesIO(data))
    items = [item for item in reader.outline if not isinstance(item, list)]
    flat = [(item.title, reader.get_destination_page_number(item)) for item in items]
    for item in reader.outline:
        if isinstance(item, list):
            flat += [(one.title, reader.get_destination_page_number(one)) for one in item]
    assert [title for title, _page in flat] == ["Contact list", "State", "Mine action operator"]
    for title, page in flat:
        assert title in reader.pages[page].extract_text()


def test_it_is_read_aloud_as_one_document_in_order(joined):
    content, data, _pages, _told = joined
    paper = Paper(data)
    rows = [row.nodes[0].words for row in paper.tree.every("TR") if [cell.kind for cell in row.nodes] == ["TH", *["TD"] * 3]]
    # What is drawn from the right is read by its drawing: the letters of each name, whatever their order.
    assert list(map(sorted, rows)) == [sorted(person.name) for person in listed(content)]
    assert [name for name in rows if name.startswith("Guest")] == [name for name in people(content) if name.startswith("Guest")]
    assert paper.loose == []
    assert paper.unread == set()
    assert len(list(paper.tree.every("H1"))) == 1
    assert {page.Contents[0].read_bytes().split(b" ")[0] for page in paper.pdf.pages} == {b"/Artifact"}  # the page numbers


def test_each_cell_still_finds_its_heads_and_each_mark_its_element(joined):
    _content, data, _pages, _told = joined
    paper = Paper(data)
    names = [str(one.written.ID) for one in paper.tree.every("TH") if "/ID" in one.written]
    assert len(names) == len(set(names))
    said = {str(one.written.ID): one.words for one in paper.tree.every("TH") if "/ID" in one.written}
    for row in paper.tree.every("TR"):
        for cell in row.nodes[1:]:
            if cell.kind == "TD" and "/Headers" in cell.layout:
                assert said[str(cell.layout.Headers[-2])] == row.nodes[0].words
    held = paper.root.StructTreeRoot.IDTree.Names
    assert [str(held[at]) for at in range(0, len(held), 2)] == sorted(names)
    numbers = paper.root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    assert sorted(parents) == list(range(len(paper.pdf.pages)))
    for page in paper.pdf.pages:
        pages = {element.Pg.objgen for element in parents[int(page.obj.StructParents)] if isinstance(element, pikepdf.Dictionary)}
        assert page.obj.objgen in pages


def test_the_checker_of_pdf_ua_finds_nothing(joined, monkeypatch):
    asked = structure.as_integer
    monkeypatch.setattr(structure, "as_integer", lambda value: None if isinstance(value, pikepdf.Array) else asked(value))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(joined[1])
        file.flush()
        outcomes = Validator().validate(file.name).outcomes
    assert [(found.rule_id, found.message) for outcome in outcomes for found in outcome.findings] == []


@pytest.mark.parametrize("end", ["kill -9 $$", "exit 1"])
def test_a_joining_that_breaks_off_says_so(monkeypatch, tmp_path, end):
    (tmp_path / "broken").write_text(f"#!/bin/sh\n{end}\n")
    (tmp_path / "broken").chmod(0o755)
    monkeypatch.setattr(joiner.sys, "executable", str(tmp_path / "broken"))
    with pytest.raises(Failed) as ended:
        joiner.join_apart([b"one", b"two"], b"numbers")
    assert ended.value.why is (Why.KILLED if "kill" in end else Why.CRASHED)
    assert not ended.value.final  # another attempt may well succeed
