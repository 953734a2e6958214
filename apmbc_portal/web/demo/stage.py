"""The stage of the demonstration: a clock that can be set back, and short ways to what the stories do again and again."""

import datetime
from contextlib import contextmanager
from unittest import mock

from django.db.models import F, Q
from django.utils import timezone

from apmbc_portal.notices.models import Letter
from apmbc_portal.web.demo.words import COMMON, NOTES, OUTCOMES, REQUESTS
from apmbc_portal.web.viewer import viewer_for
from engagements.actions import begin_request, move_request, save_draft
from engagements.models import Correspondence, Engagement, Need
from meetings import actions as meetings
from meetings.attribution import WORDING, set_attribution
from meetings.consents import LIST, NAMING
from meetings.models import AgendaItem, Meeting, Participant
from meetings.wording import in_an_answer
from reports.models import Document, Outcome

# Columns whose default took hold of the clock before it could be set back.
OWN_CLOCK = [
    (Document.objects, "asked_at"), (Correspondence.objects, "recorded_at"), (Letter.objects, "not_before"),
]  # fmt: skip


def letters_went():
    """What was written in the past of the story was sent then, and reaches no mail server now.

    Fresh letters with a personal link go out when the portal runs: whoever looks around tries the links in them.
    """
    fresh = timezone.now() - datetime.timedelta(days=15)
    rows = Letter.objects.filter(status=Letter.Status.QUEUED, queued_at__lt=timezone.now() - datetime.timedelta(hours=1))
    rows.exclude(~Q(link_view=""), queued_at__gte=fresh).update(
        status=Letter.Status.SENT, attempt=1, sent_at=F("queued_at") + datetime.timedelta(minutes=1)
    )


@contextmanager
def days_ago(number, hour=10):
    """What happens inside happens `number` days ago: the record of a demonstration has a past."""
    then = (timezone.localtime() - datetime.timedelta(days=number)).replace(hour=hour, minute=0, second=0, microsecond=0)
    begun = timezone.now()
    then = min(then, begun)
    with mock.patch("django.utils.timezone.now", return_value=then):
        yield then
    for rows, column in OWN_CLOCK:
        rows.filter(**{f"{column}__gte": begun}).update(**{column: then})


TOGETHER = "A meeting together with the neighbour"


