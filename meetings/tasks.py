"""What the worker does for this app every night."""

import logging

from celery import shared_task

from meetings.consents import ask_to_confirm, end_run_out

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def keep_consents():
    """End the consents nobody confirmed in time, and ask for those that will end soon."""
    log.info("Consents that ran out: %s; people asked to confirm: %s.", end_run_out(), ask_to_confirm())
