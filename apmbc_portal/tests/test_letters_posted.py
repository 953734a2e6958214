"""A letter meets a mail server: sent once, tried again where nothing was handed over, uncertain where nobody can know."""

import datetime
import smtplib
import socket
from unittest.mock import Mock

import pytest
from django.utils import timezone

from apmbc_portal.links import SIGN_IN_CODE
from apmbc_portal.notices.models import ATTEMPTS_OF_A_CODE, MAX_ATTEMPTS, Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing.listener import Listener

pytestmark = pytest.mark.django_db


class MailServer(Listener):
    """Speaks SMTP with whoever comes; `odd` says what it answers to a command instead, None that it hangs up."""

    def __init__(self, **odd):
        super().__init__()
        self.odd, self.letters = odd, 0

    def serve(self, line, read):
        if not self.say(line, "HELLO", "220 here"):
            return
        for said in read:
            command = said[:4].decode().strip().upper()
            if not self.say(line, command, {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 ok")) or command == "QUIT":
                return
            if command == "DATA":
                while read.readline() != b".\r\n":
                    pass
                self.letters += 1
                if not self.say(line, "END", "250 taken"):
                    return

    def say(self, line, command, usual):
        answer = self.odd.get(command, usual)
        if answer:
            line.sendall(f"{answer}\r\n".encode())
        return bool(answer)


def posted(settings, port, host="127.0.0.1"):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = host, port, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    letter = queue("ana@demo.example", "A letter", "Words.")
    post_letters()
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize(
    ("odd", "status", "letters"),
    [
        ({}, "sent", 1),
        ({"QUIT": None}, "sent", 1),  # it was taken; the farewell does not matter
        ({"HELLO": None}, "queued", 0),
        ({"HELLO": "421 busy"}, "queued", 0),
        ({"RCPT": "550 nobody here"}, "failed", 0),
        ({"RCPT": "450 come again"}, "queued", 0),
        ({"MAIL": "451 not now"}, "queued", 0),
        ({"END": "452 no room"}, "queued", 1),
        ({"END": "554 not this"}, "failed", 1),
        ({"MAIL": None}, "uncertain", 0),
        ({"END": None}, "uncertain", 1),
    ],
)
def test_how_a_letter_ends(settings, odd, status, letters):
    with MailServer(**odd) as server:
        letter = posted(settings, server.port)
        post_letters()
    assert (letter.status, server.letters, letter.attempt) == (status, letters, 1)
    assert (letter.sent_at is not None) == (status == "sent")


@pytest.mark.parametrize("trouble", [socket.gaierror(-2, "no such name"), TimeoutError(), OSError(113, "no way to the host")])
def test_a_letter_waits_for_a_mail_server_that_cannot_be_reached_and_in_the_end_says_so(settings, monkeypatch, trouble):
    def unreachable(*_args, **_options):
        raise trouble

    monkeypatch.setattr(socket, "create_connection", unreachable)
    letter = posted(settings, 25, host="mail.example.org")
    assert (letter.status, letter.attempt) == ("queued", 1)
    assert letter.not_before > timezone.now() + datetime.timedelta(seconds=30)
    Letter.objects.update(attempt=MAX_ATTEMPTS - 2)
    for status in ("queued", "failed"):
        Letter.objects.update(not_before=timezone.now())
        post_letters()
        letter.refresh_from_db()
        assert letter.status == status
    pause = letter.not_before - timezone.now()  # as long as the one before: pauses stop growing
    assert (letter.attempt, pause <= datetime.timedelta(hours=1)) == (MAX_ATTEMPTS, True)


def test_a_code_to_sign_in_is_not_sent_hours_after_somebody_asked_for_it(settings, monkeypatch):
    monkeypatch.setattr(smtplib.SMTP, "connect", Mock(side_effect=TimeoutError))
    letter = posted(settings, 25, host="mail.example.org")
    Letter.objects.update(link_view=SIGN_IN_CODE, attempt=ATTEMPTS_OF_A_CODE - 1, not_before=timezone.now())
    post_letters()
    letter.refresh_from_db()
    assert (letter.status, letter.attempt) == ("failed", ATTEMPTS_OF_A_CODE)
