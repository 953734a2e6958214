import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.models import Engagement
from meetings.models.meeting import HostedByMeeting, Meeting
from meetings.models.organisation import Consent, Contact, Organisation
from meetings.querysets import InvitationQuerySet, ParticipantQuerySet
from meetings.workflow import INVITATION_MOVES, InvitationStatus


class Invitation(HostedByMeeting, models.Model):
    """An invitation to an organisation: proposed, approved by every host State, sent, answered by naming people."""

    MOVES = INVITATION_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations", verbose_name=_("meeting"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation"))
    to_name = models.CharField(_("addressed to"), max_length=200, blank=True)
    to_email = models.EmailField(_("sent to"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=InvitationStatus, default=InvitationStatus.PROPOSED, editable=False, db_index=True
    )
    held_back = models.BooleanField(default=False, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)  # raising it ends every link sent before
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["meeting", "organisation"], name="one_invitation_per_organisation")]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        """As ledger and history call it: whom, and to what."""
        said = {"organisation": self.organisation, "reference": self.meeting.reference, "meeting": self.meeting.title}
        return str(_("Invitation of %(organisation)s to %(reference)s, %(meeting)s") % said)


class HostApproval(models.Model):
    """One host State's word on one invitation; where two people decide, at first the word of one, which approves nothing yet."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="approvals")
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    approved = models.BooleanField(_("approved"), null=True)  # None: the first of two people has approved
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(_("by"), max_length=200)
    # Of a first word: who said it, where they stand, or the letter that did; and its entry in the ledger.
    person = models.UUIDField(null=True)
    place = models.CharField(max_length=7, blank=True)
    letter = models.ForeignKey("engagements.Correspondence", models.PROTECT, null=True, related_name="+")
    entry = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "engagement"], name="one_word_per_host")]

    def __str__(self):
        return f"{self.invitation}: {self.approved}"


class Participant(models.Model):
    """A person an invited organisation names, or a host brings; what they answered and whether they came."""

    class Part(models.TextChoices):
        HOST = "host", _("delegation of the host State")
        COMMITTEE = "committee", _("Committee")
        INVITED = "invited", _("invited")
        ISU = "isu", _("ISU")

    class Reply(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", _("not recorded")
        PRESENT = "present", _("present")
        ONLINE = "online", _("present online")
        ABSENT = "absent", _("absent")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants", verbose_name=_("meeting"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="participations", verbose_name=_("person"))
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="participants", verbose_name=_("invitation")
    )
    part = models.CharField(_("takes part as"), max_length=10, choices=Part, default=Part.INVITED)
    reply = models.CharField(_("reply"), max_length=10, choices=Reply, default=Reply.OPEN)
    attendance = models.CharField(_("attendance"), max_length=10, choices=Attendance, default=Attendance.UNKNOWN)
    language_needs = models.CharField(_("language"), max_length=200, blank=True)
    access_needs = models.CharField(_("access"), max_length=300, blank=True)
    sponsorship = models.BooleanField(_("asks for sponsorship"), default=False)
    may_be_listed = models.BooleanField(_("agrees to be in the contact list"), default=False)
    may_be_named = models.BooleanField(_("agrees to be named in the report"), default=False)

    # What somebody agrees to meeting by meeting: purpose of the consent → its tick here. One without the other names nobody.
    TICKS = {Consent.Purpose.CONTACT_LIST: "may_be_listed", Consent.Purpose.NAMING: "may_be_named"}

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["contact__organisation__name", "contact__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "contact"], name="one_participation_per_person"),
            models.CheckConstraint(
                condition=~Q(reply="declined") | ~Q(attendance__in=["present", "online"]),
                name="who_declined_was_not_there",
                violation_error_message=_("Somebody who declined cannot be recorded as present: change the reply first."),
            ),
        ]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self):
        return str(self.contact)
