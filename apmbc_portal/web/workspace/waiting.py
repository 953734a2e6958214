"""What waits for a State: reports, invitations, suggestions, lessons, changed words, partners, proposals, drafts. A fixed number of queries for any number of files."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.workflow import Right
from engagements.handover import step_refusal
from engagements.models import (
    Engagement,
    EngagementRequest,
    Lesson,
    NamedGrant,
    Proposal,
    ProposedDecision,
    Release,
    State,
    Suggestion,
)
from engagements.two_people import confirmation_refusal
from engagements.workflow import SuggestionStatus
from meetings.models import Agenda, HostApproval, Invitation, Meeting, Paper
from meetings.workflow import InvitationStatus
from reports.interests import asked_of
from reports.models import OutcomeReport, ReportApproval
from reports.workflow import ReportStatus


@dataclass(frozen=True)
class Waiting:
    """One thing the State is asked to look at."""

    engagement: int | None  # None for what belongs to no file
    title: str
    text: str
    url: str
    button: str
    when: datetime.datetime | None = None


def waiting_for(viewer, engagements):
    """Everything that waits for a decision in these files, oldest first."""
    own = {engagement.pk for engagement in engagements}
    hosts = defaultdict(list)  # meeting → the State's own engagements that host it
    links = Meeting.host_engagements.through.objects.filter(engagement__in=own)
    for meeting, engagement in links.values_list("meeting_id", "engagement_id"):
        hosts[meeting].append(engagement)
    found = [*_reports(viewer, hosts), *_invitations(viewer, hosts), *_suggestions(viewer, own)]
    found += [*_lessons(viewer, own), *_reworded(viewer, own, hosts)]
    found += [*_interests(viewer, engagements, hosts), *_proposals(viewer, own)]
    return oldest_first(found)


def oldest_first(found):
    return sorted(found, key=lambda one: (one.when is None, str(one.when)))


def _deciding(viewer):
    """What the button of a row to be opened says: who may not release still reads it, and remarks."""
    return _("Read and decide") if viewer.has_right(viewer.states, Right.RELEASE) else _("Read; a colleague decides")


def _reports(viewer, hosts):
    reports = (
        OutcomeReport.objects.visible_to(viewer)
        .filter(status=ReportStatus.WITH_STATE, meeting__in=hosts)
        .select_related("meeting")
    )
    decides = _deciding(viewer)
    approved = set(ReportApproval.objects.filter(report__in=reports).values_list("report_id", "engagement_id"))
    for report in reports:
        for engagement in hosts[report.meeting_id]:
            if (report.pk, engagement) not in approved:
                yield Waiting(
                    engagement,
                    _("Meeting report, version %(version)s") % {"version": report.version},
                    _("%(meeting)s. Written by the ISU; today only the host States and the ISU can read it.") % {"meeting": report.meeting.title},
                    reverse("workspace_report", args=[report.pk]), decides, report.sent_at,
                )  # fmt: skip


def _invitations(viewer, hosts):
    proposed = Invitation.objects.visible_to(viewer).filter(status=InvitationStatus.PROPOSED, meeting__in=hosts)
    words = HostApproval.objects.filter(invitation__in=proposed).exclude(~Q(person=viewer.person), approved=None)
    said = set(words.values_list("invitation_id", "engagement_id"))  # a colleague's first word waits for this very person
    open_for = Counter()
    meetings = {}
    for invitation in proposed.select_related("meeting"):
        for engagement in hosts[invitation.meeting_id]:
            if (invitation.pk, engagement) not in said:
                open_for[invitation.meeting_id, engagement] += 1
                meetings[invitation.meeting_id] = invitation.meeting
    for (meeting, engagement), count in open_for.items():
        text = ngettext("%(count)s organisation is proposed.", "%(count)s organisations are proposed.", count) % {"count": count}
        yield Waiting(
            engagement, _("Whom to invite: %(meeting)s") % {"meeting": meetings[meeting].title},
            f"{text} {_('Nobody is written to before you approve.')}",
            f"{meetings[meeting].get_absolute_url()}#invitations", _("Go through the list"),
        )  # fmt: skip


def _suggestions(viewer, own):
    rows = (
        Suggestion.objects.visible_to(viewer)
        .filter(status=SuggestionStatus.OPEN, request__engagement__in=own)
        .select_related("request")
    )
    for row in rows:
        yield Waiting(
            row.request.engagement_id, _("A suggestion of the Committee"), row.text,
            reverse("request", args=[row.request_id]), _("Take it up or leave it"), row.at,
        )  # fmt: skip


def _lessons(viewer, own):
    proposed = ProposedDecision.objects.waiting().values("item")
    for row in Lesson.objects.visible_to(viewer).undecided().filter(engagement__in=own).exclude(release_id__in=proposed):
        yield Waiting(
            row.engagement_id, _("A lesson from your experience: %(title)s") % {"title": row.title},
            _("Written by the ISU. Nobody else reads it before you open it."),
            reverse("decision", args=[row.release_id]), _deciding(viewer), row.dated,
        )  # fmt: skip


def _interests(viewer, engagements, hosts):
    """Partners who ask to be shown as in discussion, where this very person has not answered."""
    for row, engagement in asked_of(viewer, engagements, hosts):
        yield Waiting(
            engagement.pk, _("%(partner)s asks: may others read that you are in discussion?") % {"partner": row.organisation},
            _("About: %(title)s. Nobody is told before you agree.") % {"title": row.subject_title},
            reverse("workspace_interest", args=[row.pk]), _("Read and answer"), row.edited_at,
        )  # fmt: skip


def _reworded(viewer, own, hosts):
    """What the State had opened of a meeting and the ISU changed since: open no more, and not decided upon again."""
    chains = State.objects.filter(pk__in=viewer.states).values("iso3")
    lapsed = set(LedgerEntry.objects.filter(chain__in=chains, verb="lapse").values_list("detail__item", flat=True))
    if not lapsed:
        return
    said = [model.objects.filter(engagement__in=own).values("item") for model in (Release, NamedGrant)]
    proposed = ProposedDecision.objects.waiting().values("item")
    for model in (Meeting, Agenda, Paper):
        rows = model.objects.visible_to(viewer).filter(release_id__in=lapsed).exclude(release_id__in=proposed)
        rows = rows if model is Meeting else rows.select_related("meeting")
        for row in rows.exclude(Q(release_id__in=said[0]) | Q(release_id__in=said[1])):
            for engagement in hosts[row.pk if model is Meeting else row.meeting_id]:
                yield Waiting(
                    engagement, _("Changed since you opened it: %(title)s") % {"title": row.release_title()},
                    _("The ISU changed its words. Nobody else reads it before you open it again."),
                    reverse("decision", args=[row.release_id]), _deciding(viewer),
                )  # fmt: skip


def _proposals(viewer, own):
    """What waits for this very person's second word; what they proposed themselves waits for somebody else."""
    rows = ProposedDecision.objects.visible_to(viewer).waiting().filter(engagement__in=own)
    return _to_confirm(viewer, rows.select_related("state"))


