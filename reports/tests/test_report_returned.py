"""The annotated file of a State: taken by what is in it, kept with the words it speaks of, seen by that State and the ISU."""

import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_report,
    make_staff,
    make_state,
    make_text,
    viewer_of,
)  # fmt: skip
from apmbc_portal.workflow import Refused
from reports import actions, answers
from reports.models import OutcomeReport, ReturnedFile

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


def sent_report(*hosts):
    report = make_report(make_meeting(*hosts, status="held"))
    make_text(report)
    return actions.send_to_state(report, by=ISU)


@pytest.fixture
def host():
    return make_engagement(make_state())


@pytest.fixture
def report(host):
    return sent_report(host)


@pytest.fixture
def state(client, host):
    """A focal point of the host, signed in."""
    user = make_focal_point(host.state)
    client.force_login(user)
    return user


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def annotated(words="Thirteen districts.", name="draft with comments.docx"):
    out = BytesIO()
    document = Document()
    document.add_paragraph(words)
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def hand_in(client, report, upload, **data):
    return client.post(reverse("workspace_report_answer", args=[report.pk]), {"file": upload, **data}, follow=True)


def test_a_word_file_comes_back_as_it_went_in_and_is_always_a_download(client, state, report):
    upload = annotated()
    sent = upload.read()
    upload.seek(0)
    page = hand_in(client, report, upload, speaks_of=str(report.texts.get().pk), note="On II.A").content.decode()
    row = ReturnedFile.objects.get()
    assert row.text == report.texts.get()
    assert [part for part in (row.sha256, "On II.A", "draft with comments.docx") if part not in page] == []
    answer = client.get(reverse("returned_file", args=[row.pk]))
    assert read(answer) == sent
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


def test_the_same_bytes_twice_are_one_file(client, state, report):
    words = annotated().read()
    for _click in range(2):
        hand_in(client, report, SimpleUploadedFile("a.docx", words))
    assert ReturnedFile.objects.count() == 1


@pytest.mark.parametrize(
    "upload", [("a.docx", b"MZ\x90\x00 a program"), ("a.pdf", b"<html>no PDF</html>"), ("a.odt", b"")], ids=str
)
def test_what_is_no_such_file_is_refused_at_its_field_and_the_words_stay(client, state, report, upload):
    text = report.texts.get()
    key = f"remark-{text.pk}-{text.sections.get().pk}"
    answer = hand_in(client, report, SimpleUploadedFile(*upload), **{key: "Thirteen."})
    assert answer.status_code == 422
    assert "Thirteen.</textarea>" in answer.content.decode()
    assert not ReturnedFile.objects.exists()


def test_a_file_with_macros_is_refused(client, state, report):
    plain, out = ZipFile(annotated()), BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parts:
        for name in plain.namelist():
            parts.writestr(name, plain.read(name))
        parts.writestr("word/vbaProject.bin", b"x")
    assert hand_in(client, report, SimpleUploadedFile("a.docx", out.getvalue())).status_code == 422
    assert not ReturnedFile.objects.exists()


def test_each_state_sees_its_own_and_the_isu_sees_all(client):
    one, two = make_engagement(make_state()), make_engagement(make_state())
    joint = sent_report(one, two)
    first, second = make_focal_point(one.state), make_focal_point(two.state)
    client.force_login(first)
    hand_in(client, joint, annotated())
    row = ReturnedFile.objects.get()
    readers = {"first": first, "second": second, "outsider": make_focal_point(), "isu": make_staff()}
    found = {}
    for name, user in readers.items():
        client.force_login(user)
        answer = client.get(reverse("returned_file", args=[row.pk]))
        found[name] = answer.status_code
        read(answer)
    assert found == {"first": 200, "second": 404, "outsider": 404, "isu": 200}
    client.force_login(second)
    assert row.sha256 not in client.get(reverse("workspace_report", args=[joint.pk])).content.decode()


def test_it_stays_with_the_words_it_speaks_of_after_the_next_sending_and_the_next_version(client, state, host, report):
    hand_in(client, report, annotated())
    actions.send_back(report, by=viewer_of(state), note="See the file.")
    with pytest.raises(Refused, match="while the report is with the State"):
        answers.remark(report, [(report.texts.get(), "II.A", "Too late.")], by=viewer_of(state))
    later = timezone.now() + datetime.timedelta(hours=1)
    report = actions.send_to_state(report, by=ISU)
    OutcomeReport.objects.filter(pk=report.pk).update(sent_at=later)
    content = client.get(reverse("workspace_report", args=[report.pk])).content.decode()
    assert "speaks of the words sent on" in content
    report.refresh_from_db()
    actions.approve(report, by=viewer_of(state))
    after = actions.begin_report(report.meeting, by=ISU)
    assert "draft with comments.docx" in client.get(reverse("workspace_report", args=[report.pk])).content.decode()
    assert not after.returned_files.exists()


def test_what_is_said_in_half_an_hour_is_one_letter_and_sending_back_takes_its_place(client, state, host, report):
    text = report.texts.get()
    for words in ("One.", "Two."):
        answers.remark(report, [(text, "II.A Mine clearance", words)], by=viewer_of(state))
    hand_in(client, report, annotated())
    (letter,) = Letter.objects.filter(kind="report_remarked_on")
    assert letter.not_before > timezone.now() + datetime.timedelta(minutes=25)
    actions.send_back(report, by=viewer_of(state), note="See the remarks.")
    letter.refresh_from_db()
    assert letter.status == "discarded"
    body = Letter.objects.get(kind="report_sent_back").body
    assert "2 remarks on single sections" in body
    assert "1 annotated file" in body
    Letter.objects.filter(kind="report_remarked_on").update(status="sent", sent_at=timezone.now())
    answers.remark(actions.send_to_state(report, by=ISU), [(text, "II.A Mine clearance", "Three.")], by=viewer_of(state))
    assert Letter.objects.filter(kind="report_remarked_on").count() == 2


def test_reading_alone_is_no_right_to_remark(client, host, report):
    reader = make_focal_point(host.state, may_draft=False, may_submit=False, may_release=False)
    client.force_login(reader)
    assert 'id="answer"' not in client.get(reverse("workspace_report", args=[report.pk])).content.decode()
    assert hand_in(client, report, annotated()).status_code == 422
    assert not ReturnedFile.objects.exists()


def test_the_isu_records_a_file_that_came_by_mail_with_its_letter_and_for_that_state(client, host, report):
    client.force_login(make_staff())
    address = reverse("admin:reports_outcomereport_returned", args=[report.pk])
    refused = client.post(address, {"returned-file": annotated()})
    assert refused.status_code == 422
    assert "Cite the note verbale" in refused.content.decode()
    foreign = make_correspondence()
    assert client.post(address, {"returned-file": annotated(), "returned-cites": str(foreign.pk)}).status_code == 422
    letter = make_correspondence(host.state)
    actions.send_back(report, by=ISU, note="As in the letter.", citing=letter)
    assert client.post(address, {"returned-file": annotated(), "returned-cites": str(letter.pk)}).status_code == 302
    row = ReturnedFile.objects.get()
    assert (row.engagement, row.cites) == (host, letter)
    assert Event.objects.filter(verb="hand_in_file", detail__sha256=row.sha256).exists()
    assert row.file_name in client.get(reverse("admin:reports_outcomereport_change", args=[report.pk])).content.decode()
