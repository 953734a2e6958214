"""The pages of a document: what they say while it is made, the file, and who may order it."""

import datetime
import hashlib
import re
import subprocess
import sys
import time

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import (
    make_contact_list,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_partner,
    make_report,
    make_staff,
    make_text,
)
from reports import tasks
from reports.models import Document
from reports.tests.asking import ask

pytestmark = pytest.mark.django_db
S = Document.Status


def test_the_page_says_in_plain_words_how_far_it_is(client):
    client.force_login(make_staff())
    document = ask()
    page = client.get(document.get_absolute_url())
    assert "Waiting for its turn" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert 'http-equiv="refresh"' in page.content.decode()
    for fields, words in [
        ({"status": S.RUNNING, "stage": "layout", "done": 4}, "Laying out the pages"),
        ({"done": 4, "total": 1200}, "Laying out, page 4 of 1,200"),
        ({"stage": "rows", "done": 250, "total": 5000}, "Writing row 250 of 5,000"),
        (
            {"attempt": 2, "asked_at": timezone.now() - datetime.timedelta(minutes=3)},
            "Attempt 2 of 3. Asked for 3\xa0minutes ago.",
        ),
        ({"status": S.QUEUED, "error": "It broke."}, "The last attempt failed: It broke. It will be tried once more."),
        ({"error": ""}, "Nobody has begun yet. The request is kept"),
        ({"status": S.EXPIRED, "error": "The list was valid until yesterday."}, "The list was valid until yesterday."),
        ({"status": S.FAILED, "error": "The file could not be stored."}, "The file could not be stored."),
        ({"status": S.CANCELLED}, "Called off"),
    ]:
        Document.objects.update(**fields)
        assert words in client.get(reverse("document_status", args=[document.pk])).content.decode()
    assert 'http-equiv="refresh"' not in client.get(document.get_absolute_url()).content.decode()


def test_who_waits_behind_others_is_told_how_many_and_the_bar_shows_only_what_is_done(client):
    client.force_login(make_staff())
    ask(asked_at=timezone.now() - datetime.timedelta(minutes=1))
    ask(make_text(), asked_at=timezone.now() - datetime.timedelta(minutes=1), is_large=True)
    document = ask(make_text())
    page = client.get(document.get_absolute_url()).content.decode()
    assert "1 document is made before it." in page
    assert '<progress max="100" aria-label' in page
    Document.objects.filter(pk=document.pk).update(status=S.RUNNING, stage="layout", done=10, total=20)
    assert '<progress max="100" value="45"' in client.get(document.get_absolute_url()).content.decode()


def test_the_fragment_asks_again_only_while_there_is_something_to_wait_for(client, paper):
    client.force_login(make_staff())
    document = ask()
    address = reverse("document_status", args=[document.pk])
    assert "hx-get" in client.get(address).content.decode()
    tasks.build_documents()
    page = client.get(address).content.decode()
    assert "hx-get" not in page
    assert reverse("document_file", args=[document.pk]) in page


PART = {"HX-Request": "true", "HX-Current-URL": "https://portal.example.org/documents/x/?a=1"}


def asked_again(client, page):
    """What the page gets that asks as the fragment it shows tells it to."""
    address = re.search(r'hx-get="([^"]+)"', page.content.decode())[1]
    return client.get(address, headers=PART)


def test_a_page_that_waits_gets_nothing_until_something_changes_and_reads_out_only_another_state(client):
    client.force_login(make_staff())
    document = ask()
    page = client.get(document.get_absolute_url())
    assert 'role="status" id="said"></p>' in page.content.decode()
    assert (asked_again(client, page).status_code, asked_again(client, page).content) == (204, b"")
    for fields, said in [
        ({"status": S.RUNNING, "stage": "layout", "done": 2}, "Being made: Laying out the pages"),
        ({"done": 3, "total": 9}, ""),
        ({"done": 4}, ""),
        ({"stage": "writing"}, "Being made: Writing the file"),
        ({"status": S.READY, "stage": "", "file": "documents/x.pdf"}, "The document is ready."),
    ]:
        Document.objects.update(**fields)
        page = asked_again(client, page)
        assert page.status_code == 200
        heard = re.findall(r'<p hx-swap-oob="innerHTML:#said">(.*?)</p>', page.content.decode())
        assert heard == ([said] if said else []), fields
    assert "hx-get" not in page.content.decode()


