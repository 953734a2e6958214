"""What makes a rendering cheaper changes none of its bytes; and templates are read by the quick parser."""

import json
import subprocess
import sys

import pytest

from reports.kinds.report import sample

FIGURE = {"kind": "participants_by_kind", "title": "Kinds", "rows": [["State", 2], ["United Nations", 1]]}
PLAIN = sample() | {"summary": ["Twelve districts. " * 60, "王小明 · محمد · សុខ"], "figures": [FIGURE]}
RENDER = """
import hashlib, json, sys
import django; django.setup()
from reports.printing import thrift
if "wasteful" in sys.argv: thrift.be_thrifty = lambda: None
from reports.printing.pdf import render
data, pages = render(json.load(sys.stdin))
print(pages, hashlib.sha256(data).hexdigest())
"""


def rendered(content, *how, settings):
    env = {"DJANGO_SETTINGS_MODULE": "apmbc_portal.settings", "DEBUG": "1", "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-c", RENDER, *how]
    run = subprocess.run(command, env=env, input=json.dumps(content), capture_output=True, text=True, check=True)  # noqa: S603
    return run.stdout.split()


def test_every_byte_is_the_same_as_without(settings):
    with_it, without = (rendered(PLAIN, how, settings=settings) for how in ("thrifty", "wasteful"))
    assert with_it == without
    assert int(with_it[0]) > 2


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
