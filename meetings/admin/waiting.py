"""What of this app needs action first, for the desk's queue, and the meetings on the file page of an engagement."""

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import attention, panel, waiting
from meetings.models import Invitation, Meeting
from meetings.times import clocks


def to_send():
    """Invitations every host approved that can go out now."""
    return Invitation.objects.filter(status="approved", held_back=False, meeting__status="planned")


def begun():
    """Planned meetings whose hour has come: to be recorded as held, or moved."""
    return Meeting.objects.filter(status="planned", starts_at__lte=timezone.now())


def proposed():
    """Invitations that wait for a host, for meetings that still lie ahead."""
    return Invitation.objects.filter(status="proposed", meeting__status__in=["planned", "postponed"])


@attention("invitations_to_send", _("Approved invitations wait to be sent."))
def invitations_to_send():
    return to_send().values("meeting__host_engagements")


@attention("meeting_begun", _("A meeting has begun: record that it was held."))
def meetings_begun():
    return begun().values("host_engagements")


@attention("meeting_host_withdrew", _("A host withdrew: the meeting waits to be cancelled."))
def meetings_whose_host_withdrew():
    ahead = Meeting.objects.filter(status__in=["planned", "postponed"])
    return ahead.filter(pk__in=ahead.filter(host_engagements__status="withdrawn").values("pk")).values("host_engagements")


@waiting("invitations_to_send")
def count_to_send():
    return (
        _("Invitations to send"),
        to_send().count(),
        reverse("admin:meetings_invitation_changelist") + "?status__exact=approved",
    )


@waiting("invitations_proposed")
def count_proposed():
    return (
        _("Invitations with the hosts"),
        proposed().count(),
        reverse("admin:meetings_invitation_changelist") + "?status__exact=proposed",
    )


@waiting("meetings_begun")
def count_begun():
    return _("Meetings to record as held"), begun().count(), reverse("admin:meetings_meeting_changelist") + "?course=begun"


@panel("meetings", _("Meetings"), order=30)
def meetings_of(engagement, request):
    count = {
        name: Count("invitations", distinct=True, filter=Q(invitations__status__in=statuses))
        for name, statuses in {"proposed": ["proposed"], "approved": ["approved"], "accepted": ["accepted"]}.items()
    }
    rows = Meeting.objects.visible_to(request.viewer).filter(host_engagements=engagement)
    rows = rows.annotate(**count, people=Count("participants", distinct=True)).order_by("-starts_at", "reference")
    context = {"meetings": [(row, clocks(row)) for row in rows], "engagement": engagement}
    return render_to_string("admin/meetings/panel.html", context, request)
