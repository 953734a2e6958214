"""One human being with two accounts is not two people, as far as mailboxes and names tell."""

import pytest

from apmbc_portal.accounts.humans import apart, mailbox
from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import viewer_of
from apmbc_portal.workflow import Refused
from engagements import handover, two_people
from engagements.models import ProposedDecision
from meetings.actions import approve
from reports.interests import agree, keep_interest

pytestmark = pytest.mark.django_db
ONE = ("Ana Vero", "ana@gov.example")
SAME = {
    "another name behind a plus": ("A. V.", "Ana+portal@gov.example"),
    "the same name elsewhere": ("VERO, Ána", "private@demo.example"),
}
ANOTHER = {"dots": ("A. V.", "a.na@gov.example"), "a namesake's namesake": ("Ana Vera", "vera@gov.example")}


def two(second, state=None):
    """Somebody in the capital, and an account at the mission; a State that lets two people decide."""
    state = state or make.make_state(two_people=True)
    users = [make.make_user(name=name, email=email) for name, email in (ONE, second)]
    return state, [
        make.make_focal_point(state, user=user, place=place) for user, place in zip(users, ("capital", "mission"), strict=True)
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana@Gov.example", "ana@gov.example", True),
        ("ana+x@gov.example", "ana@gov.example", True),
        ("a.n.a@gmail.com", "ana@googlemail.com", True),
        ("a.na@gov.example", "ana@gov.example", False),
        ("ana@gov.example", "ana@mission.example", False),
    ],
)
def test_two_addresses_are_one_mailbox_where_mail_arrives_in_one(one, other, same):
    assert (mailbox(one) == mailbox(other)) == same


@pytest.mark.parametrize("second", [*SAME, *ANOTHER])
def test_the_second_word_is_not_the_first_human_s(second):
    state, (capital, mission) = two((SAME | ANOTHER)[second])
    host = make.make_engagement(state)
    is_same = second in SAME
    row = make.make_lesson(host)
    proposal = two_people.open_or_propose(row, "public", engagement=host, by=viewer_of(capital))
    invitation = make.make_invitation(make.make_meeting(host))
    approve(invitation, by=viewer_of(capital))
    interest = keep_interest(
        make.make_text(make.make_report(make.make_meeting(host, status="held"))), make.make_organisation(), by=viewer_of(make.make_partner()),
        note="-", shared_with="state", may_be_shown=True,
    )  # fmt: skip
    agree(interest, host, by=viewer_of(capital))
    words = [
        lambda: two_people.confirm(proposal, by=viewer_of(mission), item=row),
        lambda: approve(invitation, by=viewer_of(mission)),
        lambda: agree(interest, host, by=viewer_of(mission)),
    ]
    before = LedgerEntry.objects.count()
    for word in words:
        if is_same:
            with pytest.raises(Refused, match="one person twice"):
                word()
        else:
            word()
    assert LedgerEntry.objects.count() == before + (0 if is_same else 3)
    assert ProposedDecision.objects.get().status == ("waiting" if is_same else "confirmed")


def test_a_state_does_not_lock_itself_to_one_human_with_two_accounts():
    state, (capital, _mission) = two(SAME["the same name elsewhere"], make.make_state())
    assert "also with two accounts" in two_people.rule_refusal(state, viewer_of(capital))
    make.make_focal_point(state, place="mission")
    assert two_people.rule_refusal(state, viewer_of(capital)) == ""


def test_whoever_proposed_a_colleague_does_not_confirm_them_by_another_account():
    state, (first, second) = two(SAME["another name behind a plus"])
    proposal = make.make_proposal(state, proposed_by=first)
    assert "A second person confirms" in handover.step_refusal(proposal, "confirm", viewer_of(second))
    assert handover.step_refusal(proposal, "confirm", viewer_of(make.make_focal_point(state))) == ""
    assert [user.pk for user in apart([first.pk, second.pk, None])] == [min(first.pk, second.pk)]
