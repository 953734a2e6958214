"""Who received what a State had opened to them: written when a page is shown or a file is handed out."""

import datetime

from django.utils import timezone

from apmbc_portal.visibility import Audience
from engagements.models import Receipt

AGAIN = datetime.timedelta(hours=1)  # a reader who comes back sooner is not written down again


def note_received(viewer, items, way=Receipt.Way.PAGE, form=""):
    """Write down that `viewer` received these releasable rows; nothing for the two sides of a file and for what is public."""
    if viewer.person is None or viewer.isu or viewer.supposed:  # who looks in a preview received nothing
        return
    told = [item.release_id for item in items if item.audience != Audience.PUBLIC and not viewer.states & item.state_ids()]
    if not told:
        return
    now, acting_as = timezone.now(), viewer.label[:200]
    rows = Receipt.objects.filter(item__in=told, person=viewer.person, acting_as=acting_as, way=way, form=form)
    known = dict(rows.values_list("item", "last_at"))
    if any(last < now - AGAIN for last in known.values()):
        rows.filter(last_at__lt=now - AGAIN).update(last_at=now)
    fresh = [
        Receipt(item=item, person=viewer.person, acting_as=acting_as, way=way, form=form, first_at=now, last_at=now)
        for item in told
        if item not in known
    ]
    if fresh:
        Receipt.objects.bulk_create(fresh, ignore_conflicts=True)
