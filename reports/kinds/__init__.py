"""The kinds of documents. What a document prints is plain data, frozen when it was asked for."""

from functools import reduce
from operator import or_

from django.db.models import Q

from reports.kinds.agenda import AgendaKind
from reports.kinds.brief import BriefKind
from reports.kinds.contact_list import ContactListKind
from reports.kinds.ledger import LedgerKind
from reports.kinds.report import MeetingReport
from reports.kinds.request import RequestKind

KINDS = {kind.name: kind for kind in (MeetingReport(), ContactListKind(), AgendaKind(), RequestKind(), BriefKind(), LedgerKind())}


def kind_of(document):
    """The kind of a document row."""
    return KINDS[document.kind]


def content_of(kind, subject):
    """What a document of this kind prints about `subject` today, without characters that cannot be printed."""
    return KINDS[kind].frozen(subject)


def about_meetings(meetings):
    """The condition on `Document`: about one of these meetings."""
    return _any_of({kind.name: kind.meetings_q(meetings) for kind in KINDS.values()})


def about_files(engagements):
    """The condition on `Document`: about what hangs below these engagements themselves, beside their meetings."""
    return _any_of({kind.name: kind.engagements_q(engagements) for kind in KINDS.values()})


def _any_of(conditions):
    """Any of {kind: its condition or None}."""
    return reduce(or_, (Q(kind=kind, **condition) for kind, condition in conditions.items() if condition), Q(pk__in=[]))
