"""A mailbox that several people read: every decision says who takes it, and nothing typed is lost on the way."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.record import Unsigned, faults
from apmbc_portal.testing import factories as make
from apmbc_portal.workflow import take
from engagements.decisions import decide
from engagements.models import Engagement, EngagementRequest

pytestmark = pytest.mark.django_db
SIGNED = {"signed_name": " Mai   Example ", "signed_function": "Counsellor"}


@pytest.fixture
def shared():
    """(client, user, file) of a focal point whose mailbox several people read."""
    user = make.make_user(is_shared=True, name="Permanent Mission of Aramar")
    file = make.make_engagement()
    make.make_focal_point(file.state, user=user)
    client = Client()
    client.force_login(user)
    return client, user, file


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))


def test_a_step_without_a_name_is_not_taken_and_asks_for_it(shared):
    client, _user, file = shared
    address = reverse("engagement_move", args=[file.reference, "pause"])
    assert "Who takes this decision" in client.get(address).content.decode()
    page = client.post(address, {"anything": "typed"})
    assert page.status_code == 422
    assert "Nothing has been done yet" in page.content.decode()
    assert hidden(page)["anything"] == "typed"
    assert Engagement.objects.get().status == "active"
    assert not LedgerEntry.objects.exists()
    assert client.post(address, SIGNED | {"signed_function": " "}).status_code == 422
    assert client.post(address, hidden(page) | SIGNED).status_code == 302
    assert Engagement.objects.get().status == "paused"
    entry = LedgerEntry.objects.get()
    assert entry.signed_by == "Mai Example, Counsellor"
    assert Event.objects.get(verb="pause").detail["signed_by"] == "Mai Example, Counsellor"
    assert faults(entry.chain) == []
    assert "Mai Example, Counsellor" in client.get(reverse("ledger")).content.decode()


def test_a_release_and_taking_it_back_each_ask_anew(shared):
    client, _user, file = shared
    address = reverse("decision", args=[file.release_id])
    confirm = client.post(address, {"open_to": "public", "digest": client.get(address).context["digest"]})
    assert "Who takes this decision" in confirm.content.decode()
    typed = {"open_to": "public", "digest": confirm.context["digest"], "confirmed": "yes"}
    asked = client.post(address, typed)
    assert {name: hidden(asked)[name] for name in typed} == typed
    assert Engagement.objects.get().audience == "state"
    client.post(address, hidden(asked) | SIGNED)
    assert Engagement.objects.get().audience == "public"
    back = reverse("decision_take_back", args=[file.release_id])
    asked = client.post(back)
    assert asked.status_code == 422
    assert Engagement.objects.get().audience == "public"
    client.post(back, {"signed_name": "Rui Other", "signed_function": "Minister"})
    assert Engagement.objects.get().audience == "state"
    said = [entry.signed_by for entry in LedgerEntry.objects.order_by("number")]
    assert said == ["Mai Example, Counsellor", "Rui Other, Minister"]


def test_a_submission_says_who_submitted(shared):
    client, _user, file = shared
    draft = make.make_request(file, aims="To finish clearance.", dates_open=True)
    address = reverse("request_move", args=[draft.pk, "submit"])
    asked = client.post(address, {"revision": "0"})
    assert asked.status_code == 422
    assert EngagementRequest.objects.get().status == "draft"
    client.post(address, hidden(asked) | SIGNED)
    row = EngagementRequest.objects.get()
    assert (row.status, row.submitted_by) == ("submitted", "Mai Example, Counsellor")


def test_remarks_sent_back_with_a_report_are_kept_once(shared):
    client, _user, file = shared
    report = make.make_report(make.make_meeting(file, status="held"), status="with_state")
    text = make.make_text(report)
    address = reverse("workspace_report_send_back", args=[report.pk])
    typed = {"reason": "Too long.", f"remark-{text.pk}-0": "Shorten the first part."}
    asked = client.post(address, typed)
    assert asked.status_code == 422
    assert not file.comments.exists()
    client.post(address, hidden(asked) | SIGNED)
    report.refresh_from_db()
    assert report.status == "sent_back"
    assert file.comments.filter(text="Shorten the first part.").count() == 1


def test_writing_a_draft_and_reading_ask_for_nothing(shared):
    client, _user, file = shared
    assert client.post(reverse("engagement_say", args=[file.reference]), {"text": "A question"}).status_code == 302
    assert client.get(reverse("workspace")).status_code == 200


def test_the_record_itself_refuses_a_decision_nobody_signed(shared):
    _client, user, file = shared
    viewer = make.viewer_of(user)
    assert viewer.shared
    for decision in (
        lambda: take(file, "pause", by=viewer),
        lambda: decide(file, "public", engagement=file, by=viewer),
    ):
        with pytest.raises(Unsigned):
            decision()
    assert (Engagement.objects.get().status, Engagement.objects.get().audience) == ("active", "state")


def test_a_mailbox_of_one_person_is_asked_nothing(client):
    file = make.make_engagement()
    client.force_login(make.make_focal_point(file.state))
    address = reverse("engagement_move", args=[file.reference, "pause"])
    assert "Who takes this decision" not in client.get(address).content.decode()
    assert client.post(address, SIGNED).status_code == 302  # what nobody asked for is not written down
    assert LedgerEntry.objects.get().signed_by == ""
