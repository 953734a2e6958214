"""Who may see which row of this app. Everything that shows, counts, exports or sends starts here."""

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from apmbc_portal.dated import DatedQuerySet
from apmbc_portal.visibility import open_to
from engagements.workflow import ProposalStatus, RequestStatus

UNSUBMITTED = [RequestStatus.DRAFT, RequestStatus.IN_CLEARANCE, RequestStatus.DISCARDED]


def below_engagement(viewer, path="engagement__"):
    """`open_to` for a row that hangs below one engagement."""
    return open_to(
        viewer,
        own=Q(**{f"{path}state__in": viewer.states}),
        withheld=Q(**{f"{path}withheld": True}),
        attended=Q(**{f"{path}pk__in": viewer.attends}),
    )


class EngagementQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Engagements whose existence `viewer` may know of; a file recorded from public sources is the desk's alone."""
        seen = self.filter(below_engagement(viewer, path=""))
        return seen if viewer.isu else seen.exclude(origin="public_sources")

    def for_state(self, state):
        return self.filter(state=state)

    def in_hand(self):
        return self.filter(status__in=["exploring", "active", "paused"])


class EngagementRequestQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Submitted requests by the rule; a draft by the State that writes it alone, or by the ISU where it transcribes one."""
        seen = below_engagement(viewer)
        if viewer.isu:
            return self.filter(~Q(status__in=UNSUBMITTED) | Q(on_behalf=True))
        drafts = Q(status__in=UNSUBMITTED)
        own_draft = drafts & Q(engagement__state__in=viewer.states, on_behalf=False)
        return self.filter((seen & ~drafts) | own_draft)

    def open_drafts(self):
        return self.filter(status__in=[RequestStatus.DRAFT, RequestStatus.IN_CLEARANCE])

    def submitted(self):
        return self.exclude(status__in=UNSUBMITTED)

    def in_force(self):
        """What each State asks now: submitted and neither replaced nor ended."""
        return self.submitted().exclude(status__in=[RequestStatus.REPLACED, RequestStatus.ENDED])


class CorrespondenceQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Evidence is seen by the State it came from and by the ISU alone, whatever else is opened.

        A page signed for a draft holds the draft's text: the ISU reads it once it was submitted with that very page.
        """
        if not viewer.isu:
            return self.filter(state__in=viewer.states)
        submitted_with = Q(request__cites=F("pk"), request__submitted_at__isnull=False)
        return self.filter(Q(request=None) | submitted_with | Q(recorded_at__gte=F("request__submitted_at")))


class ProposalQuerySet(DatedQuerySet):
    def visible_to(self, viewer):
        """By the State whose focal point it would be, and by the ISU."""
        return self if viewer.isu else self.filter(state__in=viewer.states)

    def open(self):
        return self.filter(status=ProposalStatus.OPEN)


class CommentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Messages by the State and the ISU; internal notes by the ISU alone."""
        if viewer.isu:
            return self
        return self.filter(engagement__state__in=viewer.states, kind="message")


class ProposedDecisionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """By the State whose people decide together, and by the ISU."""
        return self if viewer.isu else self.filter(state__in=viewer.states)

    def waiting(self):
        return self.filter(status="waiting")


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """By the State it is made to, by the ISU, and by the Committee as far as it sees the request."""
        if viewer.isu:
            return self.exclude(request__status__in=UNSUBMITTED)
        seen = Q(request__engagement__state__in=viewer.states)
        if viewer.committee_since:
            open_to_seat = Q(
                request__audience__in=["committee", "both", "partners", "public"],
                request__audience_since__date__gte=viewer.committee_since,
            )
            if viewer.supposed:
                open_to_seat |= Q(request__release_id=viewer.supposed.release_id)
            seen |= open_to_seat & Q(request__engagement__withheld=False)
        return self.filter(seen)


class LessonQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """By the State it came from and the ISU; by others once that State has opened it."""
        return self.filter(below_engagement(viewer))

    def undecided(self):
        """Those of which the State has not said yet who may read them."""
        said = [apps.get_model("engagements", name).objects.values("item") for name in ("Release", "NamedGrant")]
        return self.exclude(Q(release_id__in=said[0]) | Q(release_id__in=said[1]))
