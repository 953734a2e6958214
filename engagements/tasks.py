"""What this app does by the clock."""

from celery import shared_task

from engagements import handover, two_people


@shared_task(ignore_result=True)
def warn_of_endings():
    """Tell in time that somebody's nomination ends."""
    handover.warn_of_endings()


@shared_task(ignore_result=True)
def end_proposals():
    """Decisions that nobody confirmed in time run out; whoever proposed them is written to."""
    two_people.end_proposals()
