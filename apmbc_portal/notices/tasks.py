import datetime
import logging
import smtplib
from contextlib import suppress

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.links import SIGN_IN_CODE, code_for, token_for
from apmbc_portal.notices.models import ATTEMPTS_OF_A_CODE, MAX_ATTEMPTS, Letter

log = logging.getLogger(__name__)
S = Letter.Status
LONGEST_PAUSE = datetime.timedelta(hours=1)


@shared_task(ignore_result=True)
def post_letters():
    """Send what is due, each once; mark as uncertain what a dead sender left behind."""
    for letter in Letter.objects.abandoned():
        letter.close(S.UNCERTAIN, error="The sender stopped while speaking to the mail server.")
    for letter in Letter.objects.due()[:200]:
        if letter.claim():
            post(letter)


def post(letter):
    """Send a claimed letter and write down how it ended."""
    line = get_connection()
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as error:
        return put_off(letter, error)  # no name, no way, no answer, no entry: nothing was handed over
    try:
        message_for(letter, line).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if is_for_now(error):
            put_off(letter, error)
        else:
            letter.close(S.FAILED, error=f"{type(error).__name__}: the mail server refused this letter.")
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        letter.close(S.FAILED, error=f"{type(error).__name__}: this letter cannot be sent.")
    except Exception as error:
        letter.close(S.UNCERTAIN, error=type(error).__name__)
        log.warning("Letter %s is uncertain: %s", letter.pk, type(error).__name__)
    else:
        letter.close(S.SENT, sent_at=timezone.now())
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a farewell that fails changes nothing
            line.close()


def is_for_now(error):
    """Whether a mail server said "not now" (a code of 400 to 499, RFC 5321 4.2.1), as those do that make strangers wait."""
    refused = getattr(error, "recipients", None)
    codes = [code for code, _said in refused.values()] if refused else [getattr(error, "smtp_code", 0)]
    return all(400 <= code < 500 for code in codes)


def put_off(letter, error):
    """Try again later a letter of which nothing was handed over; not without end."""
    most = ATTEMPTS_OF_A_CODE if letter.link_view == SIGN_IN_CODE else MAX_ATTEMPTS
    status = S.FAILED if letter.attempt >= most else S.QUEUED
    wait = min(datetime.timedelta(seconds=30 * 2 ** min(letter.attempt, 10)), LONGEST_PAUSE)
    letter.close(status, error=type(error).__name__, not_before=timezone.now() + wait)


def message_for(letter, line=None):
    """The e-mail of a letter. The personal link, or the code, exists only here and in the reader's mailbox."""
    body = letter.body
    if letter.link_view == SIGN_IN_CODE:
        body = body.replace("{code}", code_for(letter.link_subject))
    elif letter.link_view:
        token = token_for(letter.link_view, letter.link_subject, letter.link_version)
        body = body.replace("{link}", settings.SITE_URL + reverse(letter.link_view, args=[token]))
    return EmailMessage(letter.subject, body, to=[letter.to], headers={"Message-ID": letter.message_id}, connection=line)
