"""Who speaks for a State, handed over: proposed by one person and confirmed by a second."""

import pytest
from django.urls import reverse

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.handing_over import DAY, answer, proposed, signed_in, typed, words
from apmbc_portal.web.viewer import capacities_of
from apmbc_portal.workflow import Refused, Right, refusal
from engagements import handover
from engagements.decisions import release_refusal
from engagements.models import Correspondence, Nomination, Proposal

pytestmark = pytest.mark.django_db


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
    to_the_isu = Letter.objects.get(to="isu@demo.example").body
    assert reverse("admin:engagements_nomination_change", args=[nomination.pk]) in to_the_isu
    assert "write to the Implementation" not in to_the_isu
    assert [entry.verb for entry in LedgerEntry.objects.filter(chain=state.iso3)] == ["propose", "confirm"]
    assert faults(state.iso3) == []
    assert [entry for entry in LedgerEntry.objects.all() if "Mai" in f"{entry.said} {entry.detail}"] == []


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
