"""What waits for somebody in the demonstration: a second person, an answer, a successor, a look at what was recorded."""

from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

from simple_history.models import HistoricalRecords

from apmbc_portal import history
from apmbc_portal.visibility import Audience
from apmbc_portal.web.demo.people import day
from apmbc_portal.web.demo.stage import days_ago
from apmbc_portal.web.viewer import viewer_for
from engagements import handover
from engagements.decisions import decide
from engagements.models import Correspondence, Engagement, Nomination, Proposal
from engagements.two_people import let_two_decide, open_or_propose
from meetings.models import Meeting, Organisation
from reports.interests import agree, keep_interest
from reports.models import Interest, Outcome, ReportText


def what_waits(stage):
    aramar_hands_over(stage)
    aramar_called(stage)
    partners_are_interested(stage)
    belmora_decides_in_two(stage)
    the_desk_corrects(stage)


def aramar_hands_over(stage):
    """The counsellor in Geneva leaves in three weeks and has proposed a successor; the capital confirms."""
    state, leaving = stage.cast.states["XAA"], stage.cast.users["mission"]
    nomination = Nomination.objects.get(user=leaving)
    last, next_day = day(20), day(21)
    history.update(Nomination.objects.filter(pk=nomination.pk), ends=last)
    with days_ago(3):
        note = Correspondence(
            state=state, kind="note_verbale", dated=day(-4), number="NV/XAA/31", parties=f"Permanent Mission of {state} to the ISU",
            subject="Nomination of a focal point (invented)", recorded_by="Focal point of Aramar",
        )  # fmt: skip
        successor = Proposal(
            state=state, document=note, instead_of=nomination, name="Celeste Vindoura (invented)", email="successor@demo.example",
            function=nomination.function, place="mission", starts=next_day, may_release=False,
        )  # fmt: skip
        handover.propose(successor, by=viewer_for(leaving))


def aramar_called(stage):
    """A decision the State gave by telephone, recorded by the desk: the State reads it and may reverse it."""
    engagement = file_of("XAA", "Survey first, clearance by 2030")
    with days_ago(6):
        call = Correspondence.objects.create(
            state=engagement.state, engagement=engagement, kind="call", dated=day(-7), parties="Focal point of Aramar and the ISU",
            subject="Outcomes of the meeting (invented)", summary="Asks that the third outcome be opened to the participants.",
            recorded_by=stage.desk.label,
        )  # fmt: skip
        outcome = Outcome.objects.get(meeting__host_engagements=engagement, text__startswith="Disaggregated")
        said = {"citing": call, "happened_on": call.dated, "note": "The third outcome may be read by the participants."}
        decide(outcome, Audience.PARTICIPANTS, engagement=engagement, by=stage.desk, **said)


def partners_are_interested(stage):
    """One partner and the State are in discussion, as both agreed; another has written and waits for an answer."""
    engagement = file_of("XAA", "Survey first, clearance by 2030")
    texts = ReportText.objects.filter(report__meeting__host_engagements=engagement)
    notes = [
        ("committee", "full", "We could contribute to the workshops for prostheses.", 30),
        ("donor", "public", "Survey teams of two provinces would fit our programme from next spring.", 5),
    ]
    for person, kind, note, ago in notes:
        user = stage.cast.users[person]
        organisation = Organisation.objects.get(representations__user=user)
        told = {"note": note, "shared_with": Interest.SharedWith.STATE, "may_be_shown": True}
        with days_ago(ago):
            interest = keep_interest(texts.get(kind=kind), organisation, by=viewer_for(user), **told)
            if ago > 7:
                agree(interest, engagement, by=stage.focal("XAA"))


def belmora_decides_in_two(stage):
    """Capital and Permanent Mission decide together; the mission has proposed to open a date, and the capital has not answered."""
    engagement = file_of("XAB", "Medical care and economic inclusion of survivors")
    with days_ago(12):
        let_two_decide(engagement.state, by=stage.focal("XAB"))
    with days_ago(2):
        meeting = Meeting.objects.get(host_engagements=engagement)
        geneva = viewer_for(stage.cast.users["mission-XAB"])
        open_or_propose(
            meeting, Audience.COMMITTEE, engagement=engagement, by=geneva, note="The Committee has asked when we met."
        )


def the_desk_corrects(stage):
    """The desk has given a meeting another place: history keeps both."""
    with days_ago(11), at_the_desk(stage):
        history.update(Meeting.objects.filter(title="Elvaria and its partners"), place="Elvaria City, Hall of the Rivers")


@contextmanager
def at_the_desk(stage):
    """History asks the request who acts; in the demonstration it is the ISU."""
    with mock.patch.object(HistoricalRecords.context, "request", SimpleNamespace(viewer=stage.desk), create=True):
        yield


def file_of(code, title):
    return Engagement.objects.select_related("state").get(state__iso3=code, title=title)
