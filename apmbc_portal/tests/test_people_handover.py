"""Who speaks for a State, handed over: proposed, confirmed by a second person, replaced, run out."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.testing import factories as make
from apmbc_portal.web.viewer import capacities_of
from apmbc_portal.workflow import Refused, Right, refusal
from engagements import handover
from engagements.consequences import CONSEQUENCES
from engagements.decisions import decide, release_refusal, withhold
from engagements.models import Correspondence, Nomination, Proposal
from engagements.tasks import warn_of_endings

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def typed(**changes):
    """What a focal point types into the form."""
    return {
        "name": "Mai Example", "email": "mai@demo.example", "function": "Counsellor", "place": "mission", "language": "en",
        "starts": make.today().isoformat(), "ends": "", "rights": ["draft", "submit"], "instead_of": "", "kind": "note_verbale",
        "dated": make.today().isoformat(), "number": "NV/7", "file": SimpleUploadedFile("note.eml", b"From: a@b.example\nSubject: x\n\nWe nominate.\n"),
    } | changes  # fmt: skip


def proposed(user, **changes):
    """Propose by the page; the row."""
    answer = signed_in(user).post(reverse("focal_point_propose"), typed(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Proposal.objects.latest("proposed_at")


def answer(user, proposal, verb="confirm"):
    return signed_in(user).post(reverse("focal_point_proposal", args=[proposal.pk]), {"verb": verb}, follow=True)


def words(letters):
    return sorted(letters.values_list("to", "kind"))


# --- proposing and confirming


def test_a_colleague_counts_only_once_a_second_focal_point_has_confirmed():
    state = make.make_state()
    first, second, outsider = make.make_focal_point(state), make.make_focal_point(state), make.make_focal_point()
    proposal = proposed(first)
    assert not User.objects.filter(email="mai@demo.example").exists()
    assert words(Letter.objects.all()) == sorted([(second.email, "proposal_made"), ("isu@demo.example", "proposal_made")])
    assert "second person confirms" in answer(first, proposal).content.decode()
    assert answer(outsider, proposal).status_code == 404
    assert Nomination.objects.filter(state=state).count() == 2
    Letter.objects.all().delete()
    assert answer(second, proposal).status_code == 200
    nomination = Nomination.objects.get(user__email="mai@demo.example")
    assert (nomination.state, nomination.place, nomination.rights()) == (
        state,
        "mission",
        {Right.READ, Right.DRAFT, Right.SUBMIT},
    )
    assert nomination.document.sha256
    assert capacities_of(nomination.user)
    assert words(Letter.objects.all()) == sorted(
        [("mai@demo.example", "welcome"), ("mai@demo.example", "nominated")]
        + [(to, "nominated_colleague") for to in (first.email, second.email, "isu@demo.example")]
    )
    assert [entry.verb for entry in LedgerEntry.objects.filter(chain=state.iso3)] == ["propose", "confirm"]
    assert faults(state.iso3) == []
    assert [entry for entry in LedgerEntry.objects.all() if "Mai" in f"{entry.subject} {entry.text} {entry.detail}"] == []


def test_the_isu_may_be_the_second_person_on_the_strength_of_the_document():
    state, staff = make.make_state(), make.make_staff()
    proposal = proposed(make.make_focal_point(state))
    desk = signed_in(staff)
    page = reverse("admin:engagements_proposal_change", args=[proposal.pk])
    assert "Mai Example" in desk.get(page).content.decode()
    assert "Focal points to confirm" in desk.get(reverse("admin:index")).content.decode()
    assert desk.post(page, {"verb": "confirm", "note": "Called the Mission."}).status_code == 302
    assert Nomination.objects.filter(state=state, user__email="mai@demo.example").exists()
    entry = LedgerEntry.objects.get(verb="confirm")
    assert "sha256:" in entry.evidence


def test_nobody_gives_or_confirms_a_right_they_do_not_hold():
    state = make.make_state()
    submitter, drafter = make.make_focal_point(state, may_release=False), make.make_focal_point(state, may_submit=False)
    client = signed_in(submitter)
    refused = client.post(reverse("focal_point_propose"), typed(rights=["release"]))
    assert refused.status_code == 422
    assert "rights" in refused.context["form"].errors
    assert 'value="Mai Example"' in refused.content.decode()
    assert signed_in(drafter).get(reverse("focal_point_propose")).status_code == 302
    row = proposed(submitter)
    answer(drafter, row)
    assert Proposal.objects.get().status == "open"
    wide = Proposal(state=state, name="X", email="x@demo.example", may_release=True, document=row.document)
    with pytest.raises(Refused):
        handover.propose(wide, by=make.viewer_of(submitter))


@pytest.mark.parametrize(("who", "verb", "status"), [("first", "retract", "retracted"), ("second", "decline", "declined")])
def test_a_proposal_is_taken_back_or_not_confirmed_and_gives_nothing(who, verb, status):
    state = make.make_state()
    people = {"first": make.make_focal_point(state), "second": make.make_focal_point(state)}
    row = proposed(people["first"])
    answer(people[who], row, verb)
    assert Proposal.objects.get().status == status
    assert Nomination.objects.filter(state=state).count() == 2
    answer(people["second"], row)
    assert Proposal.objects.get().status == status
    assert not User.objects.filter(email="mai@demo.example").exists()


def test_somebody_known_keeps_their_account_and_what_else_they_are():
    state = make.make_state()
    first, second = make.make_focal_point(state), make.make_focal_point(state)
    partner = make.make_partner(user=make.make_user(email="mai@demo.example", name="Mai Partner"))
    answer(second, proposed(first))
    assert User.objects.filter(email__iexact="mai@demo.example").count() == 1
    assert {one.capacity for one in capacities_of(partner)} == {"focal_point", "partner"}
    assert not Letter.objects.filter(kind="welcome").exists()


def test_the_same_person_is_not_proposed_twice():
    state = make.make_state()
    first = make.make_focal_point(state)
    proposed(first)
    for email in ("MAI@demo.example", first.email):
        assert "email" in signed_in(first).post(reverse("focal_point_propose"), typed(email=email)).context["form"].errors


# --- replacing and ending


def test_a_replaced_focal_point_is_out_at_once_with_sessions_and_links():
    state = make.make_state()
    old, second, outsider = make.make_focal_point(state), make.make_focal_point(state), make.make_focal_point()
    engagement = make.make_engagement(state)
    theirs, link = signed_in(old), reverse("new_password", args=[token_for("new_password", old.pk, old.link_version)])
    waiting = queue(old.email, "About the file", "Text", about=engagement.reference)
    other = queue(second.email, "About the file", "Text", about=engagement.reference)
    assert theirs.get(reverse("workspace")).status_code == 200
    row = proposed(old, instead_of=old.nominations.get().pk, rights=["draft", "submit", "release"])
    answer(second, row)
    assert theirs.get(reverse("workspace")).status_code == 302
    assert theirs.get("/").wsgi_request.user.is_anonymous
    assert Client().get(link).status_code == 410
    assert capacities_of(User.objects.get(pk=old.pk)) == []
    nomination = old.nominations.get()
    assert (nomination.ends, nomination.is_past) == (make.today(), True)
    assert Nomination.objects.on(make.today() - DAY).filter(pk=nomination.pk).exists()  # as of yesterday it was in force
    assert [Letter.objects.get(pk=one.pk).status for one in (waiting, other)] == ["discarded", "queued"]
    assert (old.email, "nomination_ended") in words(Letter.objects.all())
    assert signed_in(outsider).get(reverse("workspace")).status_code == 200
    assert LedgerEntry.objects.filter(chain=state.iso3, verb="end_nomination").exists()
    assert CONSEQUENCES["end_nomination"] == dict.fromkeys(CONSEQUENCES["pause"], "keep") | {
        "letters": "discard", "links": "end", "sessions": "end",
    }  # fmt: skip


def test_what_was_opened_stays_open_when_who_opened_it_is_replaced():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    engagement = make.make_engagement(state)
    decide(engagement, "public", engagement=engagement, by=make.viewer_of(old))
    answer(second, proposed(old, instead_of=old.nominations.get().pk))
    assert Client().get(engagement.get_absolute_url()).status_code == 200


def test_the_one_before_stays_until_the_successors_first_day():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    begins = make.today() + 10 * DAY
    answer(second, proposed(old, instead_of=old.nominations.get().pk, starts=begins.isoformat()))
    assert old.nominations.get().ends == begins - DAY
    assert capacities_of(old)
    assert capacities_of(old, begins) == []


def test_a_focal_point_ends_their_own_nomination_unless_nobody_else_could_withdraw():
    state = make.make_state()
    me, colleague = make.make_focal_point(state), make.make_focal_point(state, may_submit=False)
    client = signed_in(me)
    assert "last who can withdraw" in client.get(reverse("focal_point_leave")).content.decode()
    client.post(reverse("focal_point_leave"))
    assert capacities_of(me)
    make.make_focal_point(state)
    with pytest.raises(Refused):
        handover.end(colleague.nominations.get(), by=make.viewer_of(me))
    assert client.post(reverse("focal_point_leave")).status_code == 302
    assert capacities_of(me) == []
    assert client.get("/").wsgi_request.user.is_anonymous


def test_the_isu_ends_a_nomination_on_the_states_word_alone():
    state, desk = make.make_state(mission_email="mission@demo.example"), signed_in(make.make_staff())
    user = make.make_focal_point(state)
    sent = make.make_correspondence(state, way="out")
    theirs, foreign = make.make_correspondence(state), make.make_correspondence()
    page = reverse("admin:engagements_nomination_end", args=[user.nominations.get().pk])
    for cites in ("", foreign.pk, sent.pk):
        assert desk.post(page, {"cites": cites}).status_code == 422
    assert capacities_of(user)
    assert desk.post(page, {"cites": theirs.pk, "note": "Recalled."}).status_code == 302
    assert capacities_of(user) == []
    assert LedgerEntry.objects.get(verb="end_nomination").evidence == theirs.describe()
    assert desk.post(page, {"cites": theirs.pk}).status_code == 422


def test_the_isu_records_a_nomination_by_note_verbale_and_replaces():
    state, desk = make.make_state(), signed_in(make.make_staff())
    old, new = make.make_focal_point(state), make.make_user(password=None)
    note = make.make_correspondence(state)
    data = {
        "state": state.pk, "user": str(new.pk), "starts": make.today().isoformat(), "may_submit": "on",
        "instead_of": old.nominations.get().pk, "place": "capital",
    }  # fmt: skip
    page = reverse("admin:engagements_nomination_add")
    assert "document" in desk.post(page, data).context["adminform"].form.errors
    assert desk.post(page, data | {"document": str(note.pk)}).status_code == 302
    assert capacities_of(old) == []
    assert capacities_of(new)
    assert {"welcome", "nominated"} <= {kind for to, kind in words(Letter.objects.all()) if to == new.email}
    assert [entry.verb for entry in LedgerEntry.objects.filter(chain=state.iso3)] == ["nominate", "end_nomination"]


def test_the_isu_changes_rights_and_period_on_the_states_word_alone():
    state, desk = make.make_state(), signed_in(make.make_staff())
    user, colleague = make.make_focal_point(state, may_submit=False, may_release=False), make.make_focal_point(state)
    row, letter = user.nominations.get(), make.make_correspondence(state)
    page = reverse("admin:engagements_nomination_change", args=[row.pk])
    assert "Changed by which correspondence" in desk.get(page).content.decode()
    typed = {"function": "", "place": "", "document": "", "starts": row.starts.isoformat(), "ends": "", "may_draft": "on"}
    assert desk.post(page, typed | {"function": "Counsellor"}).status_code == 302  # what nobody decides upon
    for cites in ("", make.make_correspondence().pk, make.make_correspondence(state, way="out").pk):
        refused = desk.post(page, typed | {"function": "Counsellor", "may_release": "on", "cites": cites})
        assert refused.context["adminform"].form.errors["cites"]
    assert Right.RELEASE not in user.nominations.get().rights()
    moved = desk.post(page, typed | {"place": "mission"})  # where two people decide, the place says who may be the second
    assert moved.context["adminform"].form.errors["cites"]
    assert desk.post(page, typed | {"function": "Counsellor", "may_release": "on", "cites": letter.pk}).status_code == 302
    assert Right.RELEASE in user.nominations.get().rights()
    entry = LedgerEntry.objects.get(verb="change_nomination")
    assert (entry.evidence, entry.detail["on_behalf"]) == (letter.describe(), True)
    told = set(Letter.objects.filter(kind="recorded_on_behalf").values_list("to", flat=True))
    assert told == {user.email, colleague.email}


# --- running out


def test_the_last_right_to_withdraw_outlives_its_nomination_and_nothing_else_does():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    earlier = make.make_focal_point(state, ends=make.today() - 5 * DAY)
    reader = make.make_focal_point(state, may_submit=False)
    engagement = make.make_engagement(state, audience="public")
    request = make.make_request(engagement, status="submitted")
    viewer = make.viewer_of(last)
    assert (viewer.states, viewer.rights) == ({state.pk}, {(state.pk, Right.READ), (state.pk, Right.WITHDRAW)})
    assert capacities_of(earlier) == []
    assert "until a successor is nominated" in viewer.label
    allowed = {
        verb
        for row in (engagement, request)
        for verb, move in row.MOVES.items()
        if not move.consequence and refusal(row, verb, viewer) == ""
    }
    assert allowed == {"pause", "withdraw", "end"}
    assert release_refusal(engagement, engagement, viewer)
    assert release_refusal(engagement, engagement, viewer, widening=False) == ""
    withhold(engagement, True, by=viewer)
    assert Client().get(engagement.get_absolute_url()).status_code == 404
    assert signed_in(last).get(reverse("workspace")).status_code == 200
    assert handover.proposing_refusal(state.pk, viewer)
    assert "has run out" in signed_in(reader).get(reverse("focal_points")).content.decode()


def test_it_ends_when_a_successor_is_confirmed():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    client = signed_in(last)
    assert client.get(reverse("workspace")).status_code == 200
    make.make_focal_point(state)
    assert capacities_of(last) == []
    assert client.get(reverse("workspace")).status_code == 302


@pytest.mark.parametrize("how", ["ended by a person", "account closed", "no right to withdraw"])
def test_what_leaves_no_last_word(how):
    state = make.make_state()
    fields = {"may_submit": False} if how == "no right to withdraw" else {}
    user = make.make_focal_point(state, ends=make.today() - DAY, **fields)
    if how == "ended by a person":
        user.nominations.update(ended_at=timezone.now())
    if how == "account closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert not Nomination.objects.last_word().exists()
    assert [one for one in capacities_of(user) if how != "account closed"] == []


def test_an_open_account_that_cannot_sign_in_does_not_end_the_last_word():
    state = make.make_state()
    last = make.make_focal_point(state, ends=make.today() - DAY)
    make.make_focal_point(state, user=make.make_user(is_active=False))
    assert capacities_of(last)


# --- warned in time


@pytest.mark.parametrize(("left", "warned"), [(40, []), (30, [30]), (8, [30]), (7, [7]), (0, [7])])
def test_an_ending_is_warned_of_once_for_each_distance(left, warned):
    state = make.make_state()
    user = make.make_focal_point(state, ends=make.today() + left * DAY)
    colleague, outsider = make.make_focal_point(state), make.make_focal_point()
    for _each in range(3):
        warn_of_endings()
    expected = [(to, "nomination_ends_soon") for to in (user.email, colleague.email, "isu@demo.example")] if warned else []
    assert words(Letter.objects.all()) == sorted(expected)
    assert outsider.email not in {to for to, _kind in words(Letter.objects.all())}


def test_the_second_warning_comes_when_the_last_week_begins_and_a_new_last_day_is_warned_of_anew():
    user = make.make_focal_point(ends=make.today() + 20 * DAY)
    warn_of_endings()
    user.nominations.update(ends=make.today() + 6 * DAY)
    warn_of_endings()
    warn_of_endings()
    assert Letter.objects.filter(to=user.email).count() == 2
    assert "Nobody else could then withdraw" in Letter.objects.filter(to=user.email).first().body


def test_who_is_nominated_further_is_not_warned():
    state = make.make_state()
    user = make.make_focal_point(state, ends=make.today() + 5 * DAY)
    make.make_focal_point(state, user=user, starts=make.today() + 6 * DAY)
    assert handover.warn_of_endings() == 0


def test_the_warning_is_in_the_timetable(settings):
    assert settings.CELERY_BEAT_SCHEDULE["nominations"]["task"] == "engagements.tasks.warn_of_endings"


# --- pages


def test_the_page_says_who_speaks_for_the_state_and_what_to_do_next():
    state = make.make_state()
    user = make.make_focal_point(state)
    client = signed_in(user)
    page = client.get(reverse("focal_points")).content.decode()
    assert "One person alone can withdraw" in page
    assert "Nobody is proposed" in page
    assert reverse("focal_point_propose") in page
    assert reverse("focal_points") in client.get(reverse("workspace")).content.decode()
    assert signed_in(make.make_partner()).get(reverse("focal_points")).status_code == 302


def test_history_and_ledger_of_a_hand_over_name_nobody():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    answer(second, proposed(old, instead_of=old.nominations.get().pk))
    said = [f"{event.subject} {event.detail}" for event in Event.objects.all()]
    assert [line for line in said if "Mai" in line or "@" in line or old.name in line] == []


def test_the_page_of_a_proposal_tells_what_became_of_its_file(client):
    state = make.make_state()
    proposal = make.make_proposal(state)
    client.force_login(make.make_focal_point(state))
    page = f"/workspace/people/proposals/{proposal.pk}/"
    assert "being checked" not in client.get(page).content.decode()  # it has none
    rows = Correspondence.objects.filter(pk=proposal.document_id)
    rows.update(file="evidence/1", file_name="note.pdf", checked="waiting")
    assert "being checked, to be downloaded once that is done" in client.get(page).content.decode()
    rows.update(file="", checked="refused", refused_for="macros")
    page_now = client.get(page).content.decode()
    assert "note.pdf</bdi>: " in page_now
    assert "being checked" not in page_now


def test_whoever_proposed_it_does_not_confirm_it_as_isu_staff_either():
    state = make.make_state()
    user = make.make_focal_point(state)
    make.make_staff(user=user)
    proposal = make.make_proposal(state, proposed_by=user)
    with pytest.raises(Refused, match="second person"):
        handover.answer(proposal, "confirm", by=make.viewer_of(user, "isu:"))
    assert not Nomination.objects.filter(user__email=proposal.email).exists()
    handover.answer(proposal, "confirm", by=make.viewer_of(make.make_staff()))
    assert Nomination.objects.filter(user__email=proposal.email).exists()


def test_a_nomination_whose_last_day_is_over_is_confirmed_by_nobody():
    state = make.make_state()
    proposal = make.make_proposal(state, starts=make.today() - 9 * DAY, ends=make.today() - DAY)
    page = answer(make.make_focal_point(state), proposal)
    assert "The last day of this nomination is over" in page.content.decode()
    assert not Nomination.objects.filter(user__email=proposal.email).exists()
    answer(make.make_focal_point(state), proposal, "decline")
    proposal.refresh_from_db()
    assert proposal.status == "declined"


def test_the_isu_confirms_nobody_on_a_document_that_nobody_can_read():
    state, isu = make.make_state(), make.viewer_of(make.make_staff())
    refused = make.make_correspondence(state, checked="refused", refused_for="macros")
    proposal = make.make_proposal(state, document=refused)
    with pytest.raises(Refused, match="The check refused its file"):
        handover.answer(proposal, "confirm", by=isu)
    handover.answer(proposal, "decline", by=isu)
    assert not Nomination.objects.filter(user__email=proposal.email).exists()
    # Nor does it act in the State's name upon it.
    file = make.make_engagement(state, status="active")
    assert "The check refused its file" in str(refusal(file, "pause", isu, citing=refused))
    assert "The check refused its file" in str(release_refusal(file, file, isu, citing=refused))
