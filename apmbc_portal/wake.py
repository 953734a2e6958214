"""Waking the workers: one message per commit and task, carrying no row."""

import logging

from celery import current_app
from django.db import connection, transaction

from apmbc_portal.absence import Absence

log = logging.getLogger(__name__)
away = Absence()


def wake(task):
    """Wake the workers for `task` when the current transaction commits; many calls in one transaction are one wake-up.

    A broker that is down or hung costs about half a second, once in a while, and loses nothing: the sweeper finds the rows.
    """
    if any(getattr(callback, "wakes", "") == task for _savepoints, callback, _robust in connection.run_on_commit):
        return

    def send():
        if away:
            return
        try:
            current_app.send_task(task)
        except Exception as error:  # the broker's absence must never reach the person who clicked
            away.begin()
            log.warning("No wake-up for %s (%s); the sweeper will find the work.", task, type(error).__name__)

    send.wakes = task
    transaction.on_commit(send, robust=True)