class Stage:
    """The cast as Viewers, and what they do."""

    def __init__(self, cast):
        self.cast = cast
        self.desk = viewer_for(cast.users["isu"])

    def focal(self, code):
        """The focal point of a State, as a Viewer."""
        return viewer_for(self.cast.users["state" if code == "XAA" else f"focal-{code}"])

    def draft(self, code, words=None):
        """A draft with everything its State wants to say."""
        by, words = self.focal(code), words or REQUESTS[code]
        request = begin_request(self.cast.states[code], by=by)
        values = {
            "title": words.get("title", ""), "aims": words["aims"], "participants": words["participants"], "themes": sorted({row[0] for row in words["needs"]}),
            "format": "in_person", "setting": "geneva", "place": "Geneva", "languages": ["en", "fr"],
        }  # fmt: skip
        needs = {theme: [need(*row) for row in words["needs"] if row[0] == theme] for theme in values["themes"]}
        save_draft(request, list(values), values, by=by, revision=request.revision, needs=needs)
        return request

    def submit(self, code, ago):
        """A request submitted `ago` days ago."""
        with days_ago(ago + 12):
            request = self.draft(code)
        with days_ago(ago):
            return move_request(request, "submit", by=self.focal(code))

    def take_up(self, request, ago):
        """The desk takes a request up, step by step."""
        for verb, later in (("acknowledge", 0), ("enter_dialogue", 7), ("get_under_way", 20)):
            with days_ago(max(ago - later, 0)):
                request = move_request(request, verb, by=self.desk)
        Engagement.objects.filter(pk=request.engagement_id).update(assignee=self.cast.users["isu"])
        return Engagement.objects.get(pk=request.engagement_id)

    def call(self, engagement, subject):
        """A State said so on the telephone today."""
        said = {"kind": Correspondence.Kind.CALL, "dated": timezone.localdate(), "subject": subject}
        return Correspondence.objects.create(state=engagement.state, engagement=engagement, recorded_by=self.desk.who, **said)

    def plan(self, *hosts, ago, on, **fields):
        """A meeting planned `ago` days ago for the day `on` (days from today)."""
        start = (timezone.localtime() + datetime.timedelta(days=on)).replace(hour=9, minute=30, second=0, microsecond=0)
        with days_ago(ago):
            citing = [self.call(host, TOGETHER) for host in hosts] if len(hosts) > 1 else []
            meeting = meetings.plan_meeting(
                hosts,
                by=self.desk,
                citing=citing,
                starts_at=start,
                ends_at=start + datetime.timedelta(hours=3),
                **{"place": "Geneva"} | fields,
            )
        for item in AgendaItem.objects.filter(agenda__meeting=meeting):
            minutes = {"I": 10, "III": 45, "IV": 10}.get(item.number, 0 if item.number == "II" else 18)
            AgendaItem.objects.filter(pk=item.pk).update(minutes=minutes)
        return meeting

    def invite(self, meeting, codes, *, ago, accept=True):
        """Everybody in the cast's organisations is proposed, approved by every host, invited, and most accept."""
        with days_ago(ago):
            proposed = meetings.propose_invitations(meeting, self.cast.organisations.values(), by=self.desk)
        for number, invitation in enumerate(proposed):
            with days_ago(ago - 2):
                for code in codes:
                    meetings.approve(invitation, by=self.focal(code))
                invitation = meetings.send_invitation(invitation, by=self.desk)
            with days_ago(ago - 5):
                if accept:
                    meetings.record_answer(invitation, number != 9, by=self.desk)
        return proposed

    def hold(self, meeting, notes, *, ago):
        """The meeting takes place: people, attendance, notes (a key of NOTES) and what was agreed."""
        with days_ago(ago, hour=15):
            meeting = meetings.hold(Meeting.objects.get(pk=meeting.pk), by=self.desk)
            invitations = {row.organisation_id: row for row in meeting.invitations.all()}
            for number, contact in enumerate(self.cast.contacts):
                row = meetings.add_participant(
                    meeting, contact, by=self.desk, invitation=invitations.get(contact.organisation_id)
                )
                for purpose, every in ((LIST, 5), (NAMING, 6)):
                    if number % every != every - 1:
                        meetings.set_agreement(row, purpose, True, by=self.desk, given=in_an_answer())
            for organisation in self.cast.organisations.values():
                set_attribution(meeting, organisation, True, by=self.desk, wording=str(WORDING))
            everybody = list(Participant.objects.filter(meeting=meeting))
            attendance = {row.pk: "absent" if number == 7 else "present" for number, row in enumerate(everybody)}
            meetings.record_attendance(meeting, attendance, by=self.desk)
        said = COMMON | NOTES[notes]
        for item in AgendaItem.objects.filter(agenda__meeting=meeting):
            if item.number in said:
                full, public = said[item.number]
                AgendaItem.objects.filter(pk=item.pk).update(note_full=full, note_public=public)
            elif item.theme:
                item.delete()  # the State left this theme out
        for kind, text, public, owner, due in OUTCOMES:
            Outcome.objects.create(
                meeting=meeting,
                kind=kind,
                text=text,
                public_text=public,
                owner=owner,
                due=timezone.localdate() + datetime.timedelta(days=due),
            )
        return meeting


def need(theme, direction, title, kind, low, high, circumstances, needs, challenges):
    return Need(
        theme=theme, direction=direction, title=title, kind=kind, amount_from=low, amount_to=high, currency="USD" if low else "",
        year=timezone.localdate().year + 1, circumstances=circumstances, needs=needs, challenges=challenges,
    )  # fmt: skip
