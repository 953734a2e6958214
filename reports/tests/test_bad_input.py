"""What bad input gets: a document that says it as text, or a clear refusal; never a row that waits for ever."""

import io
import logging
import re

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_contact_list,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_participant,
    make_report,
    make_state,
    make_text,
)
from meetings.models import AgendaItem
from reports import actions, tasks
from reports.documents import ask_for
from reports.kinds import content_of
from reports.kinds.words import cleaned
from reports.models import Document
from reports.printing import fonts
from reports.testing import specimens
from reports.testing.aloud import Paper

ISU = isu_viewer()
HTML = '</p></td><script>alert(1)</script><img src="http://192.0.2.1/x.png"><a href="file:///etc/passwd">{{ c }}{% now %}</a>'
CSS = '</style><style>@import "http://192.0.2.1/x.css"; * {display: none; background: url(file:///etc/passwd)}</style>'
HIDDEN = "\u202eevil\u0007 bell\u2066 isolate\ufffe\x00\x1b[31m"
WORD = "x" * 300
TYPED = {
    "title", "meeting", "where", "purpose", "name", "organisation", "paragraphs", "subject", "note", "evidence", "to", "acting_as",
    "presenter", "terms", "text", "owner", "line", "summary", "source", "steps", "email", "phone", "occasion", "names_shown",
}  # fmt: skip
SMALL = {
    "report": lambda: specimens.report(length=1), "agenda": specimens.agenda, "request": specimens.request, "brief": specimens.brief,
    "contact_list": lambda: specimens.contact_list(4), "ledger": lambda: specimens.ledger(2),
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", SMALL)


def spoiled(value, bad, typed=False):
    """`value` with `bad` added to every text that somebody types."""
    if isinstance(value, dict):
        return {
            key: one if key in ("figures", "figure") else spoiled(one, bad, typed=key in TYPED or (typed and key != "id"))
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [spoiled(one, bad, typed) for one in value]
    return f"{value} {bad}" if typed and isinstance(value, str) else value


def rendered(content):
    from reports.printing.pdf import render

    return render(content)[0]


@pytest.fixture
def fetched(monkeypatch):
    """Every address the engine asked for."""
    from reports.printing.pdf import StaticFiles

    asked, fetch = [], StaticFiles.fetch
    monkeypatch.setattr(StaticFiles, "fetch", lambda self, url, headers=None: asked.append(url) or fetch(self, url, headers))
    return asked


@every_kind
@pytest.mark.parametrize("bad", [HTML, CSS], ids=["html", "css"])
def test_markup_addresses_and_template_tags_are_printed_as_text_and_nothing_is_fetched(kind, bad, fetched):
    words = Paper(rendered(spoiled(SMALL[kind](), bad))).tree.words
    assert words.replace(" ", "").count(bad.replace(" ", "")) >= 2
    assert [address for address in fetched if not re.search(r"/static/css/pdf[\w-]*\.css$", address)] == []


@every_kind
def test_a_word_of_three_hundred_letters_stays_on_the_page(kind):
    paper = Paper(rendered(spoiled(SMALL[kind](), WORD)))
    assert paper.tree.words.replace(" ", "").count(WORD) >= 2
    longest = max(len(words.strip()) for words in paper.marks.values() if set(words.strip()) == {"x"})
    assert longest < 150  # broken where the line ends, not printed beyond the edge


@every_kind
def test_signs_that_hide_or_reverse_are_gone_before_anything_is_frozen(kind):
    content = cleaned(spoiled(SMALL[kind](), HIDDEN))
    words = Paper(rendered(content)).tree.words
    assert "evil bell isolate" in words
    assert not set(HIDDEN) & set("\u202e\u0007\u2066\ufffe\x00\x1b") & set(str(content) + words)


@pytest.mark.parametrize(
    "paragraph",
    ["Survey and clearance went on. " * 6_800, "تواصل المسح والتطهير في اثني عشر " * 3_600],  # 200 KB each
    ids=["latin", "arabic"],
)
def test_a_paragraph_of_two_hundred_kilobytes_is_printed_to_its_last_word(paragraph):
    paper = Paper(rendered(specimens.report(length=1, summary=[paragraph + "Ende"], participants=[], figures=[])))
    assert len(paper.pdf.pages) > 20
    (printed,) = [one.words for one in paper.tree.every("P") if len(one.words) > 90_000]
    assert len(printed.split()) == len(paragraph.split()) + 1


def test_an_image_that_is_not_one_takes_nothing_else_along(monkeypatch, tmp_path, caplog):
    from reports.printing import pdf

    monkeypatch.setattr(pdf, "STATIC", tmp_path)
    (tmp_path / "x.png").write_bytes(b"<html>no picture</html>")
    source = f'<html lang="en"><body><p>Before <img src="{tmp_path.as_uri()}/x.png" alt="A drawing"/> after</p></body></html>'
    with caplog.at_level(logging.CRITICAL, "weasyprint"):
        data = pdf.Source(source).write_pdf(pdf_variant="pdf/ua-1")
    assert Paper(data).tree.words == "Before after"


def test_where_a_font_is_missing_the_document_is_made_all_the_same(monkeypatch, tmp_path, settings):
    """The machine's fonts are asked; what nobody draws is a box for the eye, and still the word for whoever listens."""
    monkeypatch.setattr(fonts, "gone", lambda: ["NotoSansKhmer-Regular.ttf"])
    fonts.point_fontconfig(settings.VAR_DIR, "សុភា")
    assert fonts.os.environ["FONTCONFIG_FILE"].endswith("with-system.conf")
    words = Paper(rendered(specimens.agenda(meeting="Private \ue123 use, កខគ"))).tree.words
    assert "use, កខគ" in words


# --- from the row to the file ----------------------------------------------------------------------------------------


def made(kind, subject):
    """The row of a document about `subject` after a worker looked at it, with the engine itself."""
    document = ask_for(kind, subject, by=ISU, user=None)
    (tasks.build_large_documents if document.is_large else tasks.build_documents)()
    return Document.objects.get(pk=document.pk)


def words_of(document):
    assert (document.status, document.error) == ("ready", "")
    with default_storage.open(document.file.name) as file:
        return Paper(io.BytesIO(file.read()).getvalue()).tree.words


@pytest.mark.django_db
def test_a_meeting_with_nobody_and_nothing_in_it_has_all_its_documents():
    meeting = make_meeting(make_engagement(), status="held", starts_at=None, ends_at=None, place="")
    text = make_text(make_report(meeting, status="with_state"))
    text.sections.all().delete()
    agenda = make_agenda(meeting)
    agenda.items.all().delete()
    assert "The agenda has no parts yet." in words_of(made("agenda", agenda))
    assert "Nobody has agreed to be listed." in words_of(made("contact_list", make_contact_list(meeting)))
    assert text.title in words_of(made("report", text))
    assert "No decision has been recorded yet." in words_of(made("ledger", make_state()))


@pytest.mark.django_db
def test_a_contact_with_only_a_name_has_a_line(client):
    meeting = make_meeting(make_engagement(), status="held")
    lone = make_contact(make_organisation(name="House"), name="Only Name", title="", email="", phone="")
    make_participant(meeting, lone, attendance="present")
    document = made("contact_list", make_contact_list(meeting))
    assert "House Only Name" in words_of(document)
    client.force_login(make_focal_point(meeting.hosts()[0].state))
    assert "Only Name" in client.get(reverse("document_read", args=[document.pk])).content.decode()
    assert b"Only Name" in b"".join(client.get(reverse("contact_list_csv", args=[document.pk])).streaming_content)
    assert b"FN:Only Name" in b"".join(client.get(reverse("contact_list_vcard", args=[document.pk])).streaming_content)


@pytest.mark.django_db
def test_a_text_without_end_is_refused_in_words_and_asked_again(settings, client):
    """One word of 200,000 letters: no engine lays it out in time. The row says so, and nobody waits."""
    settings.DOCUMENT_SECONDS = 2
    text = make_text(make_report(make_meeting(make_engagement()), status="with_state"), summary="x" * 200_000)
    document = made("report", text)
    assert document.status == "failed"
    assert document.error == "It took longer than one document may take (2 s) and was stopped."
    client.force_login(make_focal_point(text.report.meeting.hosts()[0].state))
    page = client.get(document.get_absolute_url()).content.decode()
    assert document.error in page
    assert "make-again" in page


@pytest.mark.django_db
def test_a_report_begun_from_nothing_can_be_printed():
    report = actions.begin_report(make_meeting(make_engagement(), status="held", title="<i>Untitled</i>"), by=ISU)
    for text in report.texts.all():
        assert "<i>Untitled</i>" in words_of(made("report", text))


@pytest.mark.worker  # half a minute of layout: it runs beside those that wait for processes
@pytest.mark.django_db
def test_an_agenda_of_three_thousand_parts_is_printed_whole_among_the_long_jobs():
    agenda = make_agenda(make_meeting(make_engagement()))
    agenda.items.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(agenda=agenda, position=number, title=f"Part {number:04}", number="I", minutes=1) for number in range(3000)
    )
    document = made("agenda", agenda)
    assert document.is_large
    words = words_of(document)
    assert [number for number in range(3000) if f"Part {number:04}" not in words] == []
    assert words.count("Presented by") <= 1
    assert document.pages > 40


@pytest.mark.django_db
def test_three_thousand_parts_are_asked_for_with_few_questions(django_assert_max_num_queries):
    agenda = make_agenda(make_meeting(make_engagement()))
    AgendaItem.objects.bulk_create(AgendaItem(agenda=agenda, position=n, title=f"Part {n}", minutes=1) for n in range(3000))
    with django_assert_max_num_queries(20):
        assert len(content_of("agenda", agenda)["items"]) > 3000 - 1
