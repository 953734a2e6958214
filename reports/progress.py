"""How far a document is, in plain words: what its page shows while it is made."""

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.asking import mark, pace
from reports.models import Document
from reports.models.job import MAX_ATTEMPTS

S = Document.Status
LONG = 40  # seconds after which a document that nobody has begun deserves a word
# What engines tell (`reports.printing.apart`): without and with the number it will come to. A count of nobody knows how many
# says nothing: a text in one piece has no total before its first pass is over, and its pages are then counted anew.
STAGES = {
    "layout": (gettext_lazy("Laying out the pages"), gettext_lazy("Laying out, page %(done)s of %(total)s")),
    "rows": (gettext_lazy("Writing the rows"), gettext_lazy("Writing row %(done)s of %(total)s")),
    "joining": (gettext_lazy("Joining the parts"), gettext_lazy("Joining the parts, %(done)s of %(total)s pages")),
    "writing": (gettext_lazy("Writing the file"), gettext_lazy("Writing the file, %(total)s pages")),
    "storing": (gettext_lazy("Storing the file"), gettext_lazy("Storing the file")),
}

SAID = {
    S.QUEUED: gettext_lazy("Waiting for its turn"),
    S.FAILED: gettext_lazy("It could not be made."),
    S.CANCELLED: gettext_lazy("It was called off."),
    S.EXPIRED: gettext_lazy("It is no longer kept."),
}


def progress_of(document, viewer):
    """What the template of the status needs: sentences and the length of the bar."""
    waited = timezone.now() - document.asked_at
    every, seconds = pace(document.asked_at)
    first = document.attempts_allowed - MAX_ATTEMPTS  # asking again begins a new count
    progress = {
        "every": every,
        "seconds": seconds,
        "stage": stage_of(document),
        "percent": percent_of(document),
        "waited": timesince(document.asked_at, depth=1) if waited.total_seconds() > 60 else "",
        "before": before(document, viewer) if document.status == S.QUEUED else "",
        "waits_long": document.status == S.QUEUED and waited.total_seconds() > LONG,
        "left": max(0, document.attempts_allowed - document.attempt),
        "attempt": document.attempt - first if document.attempt > first + 1 else 0,
        "attempts": MAX_ATTEMPTS,
    }
    state = f"{document.status}-{document.stage if document.status == S.RUNNING else ''}"
    return progress | {"mark": mark(state, document.error, *progress.values())}


def said_of(document, reason=""):
    """The same for whoever hears the page: what happens, without numbers that count on; `reason` is why it is not handed out."""
    if document.status == S.RUNNING:
        stage = STAGES[document.stage][0] if document.stage in STAGES else _("Beginning")
        return _("Being made: %(stage)s") % {"stage": stage}
    if document.status == S.READY:
        return reason or _("The document is ready.")
    return SAID[document.status]


def stage_of(document):
    if document.stage not in STAGES:
        return _("Beginning")
    without, with_total = STAGES[document.stage]
    counted = {"done": f"{document.done:,}", "total": f"{document.total:,}"}
    return (with_total if document.total else without) % counted


def percent_of(document):
    """How much of the bar is full, by what is really done; None where nobody knows yet how much there is."""
    if document.status != S.RUNNING or not document.total:
        return None
    share = {"layout": 90, "rows": 90}.get(document.stage, 95)
    return share * min(document.done, document.total) // document.total


def before(document, viewer):
    """How many documents of the same queue are made first, as a sentence; of those the reader must not know of it tells none."""
    rows = Document.objects.visible_to(viewer).pending().filter(is_large=document.is_large, asked_at__lt=document.asked_at)
    count = rows.count()
    if not count:
        return ""
    return ngettext("%(count)s document is made before it.", "%(count)s documents are made before it.", count) % {"count": count}