def test_the_longer_it_waits_the_less_often_a_page_asks(client):
    client.force_login(make_staff())
    document = ask()
    for minutes, every, seconds in [(0, 1500, 3), (1, 3000, 3), (5, 10_000, 10), (60, 30_000, 30)]:
        Document.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=minutes))
        page = client.get(document.get_absolute_url()).content.decode()
        assert f'hx-trigger="every {every}ms"' in page
        assert f'http-equiv="refresh" content="{seconds}"' in page


@pytest.mark.parametrize("address", ["http://[", "http://x//evil.example/", "javascript:alert(1)", ""])
def test_a_part_leads_back_to_no_address_that_is_none(client, address):
    part = client.get(reverse("document_status", args=[ask().pk]), headers=PART | {"HX-Current-URL": address})
    assert (part.status_code, '?next=%2F"' in part.content.decode()) == (404, True)


def test_in_place_of_a_part_that_may_not_be_read_any_more_stands_a_sentence(client):
    """Alike for what was taken back and what never was; a sign-in page is never nested in the page that asks."""
    colleague = make_staff()
    addresses = [
        reverse("document_status", args=[ask().pk]),
        reverse("contact_list_files", args=[make_contact_list().release_id]),
        reverse("document_status", args=["00000000-0000-4000-8000-000000000000"]),
    ]

    def answers():
        pages = [client.get(address, headers=PART) for address in addresses]
        assert {page.status_code for page in pages} == {404}
        assert all("no-store" in page["Cache-Control"] for page in pages)
        (words,) = {page.content.decode() for page in pages}
        assert "<main" not in words
        assert "<form" not in words
        return words

    assert f"{reverse('account_login')}?next=%2Fdocuments%2Fx%2F" in answers()
    client.force_login(make_focal_point())
    assert "it was taken back, or it is gone" in answers()
    colleague.staff_appointments.update(ends=timezone.localdate() - datetime.timedelta(days=1))
    client.force_login(colleague)
    assert "it was taken back, or it is gone" in answers()
    client.force_login(make_staff(has_app=False))  # led to its second factor, were it a page
    assert "it was taken back, or it is gone" in answers()


