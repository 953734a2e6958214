"""Looking through the files that wait: those that took too long for a page, or came while the virus check was away."""

import logging

from celery import shared_task
from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.uploads import clamav
from apmbc_portal.uploads.checking import IN_A_WORKER, Verdict, check
from apmbc_portal.uploads.models import ATTEMPTS, CheckedFile
from apmbc_portal.visibility import Viewer

log = logging.getLogger(__name__)
AT_ONCE = 20  # of one kind; the next sweep takes the rest
PAUSE = 30  # seconds until a virus check that did not answer is asked again


@shared_task(ignore_result=True)
def check_files():
    """Look through what is due, each file once in this run.

    Where the virus check is away or hangs, all of them wait for the next sweep: asked file by file, it would hold this worker,
    and the documents behind it, for minutes.
    """
    for model in checked_models():
        for row in model.due()[:AT_ONCE]:
            if clamav.is_set() and not clamav.answers():
                log.warning("The virus check does not answer; files wait.")
                return
            if row.claim_check():
                look_through(row)


def checked_models():
    return [model for model in apps.get_models() if issubclass(model, CheckedFile)]


def look_through(row):
    """Check the file of a claimed row and write down how it ended. Nothing here runs inside a transaction but the writing."""
    if row.check_attempt > ATTEMPTS:  # workers died over it
        return conclude(row, Verdict(refused="too_heavy"))
    try:
        with row.file.open("rb") as file:
            verdict = check(file.chunks(), row.PURPOSE, kinds=row.KINDS, seconds=IN_A_WORKER)
    except FileNotFoundError:
        verdict = Verdict(refused="lost")
    except OSError:
        log.exception("The file of %s %s could not be read; it is tried again.", row._meta.label, row.pk)
        return row.put_off(PAUSE)
    if verdict.waiting == "no_scanner":
        log.warning("The virus check gave no verdict (%s); %s %s waits.", verdict.detail, row._meta.label, row.pk)
        return row.put_off(PAUSE)
    return conclude(row, Verdict(refused=verdict.waiting) if verdict.waiting else verdict)


def conclude(row, verdict):
    """Write the verdict with its line of history; what a lost race stored is thrown away."""
    columns = row.write_verdict(verdict)  # stores the copy: outside the transaction
    with transaction.atomic():
        mine = row.conclude(columns)
        if mine:
            about = row.about() if callable(getattr(row, "about", "")) else getattr(row, "about", "")
            verb = "refuse_file" if verdict.refused else "pass_file"
            record(CHECK, verb, str(row), about=about, row=f"{row._meta.label_lower}:{row.pk}", why=verdict.refused)
            if verdict.refused:
                _told.get(type(row), forget)(row)
    if not mine and verdict.copy is not None:
        row.copy.storage.delete(row.copy.name)


def when_refused(model):
    """Register what else a refusal by the worker brings with it for a `model`: a function of the row, in the transaction.

    Apps register in their AppConfig, so that imports point one way.
    """

    def register(function):
        _told[model] = function
        return function

    return register


def forget(row):
    """Nobody waits to be told."""


_told = {}
CHECK = Viewer(label=_("the check of files"))
