"""Nobody is invited before every host has said yes, each for itself."""

import pytest

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.tasks import message_for
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_invitation,
    make_meeting,
    make_organisation,
    make_participant,
    viewer_of,
)
from apmbc_portal.workflow import Refused
from meetings.actions import (
    Person,
    add_participant,
    approve,
    cancel_invitation,
    propose_invitations,
    record_answer,
    record_attendance,
    refuse,
    send_invitation,
)
from meetings.consents import Given
from meetings.models import Consent, HostApproval, Invitation, Participant

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture
def joint():
    """A joint meeting, and who speaks for each of its two hosts."""
    hosts = [make_engagement(), make_engagement()]
    return make_meeting(*hosts), [viewer_of(make_focal_point(host.state)) for host in hosts]


def test_proposing_twice_gives_one_invitation_and_tells_the_hosts(joint):
    meeting, _speaking = joint
    organisations = [make_organisation(email="one@demo.example"), make_organisation()]
    assert len(propose_invitations(meeting, [organisations[0], *organisations], by=ISU)) == 2
    assert propose_invitations(meeting, organisations, by=ISU) == []
    assert set(Invitation.objects.values_list("organisation", "to_email", "status")) == {
        (organisations[0].pk, "one@demo.example", "proposed"),
        (organisations[1].pk, "", "proposed"),
    }
    assert set(Letter.objects.values_list("kind", flat=True)) == {"invitations_proposed"}
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_nobody_is_proposed_for_a_meeting_that_is_over(status):
    with pytest.raises(Refused):
        propose_invitations(make_meeting(status=status), [make_organisation()], by=ISU)


def test_only_the_desk_proposes(joint):
    meeting, (first, _second) = joint
    with pytest.raises(Refused):
        propose_invitations(meeting, [make_organisation()], by=first)


def test_the_last_host_to_approve_takes_the_step(joint):
    meeting, (first, second) = joint
    row = make_invitation(meeting)
    assert approve(row, by=first).status == "proposed"
    with pytest.raises(Refused, match="approved already"):
        approve(row, by=first)
    assert approve(row, by=second).status == "approved"
    assert sorted(LedgerEntry.objects.values_list("chain", "verb")) == [("XAA", "approve"), ("XAB", "approve")]
    words = f"Invitation of {row.organisation} to {meeting.reference}, {meeting.title}"
    assert {entry.subject for entry in LedgerEntry.objects.all()} == {words}
    assert set(HostApproval.objects.values_list("engagement__state__iso3", "approved")) == {("XAA", True), ("XAB", True)}


def test_one_host_is_enough_to_refuse_and_may_change_its_mind(joint):
    meeting, (first, second) = joint
    row = make_invitation(meeting)
    approve(row, by=first)
    assert refuse(row, by=second).status == "refused"
    with pytest.raises(Refused, match="approved already"):
        approve(row, by=first)
    assert approve(row, by=second).status == "approved"


def test_another_state_or_somebody_without_the_right_says_nothing(joint):
    meeting, (first, _second) = joint
    row = make_invitation(meeting)
    reader = viewer_of(make_focal_point(meeting.hosts()[0].state, may_submit=False))
    for viewer in (viewer_of(make_focal_point()), reader, ISU):
        for act in (approve, refuse):
            with pytest.raises(Refused):
                act(row, by=viewer)
    assert not HostApproval.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_the_desk_records_one_hosts_word_with_that_hosts_letter(joint):
    meeting, _speaking = joint
    row = make_invitation(meeting)
    first, second = (make_correspondence(host.state) for host in meeting.hosts())
    assert approve(row, by=ISU, citing=first).status == "proposed"
    with pytest.raises(Refused):
        approve(row, by=ISU, citing=make_correspondence())
    assert approve(row, by=ISU, citing=second).status == "approved"
    assert sorted(LedgerEntry.objects.values_list("chain", flat=True)) == ["XAA", "XAB"]


