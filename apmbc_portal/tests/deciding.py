"""What the tests of decisions share: a world with a row of every kind, and the answers a person gives on the page."""

from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing.factories import (
    make_agenda,
    make_contact_list,
    make_engagement,
    make_meeting,
    make_outcome,
    make_paper,
    make_report,
    make_request,
    make_text,
)  # fmt: skip
from apmbc_portal.visibility import PUBLIC, Viewer
from reports.models import ContactList


def world(state, **report):
    """One file with a row of every kind that can be opened."""
    engagement = make_engagement(state)
    meeting = make_meeting(engagement, status="held")
    return {
        "engagement": engagement,
        "request": make_request(engagement, status="in_dialogue"),
        "meeting": meeting,
        "agenda": make_agenda(meeting),
        "paper": make_paper(meeting),
        "text": make_text(make_report(meeting, status="approved", **report)),
        "outcome": make_outcome(meeting),
        "contact_list": make_contact_list(meeting),
    }


KINDS = ["engagement", "request", "meeting", "agenda", "paper", "text", "outcome", "contact_list"]
WIDEST = dict.fromkeys(KINDS, "public") | {"contact_list": "participants"}  # people agreed to no more


def url(item, name="decision"):
    return reverse(name, args=[item.release_id])


def digest(client, item):
    return client.get(url(item)).context["digest"]


def answer(client, item, open_to, confirmed=True, **data):
    data = {"open_to": open_to, "digest": digest(client, item), **data}
    return client.post(url(item), data | ({"confirmed": "yes"} if confirmed else {}))


def sees(item, viewer=None):
    """Whether `viewer` sees the row; unless told, somebody of the widest circle it can be opened to."""
    if viewer is None and isinstance(item, ContactList):
        viewer = Viewer(meetings=frozenset({item.meeting_id}), attends=frozenset(host.pk for host in item.hosts()))
    return type(item).objects.visible_to(viewer or PUBLIC).filter(pk=item.pk).exists()


def ledger():
    return [(entry.chain, entry.verb, entry.detail.get("to")) for entry in LedgerEntry.objects.order_by("pk")]
