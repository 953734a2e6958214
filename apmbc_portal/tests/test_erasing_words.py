"""A name is found in a text whatever its accents, its case, its order and its script."""

import json
import re
import time
import unicodedata

import pytest

from apmbc_portal.privacy.words import GONE, Sought


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Seen by JOSÉ  Álvarez-Núñez.", f"Seen by {GONE}."),
        ("jose alvarez-nunez", GONE),
        ("Álvarez-Núñez, José", GONE),
        ("Jose\u0301 A\u0301lvarez-Nu\u0301n\u0303ez!", f"{GONE}!"),
        ("write to Jose@Demo.example, please", f"write to {GONE}, please"),
        ("notjose@demo.example", "notjose@demo.example"),
        ("José Álvarez-Núñezova", "José Álvarez-Núñezova"),
        ("José", "José"),
        ("", ""),
    ],
)
def test_a_name_is_found_whatever_its_accents_case_and_order(text, left):
    assert Sought(["José Álvarez-Núñez"], ["jose@demo.example"]).without(text)[0] == left


def test_a_name_is_found_among_words_without_spaces_and_a_short_one_is_let_be():
    assert Sought(["王小明"], []).without("王小明说")[0] == f"{GONE}说"
    assert Sought(["Li"], []).without("Li spoke")[0] == "Li spoke"
    assert Sought(["Li"], []).outline() == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José Álvarez-Núñez", "JOSÉ ALVAREZ-NÚÑEZ"),
        ("Jose Alvarez-Nunez", "Jose\u0301 A\u0301lvarez-Nu\u0301n\u0303ez"),
        ("Huw Griffiths", "Huw Gri\ufb03ths"),
        ("Anna Strauß", "ANNA STRAUSS"),
        ("Anna Strauss", "Anna Strauß"),
        ("Йорданка Ёлкина", "ЙОРДАНКА ЕЛКИНА"),
        ("Ελένη Παππά", "ΕΛΕΝΗ ΠΑΠΠΑ"),
        ("김민준", "김민준"),
        ("王小明", "王小明"),
        ("ليلى المثال", "ليلى المثال"),
        ("Li Ng", "Li Ng"),
    ],
)
def test_the_database_finds_every_text_that_python_then_looks_into(name, text):
    """As it is typed, and as SQLite keeps it in data."""
    sought = Sought([name], [])
    assert sought.places(text)
    for kept in (text, json.dumps(text), unicodedata.normalize("NFD", text)):
        assert re.search(sought.outline(), kept, re.IGNORECASE)
    assert not re.search(sought.outline(), "A text of other words", re.IGNORECASE) or "김" in name


@pytest.mark.parametrize("name", ["Ana Wolfeschlegelsteinhausenbergerdorff", "Ana " + "fa" * 20 + "z", "김" * 20 + "z"])
def test_a_long_name_is_looked_for_in_no_time_where_every_sign_is_an_escape(name):
    """JSON on SQLite spells a Chinese text so; an own page or an answer by link brings whatever name somebody types."""
    text = json.dumps({"note": "排雷" * 12 + " . " + "f" * 30})
    began = time.monotonic()
    re.search(Sought([name], []).outline(), text, re.IGNORECASE)
    assert time.monotonic() - began < 1