def test_an_invitation_goes_out_in_the_readers_name_with_a_link_that_no_row_holds():
    row = make_invitation(status="approved", to_email="ana@demo.example", to_name="Ana")
    make_contact(row.organisation, email="ANA@demo.example", language="ar")  # not a language of the portal yet: English
    send_invitation(row, by=ISU)
    letter = Letter.objects.get()
    assert (letter.to, letter.kind, letter.about) == ("ana@demo.example", "invitation", row.about())
    assert "{link}" in letter.body
    assert "Dear Ana," in letter.body
    body = message_for(letter).body
    assert "http://localhost:8000/invitations/" in body
    assert "&" not in body


@pytest.mark.parametrize("fields", [{"to_email": ""}, {"held_back": True}, {"status": "proposed"}])
def test_what_lacks_an_address_or_rests_or_is_not_approved_is_not_sent(fields):
    row = make_invitation(**{"status": "approved"} | fields)
    with pytest.raises(Refused):
        send_invitation(row, by=ISU)
    assert not Letter.objects.exists()


def test_a_cancelled_invitation_is_not_sent_and_can_be_proposed_anew(joint):
    meeting, (first, second) = joint
    row = make_invitation(meeting)
    approve(row, by=first)
    approve(row, by=second)
    send_invitation(row, by=ISU)
    cancelled = cancel_invitation(row, by=ISU)
    assert (cancelled.status, cancelled.link_version) == ("cancelled", 2)
    assert Letter.objects.get(kind="invitation").status == "discarded"
    (again,) = propose_invitations(meeting, [row.organisation], by=ISU)
    assert (again.pk, again.status, again.approvals.count()) == (row.pk, "proposed", 0)


def test_an_answer_on_paper_is_recorded_with_its_people():
    row = make_invitation(status="sent")
    given = Given("answer", {"contact_list": "They agree."}, "en")
    record_answer(row, True, by=ISU, note="By telephone", people=[Person("Ana", may_be_listed=True)], given=given)
    row.refresh_from_db()
    assert (row.status, row.answer) == ("accepted", "By telephone")
    assert list(Consent.objects.values_list("contact__name", "wording")) == [("Ana", "They agree.")]
    record_answer(row, False, by=ISU)
    assert Participant.objects.get().reply == "declined"
    with pytest.raises(Refused):
        record_answer(make_invitation(), True, by=ISU)


def test_attendance_is_recorded_in_one_go_and_names_nobody_in_history():
    meeting = make_meeting(status="held")
    people = [make_participant(meeting) for _ in range(3)]
    outsider = make_participant()
    given = {people[0].pk: "present", people[1].pk: "online", outsider.pk: "present"}
    assert record_attendance(meeting, given, by=ISU) == 2
    assert record_attendance(meeting, given, by=ISU) == 0
    assert set(Participant.objects.values_list("pk", "attendance")) == {
        (people[0].pk, "present"), (people[1].pk, "online"), (people[2].pk, "unknown"), (outsider.pk, "unknown"),
    }  # fmt: skip
    event = Event.objects.get(verb="record_attendance")
    assert not any(person.contact.name in f"{event.subject}{event.detail}" for person in people)


def test_who_declined_was_not_there_and_nobody_was_before_it_began():
    meeting = make_meeting(status="held")
    absent, here = make_participant(meeting, reply="declined"), make_participant(meeting)
    with pytest.raises(Refused, match="declined"):
        record_attendance(meeting, {here.pk: "present", absent.pk: "present"}, by=ISU)
    assert set(Participant.objects.values_list("attendance", flat=True)) == {"unknown"}
    with pytest.raises(Refused, match="not begun"):
        record_attendance(make_meeting(), {}, by=ISU)
    with pytest.raises(Refused, match="not yours"):
        record_attendance(meeting, {}, by=viewer_of(make_focal_point(meeting.hosts()[0].state)))


def test_somebody_entered_twice_is_one_participant():
    meeting, contact = make_meeting(), make_contact()
    assert add_participant(meeting, contact, by=ISU, part="host") == add_participant(meeting, contact, by=ISU)
    assert Participant.objects.get().part == "host"
