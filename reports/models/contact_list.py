"""Contact lists: whom of a meeting's participants they hold, for what, until when, and to whom they can be opened."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apmbc_portal.visibility import Audience, Releasable
from meetings.models import Meeting, Organisation, Participant
from meetings.models.meeting import HostedByMeeting
from reports.querysets import ContactListQuerySet

# What people agreed to says "given to the participants of a meeting": no State can open a list wider than that.
AGREED_AUDIENCES = (Audience.STATE, Audience.PARTICIPANTS)

# How a list can be narrowed when it is made: name → (label, choices, lookup from the participant).
NARROWINGS = {
    "kinds": (_("kinds of organisation"), Organisation.Kind.choices, "contact__organisation__kind__in"),
    "parts": (_("part in the meeting"), Participant.Part.choices, "part__in"),
    "attendance": (
        _("attendance"),
        [choice for choice in Participant.Attendance.choices if choice[0] != Participant.Attendance.ABSENT],
        "attendance__in",
    ),
}


class ContactList(HostedByMeeting, Releasable):
    """A list of the participants of a meeting who agreed to be in it, for a purpose and until a day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="contact_lists", verbose_name=_("meeting"))
    purpose = models.CharField(_("purpose"), max_length=300)
    dated = models.DateField(_("date of the list"))
    valid_until = models.DateField(_("valid until"))
    # {name in NARROWINGS: [values]}; a name that is missing narrows nothing. Fixed when the list is made.
    narrowed_to = models.JSONField(_("only"), default=dict, blank=True)
    with_hxl = models.BooleanField(
        _("row of HXL tags"),
        default=False,
        help_text=_("Below the headings of the spreadsheet and the CSV file, for programs of humanitarian data exchange."),
    )

    objects = ContactListQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=AGREED_AUDIENCES), name="contact_list_no_wider_than_agreed")
        ]
        verbose_name = _("contact list")
        verbose_name_plural = _("contact lists")

    def __str__(self):
        return _("Contact list of %(meeting)s, %(date)s") % {
            "meeting": self.meeting.title,
            "date": date_format(self.dated, "j F Y"),
        }

    def get_absolute_url(self):
        return reverse("contact_list", args=[self.release_id])

    @property
    def is_over(self):
        return self.valid_until < timezone.localdate()

    @property
    def only(self):
        """What it was narrowed to, in words; empty where it holds everybody who agreed."""
        return said(self.narrowed_to)

    def people(self):
        """The participants it may show today, in no order: they take part, agree, and their details are in force on its day."""
        rows = self.meeting.participants.taking_part().listed()
        rows = rows.filter(Q(contact__expires_on__isnull=True) | Q(contact__expires_on__gte=self.dated))
        return narrowed(rows, self.narrowed_to)

    def release_text(self):
        with override(settings.LANGUAGE_CODE):  # the ledger holds one wording, whoever decides
            only = f"\n{_('Only: %(what)s') % {'what': self.only}}" if self.only else ""
        return f"{self.purpose}\n{self.dated} – {self.valid_until}{only}"

    def release_objection(self):
        if self.is_over:
            return _("This list was valid until %(day)s.") % {"day": date_format(self.valid_until, "j F Y")}
        return ""

    def audience_objection(self, audience):
        if audience in AGREED_AUDIENCES:
            return ""
        return _("The people on it agreed to a list that is given to the participants of the meeting, and to nobody else.")

    def admitted_parties(self):
        """States and organisations whose people take part in the meeting: they are its participants."""
        rows = self.meeting.participants.taking_part()
        ids = rows.values_list("contact__organisation__party_id", "contact__organisation__state__party_id")
        return {party for pair in ids for party in pair if party}

    def party_objection(self, party_id):
        if str(party_id) in map(str, self.admitted_parties()):
            return ""
        return _("The people on it agreed to a list for the participants of the meeting; nobody of this party takes part in it.")


def narrowed(rows, chosen):
    """Participants among `rows` that a list narrowed to `chosen` keeps."""
    wanted = {lookup: chosen[name] for name, (_label, _choices, lookup) in NARROWINGS.items() if chosen.get(name)}
    return rows.filter(**wanted)


def said(chosen):
    """`chosen` in the words of the page: what of each narrowing, joined."""
    parts = [
        ", ".join(str(label) for value, label in choices if value in chosen[name])
        for name, (_label, choices, _lookup) in NARROWINGS.items()
        if chosen.get(name)
    ]
    return "; ".join(part for part in parts if part)
