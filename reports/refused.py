"""What becomes of an annotated file that the check refuses after the page has answered: it stays locked, and people are told."""

from apmbc_portal.uploads.tasks import when_refused
from engagements import letters
from reports.models import ReturnedFile


@when_refused(ReturnedFile)
def returned_file_refused(row):
    """Tell the State, unless the ISU recorded it from a letter, and the ISU, which was told that a file had come."""
    state = [] if row.cites_id else letters.to_focal_points(row.engagement.state)
    letters.file_refused([*state, *letters.isu_mailboxes()], row, row.report.reference)
