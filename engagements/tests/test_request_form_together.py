"""Two people of one State write at once; one submits; the versions that follow."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import make_engagement, make_focal_point, make_need, make_request
from apmbc_portal.testing.files import pdf
from engagements.models import Correspondence, EngagementRequest, Need
from engagements.tests.filling_in import ORGANISED, as_seen, save, step, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(client, state):
    """A switch between two focal points of one State: `two(0)`, `two(1)`."""
    people = [make_focal_point(state), make_focal_point(state)]

    def be(number):
        client.force_login(people[number])
        return people[number]

    be(0)
    return be


def move(request, verb):
    return reverse("request_move", args=[request.pk, verb])


def test_the_second_editor_sees_both_texts_and_nothing_is_overwritten(client, state, two):
    draft = make_request(state=state)
    opened = as_seen(client, step(draft, "aims"))
    first = two(1)
    save(client, step(draft, "aims"), aims="From the Mission.")
    two(0)
    response = client.post(step(draft, "aims"), opened | {"aims": "From the capital."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "From the Mission." in page
    assert "From the capital." in page
    assert first.name in page
    assert EngagementRequest.objects.get().aims == "From the Mission."


def test_keeping_mine_is_a_deliberate_choice(client, state, two):
    draft = make_request(state=state)
    opened = as_seen(client, step(draft, "aims"))
    two(1)
    save(client, step(draft, "aims"), aims="From the Mission.")
    two(0)
    shown = client.post(step(draft, "aims"), opened | {"aims": "From the capital.", "go": "leave"}).context
    again = dict(shown["typed"]) | {"revision": shown["revision"], "seen": shown["seen"]}
    assert client.post(step(draft, "aims"), again).url == draft.get_absolute_url()
    assert EngagementRequest.objects.get().aims == "From the capital."


def test_two_people_in_two_steps_do_not_stand_in_each_others_way(client, state, two):
    draft = make_request(state=state)
    opened = as_seen(client, step(draft, "organisation"))
    two(1)
    save(client, step(draft, "aims"), aims="From the Mission.")
    two(0)
    response = client.post(step(draft, "organisation"), opened | ORGANISED | {"place": "Geneva"}, follow=True)
    assert "both are kept" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.aims, draft.place) == ("From the Mission.", "Geneva")


def test_two_people_in_one_theme_see_both_lists(client, state, two):
    draft = make_request(state=state, themes=["A"])
    opened = as_seen(client, theme(draft, "A"))
    two(1)
    save(client, theme(draft, "A"), **{"needs-0-title": "Of the Mission"})
    two(0)
    response = client.post(theme(draft, "A"), opened | {"needs-0-title": "Of the capital"})
    assert response.status_code == 409
    assert {"Of the Mission", "Of the capital"} <= {
        entry.title for entry in response.context["theirs"] + response.context["mine"]
    }
    assert [need.title for need in Need.objects.all()] == ["Of the Mission"]


def test_text_typed_while_another_submitted_is_kept_to_copy(client, state, two):
    draft = make_request(state=state)
    opened = as_seen(client, step(draft, "aims"))
    two(1)
    client.post(move(draft, "submit"))
    two(0)
    response = client.post(step(draft, "aims"), opened | {"aims": "Typed too late."})
    assert response.status_code == 409
    assert "Typed too late." in response.content.decode()
    assert EngagementRequest.objects.get().aims == "To finish clearance."


def test_what_is_submitted_is_what_was_read(client, state, two):
    draft = make_request(state=state)
    revision = client.get(step(draft, "review")).context["item"].revision
    two(1)
    save(client, step(draft, "aims"), aims="Changed behind the back.")
    two(0)
    response = client.post(move(draft, "submit"), {"revision": revision}, follow=True)
    assert "Please read it again before you submit" in response.content.decode()
    assert EngagementRequest.objects.get().status == "draft"


def test_submitting_gives_a_reference_a_receipt_and_a_letter_and_a_second_click_gives_the_same(client, state, two):
    draft = make_request(state=state)
    outsider = make_focal_point()
    urls = {client.post(move(draft, "submit")).url for _click in range(3)}
    draft.refresh_from_db()
    reference = draft.engagement.reference
    assert urls == {reverse("receipt", args=[draft.pk])}
    assert set(EngagementRequest.objects.values_list("status", flat=True)) == {"submitted"}
    page = client.get(urls.pop()).content.decode()
    assert reference in page
    assert draft.content_hash in page
    letters = Letter.objects.filter(kind="receipt", about=reference)
    assert letters.count() == 2
    assert outsider.email not in set(letters.values_list("to", flat=True))
    assert f"/requests/{draft.pk}/receipt/" in letters[0].body
    assert draft.aims not in letters[0].body


def test_an_empty_request_is_not_submitted_and_the_button_says_why(client, state, two):
    draft = make_request(state=state, aims="")
    page = client.get(step(draft, "review")).content.decode()
    assert "Say at least what the aims are" in page
    client.post(move(draft, "submit"))
    assert EngagementRequest.objects.get().status == "draft"


def test_without_the_right_the_button_is_disabled_with_the_reason(client, state):
    client.force_login(make_focal_point(state, may_submit=False))
    draft = make_request(state=state)
    page = client.get(step(draft, "review")).content.decode()
    assert "does not include the right to submit" in page
    assert move(draft, "submit") not in page
    client.post(move(draft, "submit"))
    assert EngagementRequest.objects.get().status == "draft"


def test_a_reader_reads_the_draft_and_cannot_write(client, state):
    client.force_login(make_focal_point(state, may_draft=False, may_submit=False))
    draft = make_request(state=state)
    assert "does not include the right to draft" in client.get(draft.get_absolute_url()).content.decode()
    response = client.post(step(draft, "aims"), {"aims": "Mine", "revision": 0})
    assert response.status_code == 409
    assert EngagementRequest.objects.get().aims == "To finish clearance."


def test_a_change_of_mind_is_a_new_version_from_the_same_words(client, state, two):
    first = make_request(make_engagement(state), status="submitted", aims="First thoughts.", themes=["A"])
    make_need(first)
    url = reverse("request_new_version", args=[first.engagement.reference])
    assert client.post(url).url == client.post(url).url
    second = EngagementRequest.objects.get(version=2)
    assert (second.aims, second.themes, second.needs.count(), second.instead_of) == ("First thoughts.", ["A"], 1, first)
    save(client, step(second, "aims"), aims="Second thoughts.")
    client.post(move(second, "submit"))
    first.refresh_from_db()
    assert (first.status, first.aims) == ("replaced", "First thoughts.")


def test_a_submitted_request_has_no_form(client, state, two):
    request = make_request(make_engagement(state), status="submitted")
    assert client.get(step(request, "aims")).url == request.get_absolute_url()
    assert client.post(step(request, "aims"), {"aims": "Changed", "revision": 0}).status_code == 409
    request.refresh_from_db()
    assert request.aims == "To finish clearance."


def test_a_step_of_the_isu_is_refused_to_a_focal_point_with_the_reason(client, state, two):
    request = make_request(make_engagement(state), status="submitted")
    page = client.post(move(request, "acknowledge"), follow=True).content.decode()
    assert "This step is not yours to take." in page


def test_a_draft_goes_to_clearance_and_back_and_can_be_discarded(client, state, two):
    draft = make_request(state=state)
    for verb, status in (("clear", "in_clearance"), ("redraft", "draft"), ("discard", "discarded")):
        client.post(move(draft, verb))
        draft.refresh_from_db()
        assert draft.status == status


def test_the_signed_page_is_kept_byte_for_byte_and_named_in_the_ledger(client, state, two, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    draft = make_request(state=state)
    content = pdf("signed")
    upload = SimpleUploadedFile("signed page.pdf", content)
    response = client.post(reverse("request_signed", args=[draft.pk]), {"file": upload, "dated": "2026-01-05"}, follow=True)
    page = Correspondence.objects.get()
    assert page.sha256 == hashlib.sha256(content).hexdigest()
    assert page.sha256 in response.content.decode()
    download = client.get(reverse("correspondence_file", args=[page.pk]))
    assert b"".join(download.streaming_content) == content
    assert download["Content-Disposition"] == 'attachment; filename="signed page.pdf"'
    client.post(move(draft, "submit"))
    assert page.sha256 in LedgerEntry.objects.get(verb="submit").evidence
    client.force_login(make_focal_point())
    assert client.get(reverse("correspondence_file", args=[page.pk])).status_code == 404


def test_a_page_signed_for_another_text_is_said_to_be_so(client, state, two, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    draft = make_request(state=state)
    client.post(reverse("request_signed", args=[draft.pk]), {"file": SimpleUploadedFile("p.pdf", pdf()), "dated": "2026-01-05"})
    words = "changed after this page was signed"
    assert words not in client.get(draft.get_absolute_url()).content.decode()
    save(client, step(draft, "aims"), aims="Another text.")
    assert words in client.get(draft.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("name", "size"), [("page.exe", 3), ("page.pdf", 2000)])
def test_a_file_of_another_kind_or_too_large_is_refused_at_the_field(client, state, two, settings, name, size):
    settings.MAX_UPLOAD_BYTES = 1000
    draft = make_request(state=state)
    upload = SimpleUploadedFile(name, b"x" * size)
    response = client.post(reverse("request_signed", args=[draft.pk]), {"file": upload, "dated": "2026-01-05"})
    assert set(response.context["form"].errors) == {"file"}
    assert set(Correspondence.objects.all()) == set()


def test_paper_and_word_say_what_the_request_says(client, state, two):
    from io import BytesIO

    from docx import Document

    draft = make_request(state=state, aims="To finish <clearance> & survey.", themes=["A"], languages=["en", "pt"])
    make_need(draft, title="Survey teams", challenges="Rains", amount_from=1000, amount_to=2000, currency="USD")
    paper = client.get(reverse("request_print", args=[draft.pk])).content.decode()
    answer = client.get(reverse("request_word", args=[draft.pk]))
    document = Document(BytesIO(answer.content))
    word = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert answer["Content-Disposition"] == f'attachment; filename="draft-{state.iso3}-v1.docx"'
    assert "To finish <clearance> & survey." in word
    for said in ("Survey teams", "Rains", "USD", "English, Portuguese", "A. Mine clearance", draft.text_mark):
        assert said in paper
        assert said in word
    assert "Signature" in paper
    assert document.sections[0].page_height.mm == pytest.approx(297, abs=1)
    assert "Version 1" in document.sections[0].header.paragraphs[0].text
    assert [row.cells[0].text for row in document.tables[-1].rows] == ["Name", "Function", "Date", "Signature"]


def test_in_word_each_paragraph_begins_at_the_side_of_its_own_words(client, state, two):
    from io import BytesIO

    from docx import Document

    draft = make_request(state=state, aims="المسح أولاً (NTS)، ثم التطهير.\nSurvey first \ufffe(المسح).")
    document = Document(BytesIO(client.get(reverse("request_word", args=[draft.pk])).content))
    said = {paragraph.text: paragraph._p for paragraph in document.paragraphs}
    from_right = {words for words, paragraph in said.items() if paragraph.xpath("./w:pPr/w:bidi")}
    assert from_right == {"المسح أولاً (NTS)، ثم التطهير."}
    assert "Survey first (المسح)." in said
    assert [run.text for run in said["Survey first (المسح)."].xpath("./w:r[w:rPr/w:rtl]")] == ["المسح"]
