"""Clicks and workers in the same moment, on whichever database runs the suite; and who sees a file's pages."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_contact_list,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_participant,
    make_partner,
    make_report,
    make_staff,
    make_text,
    make_user,
    today,
)
from reports.documents import ask_for
from reports.models import Document, ReportText

AT_ONCE = 6


def at_once(function):
    """What `function` returns in several threads that begin together."""
    start = Barrier(AT_ONCE)

    def one(_number):
        try:
            start.wait()
            return function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_give_one_row():
    text = make_text()
    rows = at_once(lambda: ask_for("report", ReportText.objects.get(pk=text.pk), by=isu_viewer(), user=None).pk)
    assert set(rows) == set(Document.objects.values_list("pk", flat=True))
    assert len(set(rows)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_six_workers_wins_the_claim():
    document = ask_for("report", make_text(), by=isu_viewer(), user=None)
    assert sorted(at_once(lambda: Document.objects.get(pk=document.pk).claim())) == [False] * (AT_ONCE - 1) + [True]
    assert Document.objects.get().attempt == 1


@pytest.fixture
def world(db):
    """A held meeting of one State and a cast around it; nobody but the State and the ISU was let in."""
    host = make_engagement()
    meeting = make_meeting(host, status="held")
    participant = make_user()
    make_participant(meeting, make_contact(user=participant), attendance="present")
    yesterday = today() - datetime.timedelta(days=1)
    return meeting, {
        "isu": make_staff(),
        "own": make_focal_point(host.state),
        "other": make_focal_point(),
        "expired": make_focal_point(host.state, ends=yesterday, may_submit=False),
        "committee": make_delegate(),
        "participant": participant,
        "partner": make_partner(),
        "public": None,
    }


def who_opens(client, cast, document):
    """Who gets the document's page, its fragment and its file; the three agree, and the others get 404."""
    found = set()
    for name, user in cast.items():
        client.logout()
        if user:
            client.force_login(user)
        codes = {
            client.get(reverse(view, args=[document.pk])).status_code for view in ("document", "document_status", "document_file")
        }
        assert codes in ({404}, {200}, {200, 302}), (name, codes)
        if codes != {404}:
            found.add(name)
    return found


def make_document(**fields):
    return Document.objects.create(**{"kind": "report", "title": "Report", "content_hash": "x"} | fields)


@pytest.mark.parametrize(
    ("stage", "audience", "seen_by"),
    [
        ("isu", "public", {"isu"}),
        ("state", "public", {"isu", "own"}),
        ("readers", "state", {"isu", "own"}),
        ("readers", "participants", {"isu", "own", "participant"}),
        ("readers", "committee", {"isu", "own", "committee"}),
        ("readers", "partners", {"isu", "own", "participant", "committee", "partner"}),
        ("readers", "public", {"isu", "own", "other", "expired", "committee", "participant", "partner", "public"}),
    ],
)
def test_a_file_is_opened_by_who_may_read_its_stage_of_the_text(client, world, stage, audience, seen_by):
    meeting, cast = world
    text = make_text(make_report(meeting, status="approved"), audience=audience, audience_since=timezone.now())
    assert who_opens(client, cast, make_document(text=text, made_for=stage)) == seen_by


def test_a_file_is_closed_in_the_next_request_when_the_text_is_taken_back(client, world):
    meeting, cast = world
    text = make_text(make_report(meeting, status="approved"), audience="public", audience_since=timezone.now())
    document = make_document(text=text, made_for="readers")
    assert "public" in who_opens(client, cast, document)
    ReportText.objects.update(audience="state")
    assert who_opens(client, cast, document) == {"isu", "own"}


def test_a_contact_list_is_opened_by_those_it_was_opened_to(client, world):
    meeting, cast = world
    contact_list = make_contact_list(meeting)
    document = make_document(kind="contact_list", contact_list=contact_list)
    assert who_opens(client, cast, document) == {"isu", "own"}
    type(contact_list).objects.update(audience="participants", audience_since=timezone.now())
    assert who_opens(client, cast, document) == {"isu", "own", "participant"}


def test_the_page_of_a_text_that_names_nobody_does_not_say_who_asked_for_it(client, world):
    meeting, cast = world
    text = make_text(
        make_report(meeting, status="approved"),
        kind="public",
        attribution="nobody",
        audience="public",
        audience_since=timezone.now(),
    )
    name = meeting.host_engagements.get().state.name_en
    document = make_document(text=text, made_for="readers", asked_as=f"Focal point of {name}")
    for who in ("partner", "committee", "public"):
        client.logout()
        if cast[who]:
            client.force_login(cast[who])
        page = client.get(document.get_absolute_url()).content.decode()
        assert not {word for word in (name, meeting.reference, meeting.title) if word in page}
        assert text.code in page
