"""Who may see which row of this app. Everything that shows, counts, exports or sends starts here."""

import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from meetings.querysets import below_meeting
from reports.workflow import ReportStatus

WITH_THE_STATE = [ReportStatus.WITH_STATE, ReportStatus.SENT_BACK, ReportStatus.APPROVED]


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(below_meeting(viewer))


class OutcomeReportQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """The report as a file: the ISU always, the host States once it was sent to them; others see single texts only."""
        if viewer.isu:
            return self
        hosted = apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states)
        return self.filter(meeting__in=hosted, status__in=WITH_THE_STATE)


class ReportTextQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Texts by the rule; while the ISU still drafts, by the ISU alone; to others only once approved."""
        if viewer.isu:
            return self
        own = Q(report__meeting__in=apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states))
        own &= Q(report__status__in=WITH_THE_STATE)
        return self.filter(below_meeting(viewer, path="report__meeting"), own | Q(report__status=ReportStatus.APPROVED))


class InterestQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """The partner's own; what it shared, by those it shared it with. That both are in discussion is another question."""
        seen = Q(organisation__in=viewer.organisations)
        if viewer.isu:
            seen |= Q(shared_with__in=["isu", "state"])
        elif viewer.states:
            hosted = apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states)
            ours = Q(text__report__meeting__in=hosted) | Q(request__engagement__state__in=viewer.states)
            seen |= ours & Q(shared_with="state")
        return self.filter(seen)

    def asking(self):
        """What partners wish to be told of, and is not told: a host has still to agree."""
        return self.filter(shared_with="state", may_be_shown=True, shown_since=None)

    def hosted_by(self, iso3):
        hosted = apps.get_model("meetings", "Meeting").host_engagements.through.objects.filter(engagement__state__iso3=iso3)
        return self.filter(Q(request__engagement__state__iso3=iso3) | Q(text__report__meeting__in=hosted.values("meeting")))

    def with_standing(self):
        """Each row's `standing`, from the words of both sides."""
        standing = self.model.Standing
        words = apps.get_model("reports", "InterestAgreement").objects.filter(interest=OuterRef("pk"), agrees=False)
        return self.annotate(
            standing=Case(
                When(shown_since__isnull=False, then=Value(standing.IN_DISCUSSION.value)),
                When(may_be_shown=False, then=Value(standing.TOLD.value)),
                When(Exists(words), then=Value(standing.DECLINED.value)),
                default=Value(standing.ASKING.value),
            )
        )

    def in_discussion(self, **subject):
        """Those whom a reader of the subject's page may read of: partner and every host agreed."""
        return self.filter(shown_since__isnull=False, **subject)


class ReturnedFileQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Each State's own, whatever else is opened: not even another host of the same meeting. The ISU reads all."""
        if viewer.isu:
            return self
        return self.filter(engagement__state__in=viewer.states)


class ContactListQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(below_meeting(viewer))


def free(now):
    """The condition that unfinished work is held by nobody: no lease, one that ran out, or one that a wrong clock set far ahead."""
    far = now + datetime.timedelta(seconds=3 * settings.DOCUMENT_LEASE)
    loose = Q(leased_until=None) | Q(leased_until__lt=now) | Q(leased_until__gt=far)
    return Q(status__in=["queued", "running"]) & loose


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """A file is seen by whoever sees what it is made of, and reads the words of that stage.

        A text keeps its audience over all stages, its words do not: what was printed while the ISU drafted stays with
        the ISU, what was printed for the State's eyes stays with both, and others get what the State approved.
        """
        seen = Q(pk__in=[])
        for kind, subject in self.model.SUBJECTS.items():
            of_kind = Q(kind=kind, **{f"{subject.column}__in": subject.model().objects.visible_to(viewer)})
            for way, label in subject.also:
                of_kind &= Q(**{f"{way}__in": apps.get_model(label).objects.visible_to(viewer)})
            if subject.inside and not viewer.isu:
                of_kind &= Q(**{f"{subject.states}__in": viewer.states})
            if not viewer.isu:
                own = Q(
                    made_for="state", pk__in=self.model.objects.filter(**{f"{subject.states}__in": viewer.states}).values("pk")
                )
                of_kind &= Q(made_for="readers") | own if viewer.states else Q(made_for="readers")
            seen |= of_kind
        return self.filter(seen)

    def pending(self):
        return self.filter(status__in=["queued", "running"])

    def ready(self):
        return self.filter(status="ready")

    def due(self):
        """What a worker may take now, oldest first: queued, or left behind by a worker whose lease ran out."""
        return self.filter(free(timezone.now()), attempt__lt=F("attempts_allowed")).order_by("asked_at")

    def given_up(self):
        """Held by nobody, with no attempt to go: whatever is in it brings the worker down."""
        return self.filter(free(timezone.now()), attempt__gte=F("attempts_allowed"))
