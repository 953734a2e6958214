"""What the worker does for the portal as a whole: every night, and for whoever asks what is held about them."""

import logging

from celery import shared_task

from apmbc_portal.web.privacy.ask import answer_all
from apmbc_portal.web.privacy.retention import purge

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def purge_what_is_over():
    """Empty and delete what the table of retention ends today."""
    log.info("Purged: %s.", ", ".join(f"{kind} {count}" for kind, count in purge().items() if count) or "nothing")


@shared_task(ignore_result=True)
def answer_who_asked():
    """Send their links to the people known by the addresses that were asked for."""
    if sent := answer_all():
        log.info("Links to somebody's own page sent: %s.", sent)
