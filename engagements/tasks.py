from celery import shared_task

from engagements import handover


@shared_task(ignore_result=True)
def warn_of_endings():
    """Tell in time that somebody's nomination ends."""
    handover.warn_of_endings()
