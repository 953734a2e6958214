"""Writing letters: a row in the caller's transaction, one wake-up when it commits."""

from django.db import transaction
from django.utils import timezone

from apmbc_portal.notices.models import Letter
from apmbc_portal.wake import wake


def queue(to, subject, body, *, to_name="", about="", kind="", link=None):
    """Queue a letter; it goes out when the caller's transaction commits. Returns the row.

    `link` is (view name, subject, version): the sender puts the personal link in place of {link}, or the code of {code}.
    """
    view, subject_id, version = link or ("", "", 1)
    letter = Letter.objects.create(
        to=to,
        to_name=to_name,
        subject=" ".join(str(subject).split())[:300],  # one line: a newline would begin another header
        body=str(body),
        about=about,
        kind=kind,
        link_view=view,
        link_subject=str(subject_id),
        link_version=version,
        status=Letter.Status.QUEUED,
        queued_at=timezone.now(),
    )
    wake("apmbc_portal.notices.tasks.post_letters")
    return letter


@transaction.atomic
def hold_letters(about):
    """Hold back the letters about a file that wait to be sent; returns how many."""
    return Letter.objects.filter(about=about, status=Letter.Status.QUEUED).update(status=Letter.Status.HELD)


@transaction.atomic
def discard_letters(about):
    """Discard what waits about a file, held letters included; returns how many."""
    waiting = [Letter.Status.QUEUED, Letter.Status.HELD, Letter.Status.DRAFT]
    return Letter.objects.filter(about=about, status__in=waiting).update(status=Letter.Status.DISCARDED)


@transaction.atomic
def release_letters(about):
    """Queue again what was held back; returns how many."""
    count = Letter.objects.filter(about=about, status=Letter.Status.HELD).update(status=Letter.Status.QUEUED)
    if count:
        wake("apmbc_portal.notices.tasks.post_letters")
    return count
