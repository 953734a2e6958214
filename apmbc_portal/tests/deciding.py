"""What the tests of decisions share: a world with a row of every kind, and the answers a person gives on the page."""

from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing.factories import (
    make_agenda,
    make_contact,
    make_contact_list,
    make_engagement,
    make_lesson,
    make_meeting,
    make_outcome,
    make_paper,
    make_participant,
    make_partner,
    make_report,
    make_request,
    make_staff,
    make_text,
    make_user,
    viewer_of,
)  # fmt: skip
from apmbc_portal.visibility import PUBLIC, Viewer
from reports.actions import send_to_state
from reports.models import ContactList, ReportText


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
        "lesson": make_lesson(engagement),
    }


KINDS = ["engagement", "request", "meeting", "agenda", "paper", "text", "outcome", "contact_list", "lesson"]
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
    return [(entry.chain, entry.verb, entry.to) for entry in LedgerEntry.objects.order_by("pk")]


# --- a report in the workspace


def sent_report(*hosts):
    """A report in two texts, with its hosts for decision."""
    meeting = make_meeting(*hosts, status="held")
    report = make_report(meeting)
    make_text(report)
    make_text(report, kind="public", title="In short")
    return send_to_state(report, by=viewer_of(make_staff()))


def post(client, report, step, **data):
    name = "workspace_report_" + step
    return client.post(reverse(name, args=[report.pk]), data, follow=True)


def approve(client, report, **data):
    report.refresh_from_db()
    return post(client, report, "approve", confirmed="yes", sent_at=report.sent_at.isoformat(), **data)


def page(client, report):
    return client.get(reverse("workspace_report", args=[report.pk]))


def readers(report):
    """Which texts the public and a participant of the meeting read."""
    user = make_user()
    make_participant(report.meeting, make_contact(user=user), attendance="present")
    return {
        who: set(ReportText.objects.visible_to(viewer).filter(report=report).values_list("kind", flat=True))
        for who, viewer in {"public": PUBLIC, "participant": viewer_of(user), "partner": viewer_of(make_partner())}.items()
    }


def decide_usually(client, report, preset, without=(), **data):
    """One of the usual decisions, confirmed as its page asks; `without` are kinds of text that are left out."""
    question = post(client, report, "open", preset=preset)
    ticked = {line.field: line.digest for line, _chosen in question.context["lines"] if line.text.kind not in without}
    return post(client, report, "open", preset=preset, confirmed="yes", **ticked | data)
