"""Text that looks like a place on a map or like somebody who was hurt: found where it is, quiet where it is not."""

import time

import pytest

from apmbc_portal.sensitive import find, kinds_in, named_notices, notices

POSITIONS = [
    "The field lies at -8.83833, 13.23444 behind the school.",
    "8.83833° S, 13.23444° E",
    "8,83833 S 13,23444 E",
    "8,83833; 13,23444",
    "https://maps.example.org/@-8.83833,13.23444,17z",
    "geo:-8.838333,13.234444",
    "Latitude: -8.838, longitude 13.234",
    "lat=-8.83 lon=13.23",
    "8°50'18\"S 13°14'04\"E",
    "8° 50′ 18″ S",
    "12°34.567'N",
    "8°50’18”S",
    "13.234° E",
    "33L TG 12345 67890",
    "33LTG1234567890",
    "4QFJ123678",
    "33L 345678 9023456",
    "33 L E 345678 N 9023456",
    "Easting 345678, Northing 9023456",
    "6FV8X4QP+2RG",
    "///filled.count.soap",
    "широта 48.123, долгота 37.456",
]
QUIET = [
    "", "Article 5 deadline of 31 December 2027.", "APLC/MSP.21/2023/13", "IA-2026-AGO-01", "CHF 1,250,000.00 and EUR 250 000",
    "In 2025, 1.234 km2 and 12.345 m2 were released.", "12.345 67.890 98.765", "12,3456 23,4567 34,5678",
    "Version 1.2.3.4567, 10.20.3000.4000", "between 10:30 and 12:45", "+41 22 730 93 50", "temperature 38° and 12'", "3.14159 2.71828 1.41421 91.23456, 200.12345",
    "33 BUDGET 2026", "Tel. 022 123 45 67", "/// see below", "15 APMBC 20252026 documents",
]  # fmt: skip
VICTIMS = [
    "One survivor, João, aged 12, lost his leg in Cuito.",
    "A 34-year-old woman was injured by a mine.",
    "The victim is named Maria Santos.",
    "Mr. Santos was wounded in 2019.",
    "Une victime âgée de 9 ans a été blessée.",
    "La víctima, nacida el 3 de mayo de 1987, perdió la vista.",
    "The casualty (passport N1234567) was taken to hospital.",
    "Пострадавший, 45 лет, житель села.",
    "Survivor: call +244 923 456 789.",
    "We think of Kofi Mensah, who lost both legs in Ndola in 2019.",
    "Ana Lima was injured on her way to school.",
    "Jean Dupont a été blessé en 2020.",
]
NOBODY = [
    "Victim assistance remains a priority; 12 years old projects continue.",
    "Ms. Lima is the focal point for victim assistance.",
    "In 2025 there were 34 casualties in three provinces.",
    "Survivors take part in all meetings.",
    "Mr. Santos opened the meeting. Victims were remembered.",
    "The project is 12 years old.",
    "The Mine Action Centre was asked to count casualties.",
    "Clear Fields Trust, who trains survivors, lost its office.",
    "The rights of victims, in line with the action plan 2025-2029.",
]


@pytest.mark.parametrize("text", POSITIONS)
def test_a_position_is_noticed(text):
    assert kinds_in(text) == ["position"]


@pytest.mark.parametrize("text", VICTIMS)
def test_somebody_who_was_hurt_is_noticed(text):
    assert kinds_in(text) == ["victim"]


@pytest.mark.parametrize("text", [*QUIET, *NOBODY])
def test_ordinary_words_and_figures_cause_no_warning(text):
    assert find(text) == []


def test_the_sentence_shows_the_words_and_names_the_field():
    (notice,) = notices("It lies at -8.83833, 13.23444.")
    assert "“-8.83833, 13.23444”" in notice
    assert named_notices([("Challenges", "-8.83833, 13.23444"), ("Aims", "none")]) == [f"Challenges: {notice.replace('.”', '”')}"]


@pytest.mark.parametrize(
    "piece",
    ["1.2345 ", "8°50'", "33LTG ", "survivor ", "aged ", "a" * 50, "12 ", "1,", ".", "lat ", "E 1 N 1 ", "Easting 12345 "],
)
def test_no_text_makes_the_patterns_slow(piece):
    started = time.monotonic()
    find(piece * (200_000 // len(piece)))
    assert time.monotonic() - started < 5
