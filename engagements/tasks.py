"""What this app does by the clock."""

from celery import shared_task

from engagements import handover, ledger_ends, two_people


@shared_task(ignore_result=True)
def warn_of_endings():
    """Tell in time that somebody's nomination ends."""
    handover.warn_of_endings()


@shared_task(ignore_result=True)
def end_proposals():
    """Decisions that nobody confirmed in time run out; whoever proposed them is written to."""
    two_people.end_proposals()


@shared_task(ignore_result=True)
def tell_ends_of_ledgers():
    """Every morning: what was added to a ledger and told in no letter yet is told to its State."""
    ledger_ends.tell_ends()
