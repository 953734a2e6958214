"""What the worker does every night for the portal as a whole."""

import logging

from celery import shared_task

from apmbc_portal.web.privacy.retention import purge

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def purge_what_is_over():
    """Empty and delete what the table of retention ends today."""
    log.info("Purged: %s.", ", ".join(f"{kind} {count}" for kind, count in purge().items() if count) or "nothing")
