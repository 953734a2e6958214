"""The kinds of documents. What a document prints is plain data, frozen when it was asked for."""

from django.db.models import Q

from reports.kinds.agenda import AgendaKind
from reports.kinds.brief import BriefKind
from reports.kinds.contact_list import ContactListKind
from reports.kinds.report import MeetingReport
from reports.kinds.request import RequestKind
from reports.kinds.words import cleaned

KINDS = {kind.name: kind for kind in (MeetingReport(), ContactListKind(), AgendaKind(), RequestKind(), BriefKind())}


def kind_of(document):
    """The kind of a document row."""
    return KINDS[document.kind]


def content_of(kind, subject):
    """What a document of this kind prints about `subject` today, without characters that cannot be printed."""
    return {"kind": str(kind)} | cleaned(KINDS[kind].content(subject))


def about_meetings(meetings):
    """The condition on `Document`: about one of these meetings."""
    found = Q(pk__in=[])
    for kind in KINDS.values():
        if condition := kind.meetings_q(meetings):
            found |= Q(kind=kind.name, **condition)
    return found


def about_files(engagements):
    """The condition on `Document`: about what hangs below these engagements themselves, beside their meetings."""
    found = Q(pk__in=[])
    for kind in KINDS.values():
        if condition := kind.engagements_q(engagements):
            found |= Q(kind=kind.name, **condition)
    return found
