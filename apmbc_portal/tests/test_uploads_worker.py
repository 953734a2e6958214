"""Quarantine: a file that could not be looked through in a moment is given to nobody, and the worker goes on with it."""

import datetime
import socket
import time

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files, hostile
from apmbc_portal.testing.scanner import Scanner
from apmbc_portal.uploads import checking, tasks
from apmbc_portal.uploads.apart import TooSlow
from apmbc_portal.uploads.fields import PaperField
from apmbc_portal.uploads.models import ATTEMPTS
from apmbc_portal.uploads.tasks import check_files
from engagements.actions import keep_signed_page
from engagements.models import Correspondence
from meetings.models import Paper
from reports import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(monkeypatch):
    """A page that has no time to look through a file; the worker has."""
    real = checking.look

    def look(job):
        if job.seconds < checking.IN_A_WORKER:
            raise TooSlow
        return real(job)

    monkeypatch.setattr(checking, "look", look)


def hand_in_paper(desk, data, name="plan.docx"):
    meeting = make.make_meeting()
    answer = desk.post(
        reverse("admin:meetings_paper_add"),
        {"meeting": meeting.pk, "title": "Work plan", "language": "en", "file": SimpleUploadedFile(name, data)},
        follow=True,
    )
    return Paper.objects.get(), answer.content.decode()


def stored():
    return {f"{folder}/{name}" for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1]}


def fetched(desk, paper):
    answers = [desk.get(reverse(name, args=[paper.pk])) for name in ("paper", "paper_original")]
    return [answer.status_code for answer in answers if answer.status_code != 200 or b"".join(answer.streaming_content)]


def test_a_paper_waits_is_looked_through_and_then_handed_out(desk, slow):
    paper, page = hand_in_paper(desk, files.office())
    assert "still being checked" in page
    assert (paper.checked, fetched(desk, paper)) == ("waiting", [404, 404])
    check_files()
    paper.refresh_from_db()
    assert (paper.checked, paper.file_kind, fetched(desk, paper)) == ("passed", "docx", [200, 200])
    assert Event.objects.get(verb="pass_file").detail["row"] == f"meetings.paper:{paper.pk}"


def test_a_paper_the_worker_refuses_goes_and_the_desk_is_told_why(desk, slow, django_capture_on_commit_callbacks):
    before = stored()
    paper, _page = hand_in_paper(desk, files.office(parts={"word/vbaProject.bin": b"x"}))
    with django_capture_on_commit_callbacks(execute=True):
        check_files()
    paper.refresh_from_db()
    assert (paper.checked, paper.refused_for, bool(paper.file), fetched(desk, paper)) == ("refused", "macros", False, [404, 404])
    assert stored() == before
    post_letters()
    (letter,) = mail.outbox
    assert letter.subject == "A file could not be taken: plan.docx"
    assert [word for word in ("macros", "Work plan") if word not in letter.body] == []
    assert "macros" in desk.get(reverse("admin:meetings_paper_change", args=[paper.pk])).content.decode()


def test_refused_evidence_stays_sealed_and_its_state_is_told(slow):
    request = make.make_request(make.make_engagement(), status="draft")
    user = make.make_focal_point(request.engagement.state)
    upload = SimpleUploadedFile("signed.pdf", hostile.action("/S /JavaScript /JS (app.alert)"))
    row = keep_signed_page(request, upload, dated=make.today(), by=make.viewer_of(user))
    sha256 = row.sha256
    check_files()
    row.refresh_from_db()
    assert (row.checked, row.refused_for, row.sha256, row.handed_out) == ("refused", "script", sha256, None)
    with row.file.open("rb") as kept:
        assert b"app.alert" in kept.read()
    assert list(Letter.objects.values_list("to", "kind")) == [(user.email, "file_refused")]


def test_a_refused_annotated_file_is_told_to_the_state_and_to_the_isu(slow):
    host = make.make_engagement()
    user = make.make_focal_point(host.state)
    report = make.make_report(make.make_meeting(host, status="held"), status="with_state", sent_at=timezone.now())
    upload = SimpleUploadedFile("a.docx", files.office(parts={"word/vbaProject.bin": b"x"}))
    row, _is_new = answers.hand_in(report, upload, by=make.viewer_of(user))
    Letter.objects.all().delete()
    check_files()
    row.refresh_from_db()
    assert (row.refused_for, row.handed_out) == ("macros", None)
    assert set(Letter.objects.values_list("to", "kind")) == {(user.email, "file_refused"), ("isu@demo.example", "file_refused")}


