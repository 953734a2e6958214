"""How a row is worked on: claimed for a while, kept by heartbeats, closed once; by whom, the attempt number says."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apmbc_portal.audit.models import Publication
from reports.querysets import free

LEASE = datetime.timedelta(seconds=settings.DOCUMENT_LEASE)
PAUSE = 2 * LEASE  # before a third attempt and later ones: what the first two met may need a moment to pass
MAX_ATTEMPTS = 3


class Job:
    """What `Document` answers to the worker. Each method is one conditional UPDATE: on either database one caller wins."""

    def claim(self):
        """Take the work if nobody holds it."""
        now = timezone.now()
        won = (
            type(self)
            .objects.filter(free(now), pk=self.pk, attempt=self.attempt, attempt__lt=F("attempts_allowed"))
            .update(status=self.Status.RUNNING, attempt=self.attempt + 1, leased_until=now + LEASE, stage="", done=0, total=0)
        )
        if won:
            self.attempt += 1
            self.status = self.Status.RUNNING
        return won == 1

    def _mine(self):
        """The row while this very attempt holds it: a worker that comes back late changes nothing."""
        return type(self).objects.filter(pk=self.pk, attempt=self.attempt, status=self.Status.RUNNING)

    def heartbeat(self, stage, done=0, total=0):
        """Say how far the work is and keep the lease; False when somebody else holds it or it was cancelled."""
        return self._mine().update(stage=stage, done=done, total=total, leased_until=timezone.now() + LEASE) == 1

    def finish(self, name, *, size, pages, sha256):
        """Close the work with its file; False for a worker that came back late (its file is then nobody's)."""
        with transaction.atomic():
            won = self._mine().update(
                status=self.Status.READY, file=name, size=size, pages=pages, sha256=sha256,
                finished_at=timezone.now(), leased_until=None, stage="", error="",
            ) == 1  # fmt: skip
            if won:
                Publication.bump()  # the page of a published text shows its file from now on
        return won

    def fail(self, reason, *, final=False):
        """Close the work with a reason a person understands, or queue it again while attempts are left."""
        again = self.attempt < self.attempts_allowed and not final
        pause = PAUSE if again and self.attempt > 1 else None
        return self._mine().update(
            status=self.Status.QUEUED if again else self.Status.FAILED,
            error=str(reason)[:500],
            leased_until=timezone.now() + pause if pause else None,
            finished_at=None if again else timezone.now(),
            stage="",
        )

    def give_up(self, reason):
        """Close work that nobody holds and nobody may begin again: whatever is in it brings its worker down."""
        rows = type(self).objects.given_up().filter(pk=self.pk, attempt=self.attempt)
        return rows.update(
            status=self.Status.FAILED, error=str(reason)[:500], leased_until=None, finished_at=timezone.now(), stage=""
        )
