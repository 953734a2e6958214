"""The two queues of documents as an operator sees them: what waits and since when, what runs, what failed lately."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models import Document

S = Document.Status
LATE = datetime.timedelta(minutes=5)  # nothing waits so long while the workers are well: a small document takes seconds
LATE_LARGE = datetime.timedelta(minutes=30)
LATELY = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Queue:
    """`oldest` is when the one that waits longest was asked for."""

    name: str
    waiting: int
    running: int
    oldest: datetime.datetime | None
    is_late: bool


def queues():
    """[Queue] of documents and of long documents, in one query."""
    rows = {row.pop("is_large"): row for row in counted()}
    nothing = {"waiting": 0, "running": 0, "oldest": None}
    now, found = timezone.now(), []
    for is_large, name, patience in [(False, _("Documents"), LATE), (True, _("Long documents"), LATE_LARGE)]:
        row = nothing | rows.get(is_large, {})
        found.append(Queue(name, **row, is_late=bool(row["oldest"]) and now - row["oldest"] > patience))
    return found


def counted():
    waiting, running = Q(status=S.QUEUED), Q(status=S.RUNNING)
    return (
        Document.objects.pending()
        .order_by()
        .values("is_large")
        .annotate(
            waiting=Count("pk", filter=waiting), running=Count("pk", filter=running), oldest=Min("asked_at", filter=waiting)
        )
    )


def late():
    """What waits longer than it should: the workers are away, or something holds them up."""
    now = timezone.now()
    small = Q(is_large=False, asked_at__lt=now - LATE)
    return Document.objects.filter(small | Q(is_large=True, asked_at__lt=now - LATE_LARGE), status=S.QUEUED)


def failed_lately():
    """What failed in the last days and nobody has asked for again since."""
    return Document.objects.filter(status=S.FAILED, finished_at__gt=timezone.now() - LATELY)
