"""Who may see which row of this app. Everything that shows, counts, exports or sends starts here."""

from django.apps import apps
from django.db import models
from django.db.models import Q

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


class ContactListQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(below_meeting(viewer))


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """A file is seen by whoever sees what it is made of."""
        texts = apps.get_model("reports", "ReportText").objects.visible_to(viewer)
        lists = apps.get_model("reports", "ContactList").objects.visible_to(viewer)
        return self.filter(Q(text__in=texts) | Q(contact_list__in=lists))

    def pending(self):
        return self.filter(status__in=["queued", "running"])
