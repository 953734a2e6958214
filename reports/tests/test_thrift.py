"""What makes a rendering cheaper changes none of its bytes; and templates are read by the quick parser."""

import json
import subprocess
import sys

import pytest

from reports.kinds.report import sample
from reports.testing import specimens

FIGURE = {"kind": "participants_by_kind", "title": "Kinds", "rows": [["State", 2], ["United Nations", 1]]}
PAPERS = [
    sample() | {"summary": ["Twelve districts. " * 60, "王小明 · محمد · សុខ"], "figures": [FIGURE]},
    specimens.contact_list(30),
]
WORDS = "".join(
    f"<{tag}>{words}</{tag}>"
    for tag, words in [
        ("p", "words of other lengths to fit in " * 3), ("div", "cut at the edge " * 7), ("h6", "soft hy\xadphen\xadation of\xa0verylong\xadwords"),
        ("pre", "a\ttab\nand lines"), ("blockquote", "spread over the width " * 5),
    ] * 2
)  # fmt: skip
LOOKS = """
p { line-clamp: 2; width: 200px } div { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; width: 150px }
h6 { width: 60px } blockquote { text-align: justify; width: 200px }
"""
RENDER = """
import hashlib, json, sys
import django; django.setup()
from reports.printing import thrift
thrift.files.PACKED = 9  # as the engine packs by itself
if "wasteful" in sys.argv: thrift.be_thrifty = lambda: None
from reports.printing.pdf import CSS, Source, render
papers, words, looks = json.load(sys.stdin)
files = [data for data, _pages in map(render, papers)]
files.append(Source(f"<html lang='en'><body>{words}</body></html>").write_pdf(stylesheets=[CSS(string=looks)]))
for data in files:
    print(hashlib.sha256(data).hexdigest())
"""


def rendered(how, settings):
    env = {"DJANGO_SETTINGS_MODULE": "apmbc_portal.settings", "DEBUG": "1", "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-c", RENDER, how]
    run = subprocess.run(command, env=env, input=json.dumps([PAPERS, WORDS, LOOKS]), capture_output=True, text=True, check=True)  # noqa: S603
    return run.stdout.splitlines()


def test_every_byte_is_the_same_as_without(settings):
    with_it, without = (rendered(how, settings) for how in ("thrifty", "wasteful"))
    assert with_it == without
    assert len(with_it) == len(PAPERS) + 1


def test_hardly_a_rule_is_asked_about_every_element():
    """What an engine of another version brings: rules without the name of an element, which its sheet has by the dozen."""
    from reports.printing.thrift.sheets import own_rules

    asked = own_rules().matcher.other_selectors
    assert [pseudo for _test, _specificity, _order, pseudo, _declarations in asked if pseudo] == []
    assert len(asked) <= 5


def test_a_template_that_is_not_well_formed_is_printed_all_the_same(caplog):
    from reports.printing.pdf import Source

    caplog.clear()
    broken = Source("<!DOCTYPE html><html lang='en'><body><p>One<p>Two</body></html>")
    assert [p.text for p in broken.etree_element.iter("p")] == ["One", "Two"]
    assert "not well-formed" in caplog.text


@pytest.mark.parametrize(
    "text", ["<script>a && b</script> & <b>", "]]> <!-- -->", "“quotes” 'and' \"more\"", "\u200f\u200b tabs\there"]
)
def test_whatever_people_type_the_quick_parser_reads_it(caplog, text):
    from reports.printing.pdf import render

    render(sample() | {"title": text, "summary": [text], "states": [text], "reference": text, "attribution": text})
    assert "not well-formed" not in caplog.text
