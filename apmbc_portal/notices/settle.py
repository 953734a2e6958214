"""What a person decides about a letter the machine could not finish: one table, each step a conditional write."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.record import record
from apmbc_portal.notices.models import Letter
from apmbc_portal.wake import wake

S = Letter.Status

# step: (from, to, label)
DECISIONS = {
    "retry": ({S.FAILED}, S.QUEUED, _("Try again")),
    "mark_sent": ({S.UNCERTAIN}, S.SENT, _("It arrived: mark as sent")),
    "queue_again": ({S.UNCERTAIN}, S.QUEUED, _("It did not arrive: send again")),
    "discard": ({S.DRAFT, S.QUEUED, S.HELD, S.UNCERTAIN, S.FAILED}, S.DISCARDED, _("Discard")),
}


@transaction.atomic
def settle(letter, verb, *, by):
    """Take the decision if the letter still stands where it can be taken; returns whether it was."""
    sources, target, _label = DECISIONS[verb]
    changes = {"status": target}
    if target == S.QUEUED:
        now = timezone.now()
        changes |= {"attempt": 0, "error": "", "queued_at": now, "not_before": now}
    if target == S.SENT:
        changes["sent_at"] = timezone.now()
    if not Letter.objects.filter(pk=letter.pk, status__in=sources).update(**changes):
        return False
    # The subject of history is the kind of letter: the name of the reader stays in the letter alone.
    record(by, f"letter_{verb}", letter.kind or "letter", about=letter.about, row=f"notices.letter:{letter.pk}")
    if target == S.QUEUED:
        wake("apmbc_portal.notices.tasks.post_letters")
    return True
