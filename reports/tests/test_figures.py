"""Figures: what is drawn, on the page and on paper."""

import datetime
import gc
import io
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from apmbc_portal.figures import canvas, drawn
from apmbc_portal.figures.lettering import width_of, wrapped

NEEDS = {
    "kind": "needs_by_theme",
    "title": "Needs and offers",
    "rows": [["A. Clearance", 5, 0], ["B. Stockpiles", 0, 0], ["C", 2, 3]],
}
PEOPLE = {"kind": "participants_by_kind", "title": "Participants", "rows": [["State", 11], ["Mine action operator", 4]]}
COURSE = {
    "kind": "timeline", "title": "Course", "on": "2026-11-23",
    "rows": [
        ["2025-10-14", "Request submitted", "done"], ["2026-03-11", "First date", "stopped"], ["2026-06-18", "Meeting", "done"],
        ["2027-04-30", "Follow-up due", "to_come"], ["", "Second meeting", "to_come"],
    ],
}  # fmt: skip
NAME = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '" onload="x',
    "]]>&amp;<!--",
    "x" * 300,
    "\u202eevil\x00\x07",
    "扫雷与国际合作" * 9,
    "កម្ពុជា" * 20,
]
KINDS_OF_SHAPES = {"svg", "title", "desc", "rect", "line", "circle", "text"}


def shapes(figure):
    """The drawing, read as XML; nothing in it that a page or a printer would refuse, and nothing outside its frame."""
    root = ElementTree.fromstring(figure.svg)  # noqa: S314
    __, __, width, height = map(float, root.get("viewBox").split())
    for one in root.iter():
        assert one.tag.removeprefix(NAME) in KINDS_OF_SHAPES
        assert not {key for key in one.attrib if key in ("style", "class", "href") or key.startswith("on")}
        across = [float(one.get(key)) for key in ("x", "x1", "x2", "cx") if key in one.attrib]
        down = [float(one.get(key)) for key in ("y", "y1", "y2", "cy") if key in one.attrib]
        assert all(-1 <= at <= width + 1 for at in across)
        assert all(-1 <= at <= height + 1 for at in down)
        if one.tag == f"{NAME}text":
            left, right = reach(one)
            assert left >= -2
            assert right <= width + 2
        if one.tag == f"{NAME}rect":
            assert float(one.get("x")) >= 0
            assert float(one.get("x")) + float(one.get("width")) <= width
    return root


def reach(text):
    """From where to where a line of words goes, as an engine places it."""
    x, length = float(text.get("x")), width_of(text.text, float(text.get("font-size")))
    anchor = text.get("text-anchor")
    if anchor == "middle":
        return x - length / 2, x + length / 2
    from_left = (anchor == "start") == (text.get("direction") == "ltr")
    return (x, x + length) if from_left else (x - length, x)


def table_of(figure):
    """The table of a figure as the page shows it."""
    html = render_to_string("documents/figure.html", {"figure": figure})
    return ElementTree.fromstring(re.search(r"<table>.*</table>", html, re.S)[0].replace("&#x27;", "'"))  # noqa: S314


