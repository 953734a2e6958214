"""Straight lines of boxes are drawn as what they are."""

import io
import re

import pikepdf
import pytest

PAGE = "@page { size: 100px; margin: 0 } html { font-size: 0 } body { margin: 0 } div { width: 50px; height: 20px; %s }"


def drawn(how):
    from weasyprint import CSS

    from reports.printing.pdf import Source

    data = Source("<html lang='en'><body><div></div></body></html>").write_pdf(stylesheets=[CSS(string=PAGE % how)])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode()


def rectangles(stream):
    return [tuple(map(float, found.split()[:4])) for found in re.findall(r"[\d. ]+ re\nf\n", stream)]


@pytest.mark.parametrize(
    ("how", "lines"),
    [
        ("border-bottom: 2px solid red", [(0, 20, 50, 2)]),
        ("border-top: 2px solid red; border-bottom: 1px solid blue", [(0, 0, 50, 2), (0, 22, 50, 1)]),
        ("border-left: 3px solid red; border-right: 1px solid red", [(0, 0, 3, 20), (53, 0, 1, 20)]),
        ("border-bottom: 2px solid transparent", []),
        ("border-bottom: 2px solid red; visibility: hidden", []),
    ],
)
def test_a_straight_line_is_one_rectangle(how, lines):
    stream = drawn(how)
    assert rectangles(stream) == lines
    assert "W" not in stream.split()  # nothing is cut


@pytest.mark.parametrize(
    "how", ["border: 2px solid red", "border-bottom: 2px dotted red", "border-bottom: 2px solid red; border-radius: 4px"]
)
def test_what_has_corners_or_a_pattern_is_drawn_by_the_engine(how):
    stream = drawn(how)
    assert rectangles(stream) == []
    assert re.search(r"\n(f\*|W\*?)\n", stream)
