"""How documents end: the file and the frozen words go, what stays is that it was made, how long it was, and its hash.

The rule, as docs/operate.md says it: a contact list is kept to its last day; what was made for the eyes of the ISU or the State
for 90 days, a draft only until its text is approved; what was never finished for 90 days; what all readers of a text may read for ever.
"""

import datetime
import logging
import re
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Viewer
from reports.kinds import KINDS, kind_of
from reports.kinds.words import DAY
from reports.models import Document

log = logging.getLogger(__name__)
S = Document.Status
NIGHT = Viewer(label="the portal, every night")
KEPT = datetime.timedelta(days=90)
BEING_STORED = datetime.timedelta(days=1)  # a file this young may belong to a row that is about to name it
OURS = re.compile(r"[0-9a-f]{32}\.\w+")  # as `document_name` calls files


def end_all():
    """End what the rule ends today; returns how many."""
    return sum(end(document, reason, by=NIGHT) for document, reason in list(over()))


def over():
    """(document, reason) of everything the rule ends today."""
    today, long_ago = timezone.localdate(), timezone.now() - KEPT
    rows = Document.objects.exclude(status=S.EXPIRED).defer("content")
    own = ~Q(made_for=Document.For.READERS)
    for document in rows.filter(expires_on__lt=today):
        last = kind_of(document).expires_on(document.subject)  # it may have been prolonged since
        if last and last < today:
            yield document, gettext_noop("It was valid until %(day)s.") % {"day": date_format(last, DAY)}
    for kind in KINDS.values():
        if replaced := kind.replaced_q():
            for document in rows.filter(own, replaced, kind=kind.name):
                yield document, gettext_noop("This draft was replaced by the text the State approved.")
    for document in rows.filter(own, status=S.READY, finished_at__lt=long_ago):
        yield document, gettext_noop("A file for the ISU or the State alone is kept for 90 days.")
    for document in rows.filter(status__in=[S.FAILED, S.CANCELLED], finished_at__lt=long_ago):
        yield document, gettext_noop("It was never finished, and nobody asked for it again for 90 days.")


def end(document, reason, *, by, verb="expire_document", **detail):
    """Remove the file and the frozen words of a document and say why; False where that was done already."""
    with transaction.atomic():
        row = Document.objects.select_for_update().exclude(status=S.EXPIRED).filter(pk=document.pk)
        if not (found := row.values("file", "sha256").first()):
            return False
        Document.objects.filter(pk=document.pk).update(
            status=S.EXPIRED, content={}, file="", error=reason, leased_until=None, stage="",
            finished_at=Coalesce(F("finished_at"), timezone.now()),
        )  # fmt: skip
        record(by, verb, document, about=kind_of(document).about(document.subject), sha256=found["sha256"], **detail)
        if found["file"]:
            transaction.on_commit(partial(remove, found["file"]), robust=True)
    return True


def remove(name):
    """Delete a file; where the store is away, tonight's search for files nobody owns finds it again."""
    try:
        default_storage.delete(name)
    except Exception:
        log.exception("The file of an ended document could not be removed.")


def remove_orphans():
    """Delete files in the store that no document names: left behind by workers that died between two steps."""
    try:
        _folders, names = default_storage.listdir("documents")
    except FileNotFoundError:
        return 0
    known = set(Document.objects.exclude(file="").values_list("file", flat=True))  # after the listing, never before
    lost = [path for name in names if OURS.fullmatch(name) and (path := f"documents/{name}") not in known]
    old = [path for path in lost if default_storage.get_modified_time(path) < timezone.now() - BEING_STORED]
    for path in old:
        remove(path)
    return len(old)
