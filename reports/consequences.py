"""How documents are treated when a step is taken on an engagement or a meeting; the table is in engagements.consequences."""

from django.utils import timezone

from engagements.consequences import handler
from meetings.consequences import meetings_of
from reports.kinds import about_meetings
from reports.models import Document


@handler("documents", "engagement", "meeting")
def documents(effect, subject):
    """Call off what is being made about these meetings; a worker that is at it notices at its next heartbeat."""
    about = about_meetings(meetings_of(subject).values("pk"))
    unfinished = Document.objects.filter(about, status__in=[Document.Status.QUEUED, Document.Status.RUNNING])
    Document.objects.filter(pk__in=unfinished.values("pk")).update(
        status=Document.Status.CANCELLED, leased_until=None, finished_at=timezone.now(), stage=""
    )
