"""Documents asked for, for tests of what becomes of them."""

from apmbc_portal.testing.factories import isu_viewer, make_text
from reports import documents
from reports.models import ContactList, Document

ISU = isu_viewer()
S = Document.Status


def ask(subject=None, **fields):
    """A queued document of a full text unless told otherwise."""
    subject = subject or make_text()
    kind = "contact_list" if isinstance(subject, ContactList) else "report"
    document = documents.ask_for(kind, subject, by=ISU, user=None)
    if fields:
        Document.objects.filter(pk=document.pk).update(**fields)
        document.refresh_from_db()
    return document
