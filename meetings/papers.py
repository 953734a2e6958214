"""What becomes of a paper whose file the check refuses after the page has answered: the file goes, the ISU is told."""

from django.db import transaction

from apmbc_portal.uploads.tasks import when_refused
from engagements import letters
from meetings.models import Paper


@when_refused(Paper)
def paper_refused(row):
    name = row.file.name
    Paper.objects.filter(pk=row.pk).update(file="")
    transaction.on_commit(lambda: row.file.storage.delete(name), robust=True)
    letters.file_refused(letters.isu_mailboxes(), row, row.title)