@pytest.mark.parametrize("data", [NEEDS, PEOPLE, COURSE], ids=lambda data: data["kind"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_figure_has_a_name_a_description_and_a_table_with_headings(data, language):
    figure = drawn(data, language=language)
    root = shapes(figure)
    title, description = root.find(f"{NAME}title"), root.find(f"{NAME}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text.startswith(data["title"])
    assert all(str(row[0 if data is not COURSE else 1]) in description.text for row in data["rows"] if row[0])
    table = table_of(figure)
    assert {th.get("scope") for th in table.findall("thead//th")} == {"col"}
    assert [th.get("scope") for th in table.findall("tbody//th")] == ["row"] * len(data["rows"])
    html = render_to_string("documents/figure.html", {"figure": figure})
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert "style=" not in html


def test_right_to_left_is_the_mirror_image():
    here, there = ([one for one in shapes(drawn(NEEDS, rtl=rtl)).iter(f"{NAME}rect")] for rtl in (False, True))
    assert [(float(one.get("x")) + float(one.get("width"))) for one in there] == pytest.approx(
        [360 - float(one.get("x")) for one in here]
    )
    words = next(shapes(drawn(PEOPLE | {"rows": [["إزالة الألغام", 1]]}, language="ar")).iter(f"{NAME}text"))
    assert (words.get("direction"), reach(words)[0]) == ("rtl", pytest.approx(360 - 148))


@pytest.mark.parametrize(
    "data",
    [
        NEEDS | {"rows": []},
        NEEDS | {"rows": [["A", 0, 0]]},
        PEOPLE | {"rows": []},
        COURSE | {"rows": []},
        COURSE | {"rows": [["", "Meeting", "to_come"]]},
    ],
)
def test_nothing_to_show_is_no_figure(data):
    figure = drawn(data)
    assert (bool(figure), figure.svg) == (False, "")
    assert render_to_string("documents/figure.html", {"figure": figure}).strip() == ""


@pytest.mark.parametrize("rtl", [False, True])
def test_one_item_and_forty_fit_and_the_table_has_them_all(rtl):
    days = [datetime.date(2020, 1, 15) + datetime.timedelta(days=53 * n) for n in range(40)]
    many = [
        NEEDS | {"rows": [[f"Theme number {n} with a name of some length", n, 40 - n] for n in range(40)]},
        PEOPLE | {"rows": [[f"Kind number {n} with a name of some length", n + 1] for n in range(40)]},
        COURSE | {"rows": [[day.isoformat(), f"Event of {day} with words of some length", "done"] for day in days]},
    ]
    for data in many:
        figure = drawn(data, rtl=rtl)
        root = shapes(figure)
        assert float(root.get("height")) < 1100  # one page of paper
        assert len(table_of(figure).findall("tbody/tr")) == 40
        assert len(root.find(f"{NAME}desc").text) < 200
        shapes(drawn(data | {"rows": data["rows"][:1]}, rtl=rtl))
    shapes(drawn(COURSE | {"rows": [["2026-06-18", "One", "done"], ["2026-06-18", "Two", "done"]]}))


def test_hostile_labels_are_words_and_stand_whole_in_the_table():
    for data in (
        NEEDS | {"rows": [[label, 1, 2] for label in HOSTILE]},
        COURSE | {"rows": [["2026-06-18", h, "done"] for h in HOSTILE]},
    ):
        figure = drawn(data | {"title": HOSTILE[0]})
        root = shapes(figure)
        cells = ["".join(th.itertext()) for th in table_of(figure).findall("tbody//th")]
        assert cells == [*HOSTILE[:4], "evil", *HOSTILE[5:]]
        assert not {sign for sign in "\u202e\x00\x07" if sign in figure.svg}
        assert "<script" not in render_to_string("documents/figure.html", {"figure": figure})
        assert root.find(f"{NAME}title").text.startswith(HOSTILE[0])


def test_lines_break_at_spaces_and_never_within_a_letter():
    assert wrapped("Mine risk reduction and education", 13, 140, 3) == ["Mine risk reduction", "and education"]
    assert wrapped("one two three four five", 13, 60, 2) == ["one two", "three…"]
    assert all(line[0] not in "\u0301\u0bcd" for line in wrapped("e\u0301" * 40 + "க்" * 40, 13, 61, 9))


def test_forms_differ_without_colour_and_words_are_dark_enough():
    bars = {(one.get("fill") == one.get("stroke")) for one in shapes(drawn(NEEDS)).iter(f"{NAME}rect")}
    assert bars == {True, False}  # filled and hollow
    signs = {(one.tag, one.get("fill")) for one in shapes(drawn(COURSE)) if one.tag == f"{NAME}circle"}
    assert len(signs) == 2
    papers = ["#ffffff", "#fbfaf7"]
    for ink in (canvas.INK, canvas.QUIET, canvas.ACCENT):
        assert min(contrast(ink, paper) for paper in papers) >= 4.5


def contrast(one, other):
    """The ratio of WCAG 2."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted([light(one), light(other)])
    return (high + 0.05) / (low + 0.05)


def test_on_paper_a_figure_is_tagged_with_its_name_and_its_words_are_set_whole():
    before = gc.get_threshold()
    from reports.printing.pdf import HTML, STATIC, StaticFiles

    gc.set_threshold(*before)
    labels = ["إزالة الألغام", "ខ្មែរ", "தமிழ்", "Clearance"]
    figure = drawn(PEOPLE | {"rows": [[label, 7] for label in labels]})
    drawing = f'<div class="figure"><div class="drawing">{figure.svg}</div></div>'
    words = "".join(f"<p>{label}</p><p>7</p>" for label in labels)
    head = '<html lang="en"><head><title>Figures</title><link rel="stylesheet" href="css/pdf.css"></head>'

    def printed(body):
        page = HTML(string=f"{head}<body>{body}</body></html>", base_url=f"{STATIC.as_uri()}/", url_fetcher=StaticFiles())
        return PdfReader(io.BytesIO(page.write_pdf(pdf_variant="pdf/ua-1")))

    reader = printed(drawing + render_to_string("documents/figure.html", {"figure": drawn(COURSE)}))
    tags = list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert [str(tag["/Alt"]) for tag in tags if tag.get("/S") == "/Figure"] == [
        "Participants: 28 people", "Course: 4 events from 14 October 2025 to 30 April 2027",
    ]  # fmt: skip
    assert sum(tag.get("/S") == "/TH" for tag in tags) == 3 + 5
    # As a paragraph is set, so is a label: joined, in order, each mark with its letter.
    in_drawing, in_words = ("".join(printed(body).pages[0].extract_text().split()) for body in (drawing, words))
    assert in_drawing == in_words


def walk(tag):
    """Every element of a tree of tags."""
    tag = tag.get_object()
    if isinstance(tag, ArrayObject):
        for kid in tag:
            yield from walk(kid)
    elif isinstance(tag, DictionaryObject):
        yield tag
        if "/K" in tag:
            yield from walk(tag["/K"])
