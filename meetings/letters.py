"""One function per letter of this app; each goes out in its reader's language."""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from engagements.letters import to_focal_points
from meetings.models import Contact, Participant
from meetings.times import clocks
from meetings.workflow import InvitationStatus

BATCH = datetime.timedelta(minutes=30)
ASKED = [InvitationStatus.SENT, InvitationStatus.ACCEPTED]  # who declined is written to no more


def language_of(code):
    """The reader's language where the portal speaks it: a letter never mixes languages."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def write(meeting, readers, template, subject, *, kind="", link=None, **context):
    """Queue one letter a reader; `readers` are (address, name, language). A link to somebody's own page stands at the end."""
    context["has_own_page"] = bool(link) and link[0] == "person"
    for email, name, language in readers:
        with override(language_of(language)):
            times = clocks(meeting)
            words = {"name": name, "meeting": meeting, "times": times, "hosts": host_names(meeting)}
            words |= {"isu": settings.ISU_EMAIL, "site": settings.SITE_URL}
            # A plain text: nothing in it is HTML, so nothing is escaped as HTML.
            body = render_to_string(f"letters/{template}.txt", words | context)
            queue(email, subject(), body, to_name=name, about=meeting.about(), kind=kind or template, link=link)


def host_names(meeting):
    return ", ".join(host.state.name for host in meeting.hosts())


def to_invited(invitation):
    """(address, name, language) of the one to whom an invitation goes."""
    known = Contact.objects.filter(organisation=invitation.organisation_id, email__iexact=invitation.to_email).first()
    return (invitation.to_email, invitation.to_name, known.language if known else "en")


def reached(meeting):
    """Everybody who knows of the meeting from the ISU, each address once: (reader, invitation or None, contact or None)."""
    found = {}
    for invitation in meeting.invitations.filter(status__in=ASKED).exclude(to_email="").select_related("organisation"):
        found[invitation.to_email.lower()] = (to_invited(invitation), invitation, None)
    people = meeting.participants.filter(reply=Participant.Reply.ACCEPTED).exclude(contact__email="").select_related("contact")
    for person in people:
        contact = person.contact
        found.setdefault(contact.email.lower(), ((contact.email, contact.name, contact.language), None, contact))
    return list(found.values())


def host_readers(meeting):
    readers = [reader for host in meeting.hosts() for reader in to_focal_points(host.state)]
    return list(dict.fromkeys(readers))


def invitations_proposed(meeting, number):
    """To the hosts: organisations wait for their word."""
    write(
        meeting, host_readers(meeting), "invitations_proposed",
        lambda: _("%(reference)s: organisations proposed for your approval") % {"reference": meeting.reference},
        number=number,
    )  # fmt: skip


def second_word_wanted(meeting, people):
    """To whoever may confirm what a colleague approved: one letter for all organisations of a list within half an hour."""

    def subject():
        return _("%(reference)s: organisations wait for your word as the second person") % {"reference": meeting.reference}

    unsent = Letter.objects.filter(
        kind="second_word_wanted", about=meeting.about(), status__in=[Letter.Status.QUEUED, Letter.Status.HELD]
    )
    told = set(unsent.values_list("to", "subject"))
    fresh = [one for one in people if (one[0], subject()) not in told]
    write(meeting, fresh, "second_word_wanted", subject)
    unsent.filter(to__in=[one[0] for one in fresh]).update(not_before=timezone.now() + BATCH)


def invitation(row):
    """The invitation itself, with the personal link by which the organisation answers."""
    write(
        row.meeting, [to_invited(row)], "invitation",
        lambda: _("Invitation: %(title)s") % {"title": row.meeting.title},
        link=("invitation", row.pk, row.link_version), organisation=row.organisation,
    )  # fmt: skip


def date_changed(meeting, without=()):
    """To everybody who knows of the meeting, but for the invitations in `without`: it has another date."""
    for reader, row, contact in reached(meeting):
        if row and row.pk in without:
            continue
        write(
            meeting, [reader], "date_changed",
            lambda: _("New date: %(title)s") % {"title": meeting.title},
            link=("invitation", row.pk, row.link_version) if row else own_page(contact), has_link=row is not None,
        )  # fmt: skip
    to_hosts(meeting, _("the date was changed"))


def postponed(meeting):
    for reader, _row, contact in reached(meeting):
        write(
            meeting, [reader], "meeting_postponed",
            lambda: _("Postponed: %(title)s") % {"title": meeting.title},
            link=own_page(contact) if contact else None,
        )  # fmt: skip
    to_hosts(meeting, meeting.get_status_display())


def cancelled(meeting):
    """To the hosts alone; who was invited is told when the invitations end."""
    to_hosts(meeting, meeting.get_status_display())


def invitation_ended(meeting):
    """To everybody who was invited or named: it will not take place as announced. Gives no reason: that is the State's."""
    for reader, _row, contact in reached(meeting):
        write(
            meeting, [reader], "meeting_cancelled",
            lambda: _("Cancelled: %(title)s") % {"title": meeting.title},
            link=own_page(contact) if contact else None,
        )  # fmt: skip


def to_hosts(meeting, what):
    write(
        meeting, host_readers(meeting), "meeting_moved",
        lambda: _("%(reference)s: %(what)s") % {"reference": meeting.reference, "what": what},
        what=what,
    )  # fmt: skip


def confirm_details(contact, ending):
    """To somebody whose consents (`ending`, the first to end before the others) end soon: each goes on only if they say so."""
    with override(language_of(contact.language)):
        words = {"name": contact.name, "organisation": contact.organisation, "ending": ending, "isu": settings.ISU_EMAIL}
        body = render_to_string("letters/confirm_details.txt", words)
        link = own_page(contact)
        queue(contact.email, _("Please confirm your details"), body, to_name=contact.name, kind="confirm_details", link=link)


def address_replaced(contact, before):
    """To the address somebody had until now, without the new one: if it was not they who wished it, they find out here."""
    with override(language_of(contact.language)):
        words = {"name": contact.name, "organisation": contact.organisation, "isu": settings.ISU_EMAIL}
        body = render_to_string("letters/contact_moved.txt", words)
        queue(before, _("Another address is recorded for you"), body, to_name=contact.name, kind="contact_moved")


def own_page(contact):
    """The personal link to all that is held about somebody: (view, subject, version)."""
    return ("person", f"contact:{contact.pk}", contact.link_version)
