"""What is written down while things go wrong: where and of what kind, never who, with what password, by which link."""

import io
import logging
import smtplib

import pytest
from celery.signals import after_setup_logger, after_setup_task_logger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apmbc_portal.accounts.models import User
from apmbc_portal.links import token_for
from apmbc_portal.logs import Line
from apmbc_portal.notices.outbox import queue
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files
from apmbc_portal.uploads import tasks
from apmbc_portal.web.public import home
from engagements.models import Correspondence

pytestmark = pytest.mark.django_db
NAME, MAILBOX, WORDS, SECRET = "Ana Quorvex", "ana.quorvex@mission.example", "zqwordsq of a draft", "correct zqhorseq"
PRIVATE = [NAME, "Quorvex", MAILBOX, "zqwordsq", "zqhorseq"]


@pytest.fixture
def written():
    """Everything that any library writes, down to DEBUG, as the portal's console would show it."""
    out, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(out), root.level
    handler.setFormatter(Line("%(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.setLevel(before)
    root.removeHandler(handler)


def told(written):
    """The lines, after checking that they tell of nobody."""
    lines = written.getvalue()
    assert [word for word in PRIVATE if word.lower() in lines.lower()] == []
    return lines


@pytest.fixture
def ana():
    return make.make_user(email=MAILBOX, name=NAME, password=SECRET)


def test_signing_in_wrongly_or_rightly(client, ana, written):
    for _time in range(3):
        client.post(reverse("account_login"), {"login": MAILBOX, "password": f"{SECRET} mistyped"})
    client.post(reverse("account_login"), {"login": MAILBOX, "password": SECRET})
    client.post(reverse("account_reset_password"), {"email": MAILBOX})
    client.post(reverse("account_request_login_code"), {"email": MAILBOX})
    told(written)


def test_a_page_that_breaks(monkeypatch, written):
    def break_down(*_args, **_options):
        try:
            int(f"{NAME} {WORDS}")
        except ValueError as error:
            raise LookupError(f"no row for {MAILBOX}, “{WORDS}”") from error

    monkeypatch.setattr(home, "render", break_down)
    answer = Client(raise_request_exception=False).get("/", {"q": NAME})
    assert (answer.status_code, NAME in answer.content.decode()) == (500, False)
    lines = told(written)
    assert "in break_down" in lines
    assert "builtins.ValueError: invalid literal for int() with base 10: …" in lines
    assert "builtins.LookupError: no row for …@…, …" in lines


def test_a_row_the_database_refuses(ana, written):
    """PostgreSQL quotes the row: Key (email)=(…) already exists."""
    try:
        with transaction.atomic():
            User.objects.create_user(email=MAILBOX, name=NAME, password=SECRET)
    except IntegrityError:
        logging.getLogger("x").exception("A row was refused.")
    said = f'duplicate key value violates unique constraint "a"\nDETAIL:  Key (email)=({MAILBOX}, {NAME}) already exists.'
    try:
        raise IntegrityError(said)
    except IntegrityError:
        logging.getLogger("x").exception("A row was refused.")
    assert "IntegrityError" in told(written)


def test_a_letter_that_cannot_be_sent(monkeypatch, written):
    for refused in (smtplib.SMTPRecipientsRefused({MAILBOX: (550, NAME.encode())}), OSError(f"{MAILBOX} {NAME}")):
        monkeypatch.setattr(EmailMessage, "send", lambda self, refused=refused: (_ for _ in ()).throw(refused))
        queue(MAILBOX, "A decision", WORDS, to_name=NAME, kind="decided")
        post_letters()
    assert "is uncertain: OSError" in told(written)


def test_a_personal_link_and_a_code(client, ana, written):
    token = token_for("welcome", ana.pk, ana.link_version if hasattr(ana, "link_version") else 1)
    for address in (f"/accounts/welcome/{token}x/", f"/invitations/{token}/", f"/accounts/password/new/{token}/?a={NAME}"):
        client.get(address)
        client.post(address, {"password": SECRET, "again": "zqhorseq other"})
    assert token not in told(written)


def test_requests_that_are_refused(client, written):
    client.get("/outcomes/", {"q": NAME}, headers={"host": "quorvex.example"})
    Client(enforce_csrf_checks=True).post(reverse("acting"), {"key": WORDS}, headers={"referer": f"https://x.example/?q={NAME}"})
    client.get(f"/states/x/?who={MAILBOX}")
    lines = written.getvalue().replace("'quorvex.example'", "")  # the host somebody asked for is no person
    assert [word for word in PRIVATE if word in lines] == []


def test_a_file_that_breaks_its_check(monkeypatch, written):
    upload = SimpleUploadedFile("Ana Quorvex.pdf", files.pdf())
    row = Correspondence(state=make.make_state(), kind="mail", dated=make.today(), subject=WORDS, parties=NAME)
    row.take(upload)
    row.save(force_insert=True)

    def broken(*_args, **_options):
        raise OSError(f"cannot read “{NAME}”")

    monkeypatch.setattr(tasks, "check", broken)
    assert row.claim_check()
    tasks.look_through(row)
    assert f"engagements.Correspondence {row.pk} could not be read" in told(written)


@pytest.mark.parametrize("signal", [after_setup_logger, after_setup_task_logger])
def test_a_workers_own_handlers_write_as_the_portal_does(signal):
    out, logger = io.StringIO(), logging.Logger("of a worker")
    logger.addHandler(logging.StreamHandler(out))
    signal.send(sender=None, logger=logger)
    try:
        raise ValueError(f"'{NAME}'")
    except ValueError:
        logger.exception("Task for %s /invitations/zqhorseq/ raised", MAILBOX)
    assert [word for word in PRIVATE if word in out.getvalue()] == []
    assert "ValueError: …" in out.getvalue()
