import pytest

from apmbc_portal.testing.factories import make_text
from reports.models import ReportSection


@pytest.mark.django_db
def test_a_heading_without_words_is_left_out_unless_something_stands_below_it():
    text = make_text()
    text.sections.all().delete()
    words = {"I": "Opened.", "II": "", "II.A": "Twelve districts.", "II.B": " \n", "III": "", "IV": "Closed."}
    for position, (number, body) in enumerate(words.items()):
        ReportSection.objects.create(text=text, position=position, number=number, title=number, body=body)
    assert [section.number for section in text.printed_sections()] == ["I", "II", "II.A", "IV"]