def test_whoever_hands_in_a_file_of_any_kind_is_told_when_it_is_refused():
    assert set(tasks._told) == set(tasks.checked_models())


def test_a_virus_check_that_does_not_answer_keeps_the_file_waiting_and_costs_it_no_attempt(desk, settings):
    settings.CLAMAV_URL, data = "tcp://127.0.0.1:1", files.office()
    paper, page = hand_in_paper(desk, data)
    assert "still being checked" in page
    for _round in range(ATTEMPTS + 2):
        Paper.objects.update(check_until=None)
        check_files()
    paper.refresh_from_db()
    assert (paper.checked, paper.check_attempt, fetched(desk, paper)) == ("waiting", 0, [404, 404])
    with Scanner(says="INSTREAM size limit exceeded. ERROR") as scanner:
        settings.CLAMAV_URL = scanner.url
        check_files()
    paper.refresh_from_db()
    assert (paper.checked, paper.check_attempt) == ("waiting", 0)
    assert paper.check_until > timezone.now()
    with Scanner() as scanner:
        settings.CLAMAV_URL = scanner.url
        Paper.objects.update(check_until=None)
        check_files()
    paper.refresh_from_db()
    assert (paper.checked, scanner.heard) == ("passed", [data])


def test_a_virus_check_that_hangs_holds_a_worker_for_one_question_and_not_for_each_file(settings):
    for _number in range(3):
        make.make_paper(checked="waiting")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        check_files()
    assert 1 < time.monotonic() - began < 4
    assert {(paper.checked, paper.check_attempt) for paper in Paper.objects.all()} == {("waiting", 0)}


def test_what_the_virus_check_finds_is_refused_with_its_name(desk, settings):
    with Scanner(finds="Eicar-Test-Signature") as scanner:
        settings.CLAMAV_URL = scanner.url
        answer = desk.post(
            reverse("admin:engagements_correspondence_add"), {"file": SimpleUploadedFile("note.docx", files.office())}
        )
    assert "The virus check found something in this file (Eicar-Test-Signature)" in answer.content.decode()
    assert not Correspondence.objects.exists()


def test_a_form_that_may_not_wait_says_so(settings):
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    with pytest.raises(ValidationError, match="virus check does not answer"):
        PaperField().clean(SimpleUploadedFile("a.docx", files.office()))


def test_one_worker_wins_and_one_that_comes_back_late_changes_nothing(desk, slow):
    paper, _page = hand_in_paper(desk, files.office())
    first, second = Paper.objects.get(), Paper.objects.get()
    assert (first.claim_check(), second.claim_check()) == (True, False)
    assert list(Paper.due()) == []
    Paper.objects.update(check_until=timezone.now() - datetime.timedelta(seconds=1))
    check_files()  # a colleague takes it up where the first one's lease ended
    copies = stored()
    tasks.look_through(first)
    paper.refresh_from_db()
    assert (paper.checked, paper.check_attempt, stored()) == ("passed", 2, copies)


def test_a_file_over_which_workers_die_is_refused_in_the_end(desk, slow):
    paper, _page = hand_in_paper(desk, files.office())
    Paper.objects.update(check_attempt=ATTEMPTS, check_until=timezone.now() - datetime.timedelta(seconds=1))
    check_files()
    paper.refresh_from_db()
    assert (paper.checked, paper.refused_for) == ("refused", "too_heavy")


def test_a_file_that_is_no_longer_in_its_store_is_said_to_be_lost(desk, slow):
    paper, _page = hand_in_paper(desk, files.office())
    default_storage.delete(paper.file.name)
    check_files()
    paper.refresh_from_db()
    assert (paper.refused_for, "no longer in its store" in paper.refusal) == ("lost", True)


def test_nothing_runs_inside_a_transaction_while_a_file_is_read(desk, slow, monkeypatch):
    """On SQLite it would hold the one write lock of everybody who is typing."""
    paper, _page = hand_in_paper(desk, files.office())
    outer = len(connection.savepoint_ids)
    depths = []
    real = tasks.check
    monkeypatch.setattr(tasks, "check", lambda *a, **k: depths.append(len(connection.savepoint_ids)) or real(*a, **k))
    check_files()
    assert depths == [outer]