def waiting_beside_files(viewer):
    """The same of what belongs to no file: the rule of two people, and who is to speak for the State."""
    rules = ProposedDecision.objects.visible_to(viewer).waiting().filter(engagement=None)
    yield from _to_confirm(viewer, rules.select_related("state"))
    known = {}
    for row in Proposal.objects.visible_to(viewer).open().select_related("state", "proposed_by"):
        if not step_refusal(row, "confirm", viewer, known=known):
            yield Waiting(
                None, _("A focal point is proposed: %(name)s") % {"name": row.name},
                _("Proposed by %(who)s. It counts once a second person confirms it.") % {"who": row.proposed_by or _("a focal point")},
                reverse("focal_point_proposal", args=[row.pk]), _("Read and answer"), row.proposed_at,
            )  # fmt: skip


def _to_confirm(viewer, rows):
    known = {}
    for row in rows:
        if not confirmation_refusal(row, viewer, known=known):
            yield Waiting(
                row.engagement_id, _("For you as the second person: %(what)s") % {"what": row},
                _("Proposed by %(who)s. Nothing is open before you confirm.") % {"who": row.proposed_as},
                reverse("proposed_decision", args=[row.pk]), _("Read and answer"), row.proposed_at,
            )  # fmt: skip


def drafts_of(viewer):
    """The State's own open drafts, with who touched them last."""
    drafts = EngagementRequest.objects.visible_to(viewer).open_drafts().filter(engagement__state__in=viewer.states)
    return drafts.select_related("engagement").order_by("-edited_at", "-created_at")


def files_of(viewer):
    """The files of the viewer's State that have a reference, newest first."""
    rows = Engagement.objects.visible_to(viewer).filter(state__in=viewer.states, reference__isnull=False)
    return rows.select_related("state").order_by("-opened_on", "-pk")
