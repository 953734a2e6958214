"""What people agreed to: given, confirmed again, withdrawn, run out. Nothing else changes a consent, and no edit of a contact does."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Viewer
from apmbc_portal.workflow import Refused
from engagements import consequences
from engagements.models import Correspondence
from meetings import letters
from meetings.models import Consent, Contact, Meeting, Participant
from meetings.models.organisation import two_years_on

LIST, NAMING = Consent.Purpose.CONTACT_LIST, Consent.Purpose.NAMING
NIGHT = Viewer(label="the portal, every night")
ASKED_BEFORE = datetime.timedelta(weeks=6)  # the end, so that nobody is asked while away and found gone
End = Consent.End


@dataclass(frozen=True)
class Given:
    """How somebody agrees: where, in which words for each purpose, in which language, and by which letter the ISU knows of it."""

    where: str
    wordings: dict
    language: str
    cites: Correspondence | None = None

    def of(self, purpose):
        """The columns of a consent given in this way."""
        return {"wording": self.wordings[purpose], "language": self.language, "given_in": self.where, "cites": self.cites}


def word_objection(letter):
    """Why the ISU cannot record upon this letter what somebody agreed to; an empty string means it can."""
    if letter is None:
        return _("Cite the letter, mail or call in which they agreed.")
    if letter.way == letter.Way.OUT and letter.kind != letter.Kind.CALL:
        return _("That was sent by the ISU. Cite what they, or their delegation, wrote or said.")
    return _("The check refused its file, so that nobody can read it.") if letter.file and letter.is_refused else ""


@transaction.atomic
def give(contact, purpose, *, wording, **origin):
    """Write down that a person agreed today, in these words; other words than before are another consent."""
    known = contact.consents.filter(purpose=purpose, withdrawn_on__isnull=True).first()
    if known and known.is_in_force and known.wording == wording:
        _hold_on(Consent.objects.filter(pk=known.pk))
        return known
    if known:
        _end(Consent.objects.filter(pk=known.pk), End.REPLACED if known.is_in_force else End.LAPSED)
    return Consent.objects.create(contact=contact, purpose=purpose, wording=wording, **origin)


@transaction.atomic
def withdraw(contact, purpose, *, by, **detail):
    """End a consent of this person from now on, with all it brings about; whether there was one in force."""
    ended = _end(contact.consents.filter(purpose=purpose, withdrawn_on__isnull=True), End.WITHDRAWN)
    if not ended:
        untick(contact, purpose)
    else:
        over(contact, purpose)
        record(by, "withdraw_consent", subject_of(contact), row=row_of(contact), purpose=purpose, **detail)
    return bool(ended)


@transaction.atomic
def confirm(contact, purposes, *, by, cites=None):
    """A person says that their details are right, and which consents go on; those they leave out stay as they are.

    Only what is in force can go on: a consent that ran out is given anew, in the words shown then. Returns how many went on. The
    ISU cites the letter, mail or call in which they said so. Raises `Refused`.
    """
    if by.isu and (reason := word_objection(cites)):
        raise Refused(reason)
    if not Contact.objects.select_for_update().filter(pk=contact.pk, erased_on=None).exists():
        return 0  # removed in this moment, by themselves or because their time was over
    today, last = timezone.localdate(), two_years_on()
    kept = _hold_on(contact.consents.in_force().filter(purpose__in=purposes))
    history.update(Contact.objects.filter(pk=contact.pk), confirmed_on=today, expires_on=last)
    record(
        by,
        "confirm_details",
        subject_of(contact),
        row=row_of(contact),
        purposes=sorted(purposes),
        until=last.isoformat(),
        cites=str(cites or ""),
    )
    return kept


def end_run_out():
    """Write down the end of consents that nobody confirmed in time; returns how many. Running it again changes nothing."""
    return sum(_run_out(pk) for pk in Consent.objects.run_out().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _run_out(pk):
    row = Consent.objects.select_for_update(of=["self"]).run_out().filter(pk=pk).select_related("contact").first()
    if row is None:  # confirmed or withdrawn in this moment
        return 0
    Consent.objects.filter(pk=pk).update(withdrawn_on=row.expires_on, ended_as=End.LAPSED)
    over(row.contact, row.purpose)
    record(NIGHT, "consent_ran_out", subject_of(row.contact), row=row_of(row.contact), purpose=row.purpose)
    return 1


def ask_to_confirm():
    """Write to everybody whose consent ends within six weeks, once for each last day; returns how many letters.

    Who does not answer is not asked again: silence lets it end.
    """
    today = timezone.localdate()
    ending = Consent.objects.in_force(today).filter(expires_on__lte=today + ASKED_BEFORE, asked_on__isnull=True)
    people = Contact.objects.filter(pk__in=ending.values("contact")).exclude(email="")
    return sum(_ask(contact, ending.filter(contact=contact), today) for contact in people)


@transaction.atomic
def _ask(contact, rows, today):
    ending = list(rows.order_by("expires_on", "pk"))
    if not rows.update(asked_on=today):  # another night's work was quicker
        return 0
    letters.confirm_details(contact, ending)
    return 1


def wants_no_invitations(address):
    """Whether everybody known by this address withdrew from being written to about meetings, and did not agree anew."""
    people = Contact.objects.filter(email__iexact=address, erased_on=None) if address else Contact.objects.none()
    of_theirs = Consent.objects.filter(contact=OuterRef("pk"), purpose=Consent.Purpose.INVITATIONS)
    refused = Exists(of_theirs.filter(ended_as=End.WITHDRAWN)) & ~Exists(of_theirs.in_force())
    return people.exists() and not people.exclude(refused).exists()


@transaction.atomic
def move_mailbox(contact, before):
    """Somebody else gave this person another address: links sent to the one before end, and whoever reads it is told."""
    Contact.objects.filter(pk=contact.pk).update(link_version=F("link_version") + 1)
    if before:
        letters.address_replaced(contact, before)


def over(contact, purpose):
    """What the end of a consent brings about; of being named, what the table of consequences says.

    Comes before the line in the record: a decision, too, locks its text before the counter.
    """
    hold_meetings(contacts=[contact.pk])
    untick(contact, purpose)
    if purpose == NAMING or (purpose == LIST and spoke_of_both(contact)):
        consequences.apply("end_naming", contact)


def hold_meetings(*, contacts=(), meetings=()):
    """Let nobody freeze who was at these meetings, or at those of these people, before this transaction ends.

    Whoever sends a report holds its meeting too (reports/actions.py), before the first line in the record: who does more than end
    one consent takes this at the start, or the two could wait for each other.
    """
    theirs = Participant.objects.filter(contact__in=contacts).values("meeting")
    rows = Meeting._base_manager.select_for_update(no_key=True).filter(Q(pk__in=theirs) | Q(pk__in=meetings))
    list(rows.order_by("pk").values_list("pk", flat=True))


def spoke_of_both(contact):
    """Whether what they agreed to is from before the two were asked apart: its sentence spoke of the list of a report as well."""
    rows = contact.consents.filter(purpose=LIST, given_in="")
    return rows.exists() and not contact.consents.filter(purpose=NAMING).exists()


def untick(contact, purpose):
    """Take a person's tick away at every meeting: a later consent at another one must not bring it back at these."""
    if tick := Participant.TICKS.get(purpose):
        history.update(Participant.objects.filter(contact=contact, **{tick: True}), **{tick: False})


def subject_of(contact):
    """How history calls a person: by a number, so that erasing them leaves history standing."""
    return f"contact {contact.pk}"


def row_of(contact):
    return f"meetings.contact:{contact.pk}"


def _hold_on(rows):
    return rows.update(confirmed_on=timezone.localdate(), expires_on=two_years_on(), asked_on=None)


def _end(rows, how):
    return rows.update(withdrawn_on=timezone.localdate(), ended_as=how)
