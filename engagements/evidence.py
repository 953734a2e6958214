"""What becomes of evidence whose file the check refuses after the page has answered: it stays locked, and people are told."""

from apmbc_portal.uploads.tasks import when_refused
from engagements import letters
from engagements.models import Correspondence


@when_refused(Correspondence)
def evidence_refused(row):
    """Tell those who handed it in. The bytes stay in the store: a step may have cited their hash already."""
    people = letters.to_focal_points(row.state) if row.request_id else letters.isu_mailboxes()
    letters.file_refused(people, row, str(row))
