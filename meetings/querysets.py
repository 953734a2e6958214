"""Who may see which row of this app. Everything that shows, counts, exports or sends starts here."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apmbc_portal.visibility import open_to


def below_meeting(viewer, path="meeting"):
    """`open_to` for a row that hangs below a meeting; `path` is the name of its meeting, empty on the meeting itself."""
    hosts = apps.get_model("meetings", "Meeting").host_engagements.through.objects

    def meetings(**condition):
        return hosts.filter(**condition).values("meeting")

    on = f"{path}__in" if path else "pk__in"
    return open_to(
        viewer,
        own=Q(**{on: meetings(engagement__state__in=viewer.states)}),
        withheld=Q(**{on: meetings(engagement__withheld=True)}),
        attended=Q(**{on: viewer.meetings}),
    )


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Meetings whose calendar entry is open to `viewer`; the invited read of theirs in the invitation."""
        if viewer.isu:
            return self
        others = Q(held_back=True)
        own = Q(pk__in=self.hosted_by(viewer.states)) if viewer.states else Q(pk__in=[])
        return self.filter(below_meeting(viewer, path="")).exclude(others & ~own)

    def hosted_by(self, states):
        """Ids of the meetings a State among `states` hosts."""
        return self.model.host_engagements.through.objects.filter(engagement__state__in=states).values("meeting")

    def upcoming(self, now):
        return self.filter(status="planned", starts_at__gte=now)

    def held(self):
        return self.filter(status__in=["held", "closed"])


class ReleasableBelowMeetingQuerySet(models.QuerySet):
    """Agendas, papers: each with an audience of its own, decided by the hosts of its meeting."""

    def visible_to(self, viewer):
        return self.filter(below_meeting(viewer))


class PaperQuerySet(ReleasableBelowMeetingQuerySet):
    def originals_for(self, viewer):
        """Papers whose file as it was handed in `viewer` may have: evidence for the ISU and the hosts alone."""
        if viewer.isu:
            return self
        return self.filter(meeting__in=apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states))


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Whom a State wishes to invite is known to the State and the ISU alone."""
        if viewer.isu:
            return self
        return self.filter(meeting__in=apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states))

    def saying_who_is_named(self):
        """Each with `agrees_to_be_named`: whether its organisation may be named in what is told of the meeting."""
        agreed = apps.get_model("meetings", "OrganisationConsent").objects.in_force()
        agreed = agreed.filter(meeting=OuterRef("meeting"), organisation=OuterRef("organisation"))
        return self.annotate(agrees_to_be_named=Exists(agreed))


class OrganisationConsentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_on__isnull=True)


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Presence is never shown without cause: the hosts and the ISU see it, everybody else only in released texts."""
        if viewer.isu:
            return self
        return self.filter(meeting__in=apps.get_model("meetings", "Meeting").objects.hosted_by(viewer.states))

    def known(self):
        """Without the empty rows of people who were erased: nobody is written into them again."""
        return self.filter(contact__erased_on__isnull=True)

    def taking_part(self):
        """Those who came, or are expected to: accepted and not absent."""
        return self.filter(Q(attendance__in=["present", "online"]) | Q(reply="accepted", attendance="unknown"))

    def present(self):
        return self.filter(attendance__in=["present", "online"])

    def listed(self):
        """Those who agreed to be in the contact list of the meeting and did not withdraw it."""
        return self._agreeing("contact_list")

    def named(self):
        """Those who agreed to be named in its report, with presence and words, and did not withdraw it."""
        return self._agreeing("naming")

    def _agreeing(self, purpose):
        consents = apps.get_model("meetings", "Consent").objects.in_force().filter(contact=OuterRef("contact"), purpose=purpose)
        return self.filter(Exists(consents), **{self.model.TICKS[purpose]: True})


class ConsentQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Consents that hold on `day` (today unless told): neither ended nor past their last day."""
        return self.filter(withdrawn_on__isnull=True, expires_on__gte=day or timezone.localdate())

    def run_out(self, day=None):
        """Consents nobody confirmed in time, whose end was not written down yet."""
        return self.filter(withdrawn_on__isnull=True, expires_on__lt=day or timezone.localdate())