def test_the_file_is_handed_out_as_an_attachment_that_nobody_keeps(client, paper):
    client.force_login(make_staff())
    document = ask(make_text(title="Évaluation “d’abord” / 2026"))
    assert client.get(reverse("document_file", args=[document.pk]))["Location"] == document.get_absolute_url()
    tasks.build_documents()
    response = client.get(reverse("document_file", args=[document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == (
        "attachment; filename=\"evaluation-dabord-2026-full-report.pdf\"; filename*=UTF-8''%C3%89valuation%20d%20abord%202026%20full%20report.pdf"
    )
    assert Event.objects.filter(verb="download").count() == 1


def test_a_ready_document_says_from_which_version_it_was_made_and_its_fingerprint(client, paper):
    client.force_login(make_staff())
    document = ask()
    tasks.build_documents()
    document.refresh_from_db()
    page = client.get(document.get_absolute_url()).content.decode()
    assert f"<dt>Version</dt><dd>{document.text.report.version}</dd>" in page
    assert f"SHA-256 <code>{hashlib.sha256(b'%PDF-1.7 ' + document.text.title.encode()).hexdigest()}</code>" in page
    desk = client.get(reverse("admin:reports_document_change", args=[document.pk])).content.decode()
    for words in (document.sha256, "ISU staff", "the ISU"):
        assert words in desk


WAYS_ON = {
    S.QUEUED: "call-off",  # a worker takes it up; and who asked may call it off
    S.RUNNING: "call-off",  # its worker finishes it, or the sweeper once the lease is over
    S.READY: "Download",
    S.FAILED: "make-again",
    S.CANCELLED: "make-again",
    S.EXPIRED: "make-anew",
}


@pytest.mark.parametrize("status", S)
def test_every_status_offers_its_way_on_to_who_may_ask(client, status):
    client.force_login(make_staff())
    document = ask(status=status, file="documents/x.pdf", error="A reason.")
    page = client.get(document.get_absolute_url()).content.decode()
    assert [way for way in sorted(set(WAYS_ON.values())) if way in page] == [WAYS_ON[status]]


@pytest.mark.parametrize(
    ("status", "tone", "words"),
    [
        (S.QUEUED, "tag wait", "you may leave this page"),
        (S.READY, "tag ok", "Word"),
        (S.FAILED, "tag stop", "A reason."),
        (S.EXPIRED, "tag", "A reason."),
        (S.CANCELLED, "tag", "asked for by"),
    ],
)
def test_where_documents_are_listed_each_says_how_it_stands(status, tone, words):
    document = ask(status=status, file="documents/x.docx", format="docx", error="A reason." if "A" in words else "")
    line = render_to_string("workspace/partials/document.html", {"document": document})
    assert f'<span class="{tone}">{document.get_status_display()}</span>' in line
    assert words in line
    assert ("you may leave" in line) == document.is_pending
    line = render_to_string("admin/reports/documents.html", {"documents": [document]})
    assert f'<span class="{tone}">' in line


def test_a_file_that_vanished_is_a_failure_that_can_be_made_again(client, paper):
    client.force_login(make_staff())
    document = ask()
    tasks.build_documents()
    document.refresh_from_db()
    document.file.storage.delete(document.file.name)
    assert client.get(reverse("document_file", args=[document.pk])).status_code == 302
    document.refresh_from_db()
    assert (document.status, "no longer in the store" in document.error) == (S.FAILED, True)


def test_hosts_and_the_isu_ask_by_a_post_and_others_do_not_find_the_subject(client):
    host = make_engagement()
    text = make_text(make_report(make_meeting(host, status="held"), status="with_state"))
    address = reverse("document_ask", args=["report", text.pk])
    for user, code in [
        (make_staff(), 302),
        (make_focal_point(host.state), 302),
        (make_focal_point(), 404),
        (make_partner(), 404),
    ]:
        client.force_login(user)
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == code
    assert Document.objects.count() == 1
    assert client.post(reverse("document_ask", args=["report", 10**9])).status_code == 404
    assert client.post(reverse("document_ask", args=["nonsense", text.pk])).status_code == 404


def test_who_reads_a_public_file_does_not_order_others(client):
    text = make_text(make_report(status="approved"), audience="public", audience_since=timezone.now())
    client.force_login(make_partner())
    client.post(reverse("document_ask", args=["report", text.pk]))
    document = ask(text, status=S.FAILED)
    assert Document.objects.count() == 1
    assert client.get(document.get_absolute_url()).status_code == 200
    client.post(reverse("document_again", args=[document.pk]))
    assert Document.objects.get().status == S.FAILED


def test_a_failed_document_is_tried_again_and_a_waiting_one_called_off_by_a_post(client):
    client.force_login(make_staff())
    document = ask(status=S.FAILED, attempt=3)
    assert client.get(reverse("document_again", args=[document.pk])).status_code == 405
    client.post(reverse("document_again", args=[document.pk]))
    assert Document.objects.get().status == S.QUEUED
    client.post(reverse("document_cancel", args=[document.pk]))
    assert Document.objects.get().status == S.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_the_click_answers_at_once_while_the_broker_is_dead(client):
    from apmbc_portal.celery import app
    from apmbc_portal.testing.processes import free_port, use_broker

    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0, "retry_on_timeout": False}
    client.force_login(make_staff())
    text = make_text()
    use_broker(app, broker_url=f"redis://127.0.0.1:{free_port()}/0", broker_transport_options=options)
    try:
        started = time.monotonic()
        response = client.post(reverse("document_ask", args=["report", text.pk]))
        took = time.monotonic() - started
    finally:
        use_broker(app, **before)
    assert response["Location"] == Document.objects.get().get_absolute_url()
    assert took < 1


def test_web_processes_never_import_what_lays_out_or_writes_spreadsheets():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "from django.contrib import admin; admin.autodiscover(); import apmbc_portal.wsgi, reports.actions, reports.tasks;"
        "print(sorted({'weasyprint', 'pydyf', 'fontTools', 'reports.printing.pdf', 'xlsxwriter', 'openpyxl', 'docx'} & set(sys.modules)))"
    )
    env = {"DJANGO_SETTINGS_MODULE": "apmbc_portal.settings", "DEBUG": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.strip() == "[]"
