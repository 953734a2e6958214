"""Whether a name is found in a text, however it is written there; and what is not taken for a name."""

import pytest

from apmbc_portal.likeness import Text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Example", "As Ana Example said, three districts remain."),
        ("Ana Example", "as ANA EXAMPLE said"),
        ("Ana Example", "Example, Ana (Director) took the floor"),
        ("Ana Example", "Ms. Example thanked the hosts"),
        ("Ana Example", "A. Example thanked the hosts"),
        ("Ana Maria Ng", "Then M. Ng spoke"),
        ("José Ñandú", "Jose Nandu presented the plan"),
        ("Jose Nandu", "José ÑANDÚ presented the plan"),
        ("Straße Müller", "Strasse Muller presented"),
        ("Anna Ivanova", "Выступила Анна Иванова, директор."),
        ("Анна Иванова", "Ms Anna Ivanova spoke."),
        ("Wang Weiming", "会议由王伟明主持。"),
        ("王伟明", "The meeting was opened by Wang Weiming."),
        ("Mohammed Al-Ahmad", "تحدث محمد الأحمد عن الخطة"),
        ("محمد الأحمد", "Mr Mohamed al-Ahmad spoke of the plan"),
        ("Sokh Dara", "លោក សុខ ដារ៉ា បាននិយាយ"),
    ],
)
def test_a_person_is_found(name, text):
    assert Text(text).person(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Example", "for example, three districts"),  # the word, not the surname
        ("Ana Example", "Examples follow."),
        ("Li Na", "The li was measured; na is missing"),
        ("Ana Example", ""),
        ("", "Ana Example"),
        ("Mohammed Al-Ahmad", "Three districts remain to be surveyed before the deadline."),
    ],
)
def test_a_word_is_not_taken_for_a_person(name, text):
    assert not Text(text).person(name)


def test_phrases_and_acronyms_are_found_with_the_words_around_them():
    text = Text("The Invented Clearance Trust (ICT) will send teams to Novo Porto in May; the ict budget stays.")
    assert text.phrase("novo pörto") == "send teams to Novo Porto in May;"
    assert "(ICT)" in text.acronym("Invented Clearance Trust")
    assert "(ICT)" in text.acronym("Some Body (ICT)")
    assert text.acronym("In Two") == ""
    assert text.phrase("Porto Alegre") == ""


def test_a_long_text_and_many_names_take_no_time_to_speak_of():
    text = Text("The delegation described the state of survey district by district. " * 2_000)
    assert not any(text.person(f"Guest{n} Person{n}") for n in range(60))
