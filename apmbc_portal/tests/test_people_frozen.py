"""Two authorities claim to speak for a State: its files are frozen, neither is preferred, the State's word ends it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.testing import factories as make
from apmbc_portal.workflow import FROZEN, Refused, refusal
from engagements import freezing, handover
from engagements.actions import move_engagement
from engagements.consequences import CONSEQUENCES
from engagements.decisions import decide, grant_to, revoke_from, withhold
from engagements.models import EngagementRequest, Freeze, Nomination, Proposal, State
from engagements.tests.test_workflow import ENGAGEMENT, REQUEST
from meetings.actions import move_meeting, send_invitation
from meetings.models import Invitation
from meetings.tests.test_workflow import INVITATION, MEETING

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SENTENCE = str(FROZEN)


@pytest.fixture
def rivals():
    """(file, the focal points two authorities named): one has every right, the other may only draft."""
    file = make.make_engagement(title="Survey first")
    return file, make.make_focal_point(file.state), make.make_focal_point(file.state, may_submit=False)


def frozen(file):
    freezing.freeze(file.state, by=make.isu_viewer(), note="A secret note on who claims what.")
    file.refresh_from_db()
    return file


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_nobody_takes_a_step_whatever_the_step(rivals):
    file, one, other = rivals
    meeting, letter = make.make_meeting(file), make.make_correspondence(engagement=file)
    rows = {
        "engagement": file, "request": make.make_request(file, status="submitted"), "meeting": meeting,
        "invitation": make.make_invitation(meeting, status="approved"),
        "report": make.make_report(make.make_meeting(file, status="held"), status="with_state"),
    }  # fmt: skip
    assert {name: set(row.MOVES) for name, row in rows.items() if name != "report"} == {
        "engagement": set(ENGAGEMENT), "request": set(REQUEST) , "meeting": set(MEETING), "invitation": set(INVITATION),
    }  # fmt: skip
    frozen(file)
    viewers = [make.viewer_of(one), make.viewer_of(other), make.isu_viewer()]
    for row in rows.values():
        fresh = type(row)._base_manager.get(pk=row.pk)
        allowed = {verb for verb in fresh.MOVES for viewer in viewers if refusal(fresh, verb, viewer, citing=letter) == ""}
        assert allowed == set()
    with pytest.raises(Refused, match="at rest"):
        move_engagement(file, "pause", by=make.viewer_of(one))


def test_nothing_is_opened_and_anybody_who_claims_to_speak_takes_back(rivals):
    file, one, other = rivals
    decide(file, "public", engagement=file, by=make.viewer_of(one))
    party = make.make_organisation()
    grant_to(file, party.party_id, party.name, engagement=file, by=make.viewer_of(one))
    frozen(file)
    letter = make.make_correspondence(engagement=file)
    for viewer, citing in ((make.viewer_of(one), None), (make.viewer_of(other), None), (make.isu_viewer(), letter)):
        with pytest.raises(Refused, match="at rest"):
            decide(file, "partners", engagement=file, by=viewer, citing=citing)
        with pytest.raises(Refused, match="at rest"):
            grant_to(file, party.party_id, party.name, engagement=file, by=viewer, citing=citing)
    assert Client().get(file.get_absolute_url()).status_code == 200
    client = signed_in(other)
    client.post(reverse("decision_take_back", args=[file.release_id]))
    assert Client().get(file.get_absolute_url()).status_code == 404
    revoke_from(file, party.party_id, engagement=file, by=make.viewer_of(other))
    withhold(file, True, by=make.viewer_of(other))
    with pytest.raises(Refused, match="at rest"):
        withhold(file, False, by=make.viewer_of(one))


def test_who_speaks_is_not_settled_by_the_portal_meanwhile(rivals):
    file, one, other = rivals
    letter = make.make_correspondence(file.state)
    proposal = Proposal.objects.create(
        state=file.state, name="Mai", email="mai@demo.example", document=letter, proposed_by=one, may_draft=True
    )
    frozen(file)
    for viewer in (make.viewer_of(one), make.viewer_of(other), make.isu_viewer()):
        for verb in ("confirm", "decline", "retract"):
            with pytest.raises(Refused):
                handover.answer(proposal, verb, by=viewer)
        with pytest.raises(Refused):
            handover.end(one.nominations.get(), by=viewer, citing=letter)
        assert handover.proposing_refusal(file.state_id, viewer)
    desk = signed_in(make.make_staff())
    data = {
        "state": file.state_id,
        "user": str(make.make_user().pk),
        "starts": make.today().isoformat(),
        "document": str(letter.pk),
    }
    assert "state" in desk.post(reverse("admin:engagements_nomination_add"), data).context["adminform"].form.errors
    change = reverse("admin:engagements_nomination_change", args=[other.nominations.get().pk])
    desk.post(change, {"may_submit": "on", "starts": make.today().isoformat(), "ends": make.today().isoformat()})
    nomination = other.nominations.get()
    assert (nomination.may_submit, nomination.ends) == (False, None)


def test_time_alone_decides_for_neither(rivals):
    file, one, other = rivals
    Nomination.objects.filter(user=other).update(ends=make.today())
    frozen(file)
    tomorrow = make.viewer_for(other, day=make.today() + DAY)
    assert tomorrow.states == {file.state_id}
    assert tomorrow.rights == make.viewer_of(one).rights
    freezing.unfreeze(file.state, by=make.isu_viewer(), citing=make.make_correspondence(file.state))
    assert make.viewer_for(other, day=make.today() + DAY).states == frozenset()


def test_a_draft_is_kept_and_not_written_in(rivals):
    file, one, _other = rivals
    draft = make.make_request(file, aims="Words of before")
    frozen(file)
    client = signed_in(one)
    page = client.post(reverse("request_step", args=[draft.pk, "aims"]), {"aims": "Words typed meanwhile", "revision": "0"})
    assert EngagementRequest.objects.get().aims == "Words of before"
    assert SENTENCE in client.get(page.url).content.decode() if page.status_code == 302 else SENTENCE in page.content.decode()
    assert client.post(reverse("engagement_say", args=[file.reference]), {"text": "A word to the ISU"}).status_code == 302


def test_everybody_who_sees_the_file_reads_the_same_neutral_sentence(rivals):
    file, one, other = rivals
    decide(file, "public", engagement=file, by=make.viewer_of(one))
    staff = make.make_staff()
    frozen(file)
    pages = {
        "one": signed_in(one).get(file.get_absolute_url()), "other": signed_in(other).get(reverse("workspace")),
        "public": Client().get(file.get_absolute_url()),
        "desk": signed_in(staff).get(reverse("admin:engagements_engagement_file", args=[file.pk])),
    }  # fmt: skip
    assert {who for who, page in pages.items() if SENTENCE not in page.content.decode()} == set()
    told = [pages[who].content.decode() for who in ("one", "other", "public")]
    assert [text for text in told if "claim" in text or "secret note" in text] == []
    assert "secret note" not in "".join(Letter.objects.values_list("body", flat=True))
    said = {letter.to: letter.body.partition("\n")[2] for letter in Letter.objects.filter(kind="frozen")}
    assert set(said) == {one.email, other.email, "isu@demo.example"}
    assert len(set(said.values())) == 1


def test_the_row_of_the_table_comes_about_and_is_undone():
    file = make.make_engagement()
    meeting = make.make_meeting(file)
    send_invitation(make.make_invitation(meeting, status="approved"), by=make.isu_viewer())
    about_it = queue("a@demo.example", "Subject", "Text", about=file.reference)
    resting = make.make_engagement(file.state, status="paused")
    held = queue("b@demo.example", "Subject", "Text", about=resting.reference)
    Letter.objects.filter(pk=held.pk).update(status="held")
    make.opened(meeting)
    frozen(file)
    assert CONSEQUENCES["freeze"]["grants"] == CONSEQUENCES["freeze"]["calendar"] == "keep"
    assert Client().get(meeting.get_absolute_url()).status_code == 200
    assert Letter.objects.get(pk=about_it.pk).status == "held"
    assert Letter.objects.get(kind="invitation").status == "held"
    assert Invitation.objects.get().held_back
    freezing.unfreeze(file.state, by=make.isu_viewer(), citing=make.make_correspondence(file.state))
    assert Letter.objects.get(pk=about_it.pk).status == "queued"
    assert Letter.objects.get(kind="invitation").status == "queued"
    assert not Invitation.objects.get().held_back
    assert Letter.objects.get(pk=held.pk).status == "held"  # a file paused by the State's own word goes on resting


def test_another_host_may_still_shut_what_both_opened():
    mine, theirs = make.make_engagement(), make.make_engagement()
    meeting = make.make_meeting(mine, theirs)
    other_host = make.viewer_of(make.make_focal_point(theirs.state))
    frozen(mine)
    assert refusal(meeting, "postpone", other_host) == ""
    assert refusal(meeting, "postpone", make.isu_viewer()) == FROZEN
    move_meeting(meeting, "cancel", by=other_host)
    meeting.refresh_from_db()
    assert meeting.status == "cancelled"
    move_engagement(theirs, "pause", by=other_host)


def test_only_the_isu_flags_it_and_only_the_states_word_ends_it(rivals):
    file, one, other = rivals
    page = reverse("admin:engagements_state_freeze", args=[file.state_id])
    for user in (one, other, make.make_delegate(chair=True), make.make_partner()):
        signed_in(user).post(page, {"verb": "freeze", "note": "x"})
        with pytest.raises(Refused):
            freezing.freeze(file.state, by=make.viewer_of(user), note="x")
    desk = signed_in(make.make_staff())
    assert page in desk.get(reverse("admin:engagements_state_change", args=[file.state_id])).content.decode()
    assert desk.post(page, {"verb": "freeze", "note": " "}).status_code == 422
    assert desk.post(page, {"verb": "freeze", "note": "Two notes verbales."}).status_code == 302
    assert State.objects.get(pk=file.state_id).frozen
    sent, foreign, word = (
        make.make_correspondence(file.state, way="out"),
        make.make_correspondence(),
        make.make_correspondence(file.state),
    )
    for cites in ("", sent.pk, foreign.pk):
        assert desk.post(page, {"verb": "unfreeze", "cites": cites}).status_code == 422
    assert State.objects.get(pk=file.state_id).frozen
    assert desk.post(page, {"verb": "unfreeze", "cites": word.pk}).status_code == 302
    assert not State.objects.get(pk=file.state_id).frozen
    assert [event.verb for event in Event.objects.filter(verb__in=["freeze", "unfreeze"]).order_by("pk")] == [
        "freeze",
        "unfreeze",
    ]
    assert LedgerEntry.objects.get(chain=file.state.iso3, verb="unfreeze").evidence == word.describe()
    assert Freeze.objects.get().ended_on_the_word_of == word
    assert make.viewer_of(one).rights > make.viewer_of(other).rights


def test_the_files_of_other_states_go_on(rivals):
    file, _one, _other = rivals
    outsider = make.make_engagement()
    user = make.make_focal_point(outsider.state)
    frozen(file)
    decide(outsider, "public", engagement=outsider, by=make.viewer_of(user))
    move_engagement(outsider, "pause", by=make.viewer_of(user))
