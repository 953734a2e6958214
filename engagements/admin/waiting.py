"""What of this app needs action first, for the desk's queue."""

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts.models import StaffAppointment
from apmbc_portal.desk import attention, waiting
from apmbc_portal.notices.models import Letter
from engagements.models import Comment, Engagement, EngagementRequest, Enquiry, Nomination, Proposal, Suggestion


@attention("submitted", _("A request waits to be acknowledged."))
def submitted():
    return EngagementRequest.objects.filter(status="submitted").values("engagement")


@attention("transcribing", _("A request is being recorded on the State's behalf."))
def transcribing():
    return EngagementRequest.objects.open_drafts().filter(on_behalf=True).values("engagement")


@attention("message", _("The State wrote last."))
def state_wrote_last():
    latest = Comment.objects.filter(engagement=OuterRef("engagement"), kind="message").order_by("-at", "-pk").values("pk")[:1]
    last = Comment.objects.filter(kind="message").annotate(latest=Subquery(latest)).filter(pk=F("latest"))
    return last.exclude(author__in=StaffAppointment.objects.on().values("user")).values("engagement")


@attention("suggestions", _("A suggestion of the Chair is open."))
def open_suggestions():
    return Suggestion.objects.filter(status="open").values("request__engagement")


@attention("letters", _("A letter is uncertain or failed."))
def letters_to_decide():
    files = Letter.objects.filter(status__in=["uncertain", "failed"]).exclude(about="").values("about")
    return Engagement.objects.filter(reference__in=files).values("pk")


@attention("frozen", _("Two authorities claim to speak for the State: the file is at rest."))
def at_rest_between_two_claims():
    return Engagement.objects.filter(state__frozen=True).values("pk")


@waiting("requests")
def requests_to_acknowledge():
    count = EngagementRequest.objects.filter(status="submitted").count()
    return _("Requests to acknowledge"), count, reverse("admin:index") + "?needs=submitted"


@waiting("enquiries")
def enquiries_open():
    count = Enquiry.objects.filter(status=Enquiry.Status.OPEN).count()
    return _("Enquiries open"), count, reverse("admin:engagements_enquiry_changelist") + "?status__exact=open"


@waiting("proposals")
def focal_points_proposed():
    count = Proposal.objects.open().count()
    return _("Focal points to confirm"), count, reverse("admin:engagements_proposal_changelist") + "?status__exact=open"


@waiting("lapsed")
def nominations_that_ran_out():
    """States that nobody can speak for fully: the last nomination ran out."""
    count = Nomination.objects.last_word().values("state").distinct().count()
    return (
        _("States whose last nomination has run out"),
        count,
        reverse("admin:engagements_nomination_changelist") + "?period=ended",
    )
