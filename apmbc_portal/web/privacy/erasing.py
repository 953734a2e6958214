"""Erasing a person: what holds them is emptied or deleted, what counts them stays, what names them elsewhere is found.

Everything happens in one transaction, in the order of `erase`: rows first, then words, documents made of both, at last the record.
"""

from functools import reduce
from operator import or_
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apmbc_portal.accounts import sessions
from apmbc_portal.accounts.models import ERASED, StaffAppointment, User
from apmbc_portal.audit.models import Event
from apmbc_portal.audit.record import record
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import empty, forget_history
from apmbc_portal.privacy.words import Sought
from apmbc_portal.web.privacy import letters
from apmbc_portal.web.privacy.held import letters_to
from apmbc_portal.web.privacy.person import same
from apmbc_portal.web.privacy.terms import ordinary
from apmbc_portal.web.privacy.traces import remember, replace, take_out_of_record
from apmbc_portal.web.viewer import capacities_of
from apmbc_portal.workflow import Capacity, Refused
from engagements.models import Enquiry, Nomination
from meetings.consents import hold_meetings
from meetings.models import Consent, Contact, Invitation, Organisation, Participant, Representation
from reports.forgetting import forget

NOBODY = "–"  # stands where a name was, in every language
NOT_SOUGHT = _lazy(
    "Somebody else here bears this name: texts are not searched for it, so look at the reports of these meetings yourself."
)
NO_NEEDS = {"language_needs": "", "access_needs": "", "sponsorship": False}
WAITING = [Letter.Status.DRAFT, Letter.Status.QUEUED, Letter.Status.HELD]


def functions_today(person):
    """The functions for which an account is needed as long as they last, in words."""
    held = capacities_of(person.user) if person.user else []
    return ", ".join(one.label for one in held if one.capacity != Capacity.PARTICIPANT)


def refusal(person, by, *, by_link=False):
    """Why this person cannot be removed now; an empty string when they can."""
    if by_link and person.user and person.user.is_active:
        return _("You have an account here: please sign in first. A letter with a link can be passed on, an account cannot.")
    if not (functions := functions_today(person)):
        return ""
    if by.isu:
        return _("They hold a function today (%(functions)s): end it first.") % {"functions": functions}
    return _(
        "You hold a function today (%(functions)s), and the account is needed as long as it lasts. Whoever gave it to you ends it: "
        "write to the Implementation Support Unit, then come back here."
    ) % {"functions": functions}


@transaction.atomic
def erase(person, *, by, by_link=False, note=""):
    """Remove the person from everything the portal may change; returns what was done, as counts. Raises `Refused`."""
    if reason := refusal(person, by, by_link=by_link):
        raise Refused(reason)
    hold_meetings(contacts=[contact.pk for contact in person.contacts])
    names, addresses = theirs_alone(person)
    sought = Sought(names, addresses)
    sure = set(names if by.isu else certain(person, names))
    done = {
        "letters": empty_letters(of_theirs(letters_to(person), addresses)),
        "letters_about": empty_letters(Letter.objects.filter(about_enquiries(person))),
        "enquiries": empty_enquiries(Enquiry.objects.filter(pk__in=[row.pk for row in person.enquiries])),
        **empty_contacts(person.contacts),
        "mailboxes": empty_mailboxes(addresses),
        "accounts": empty_account(person.user) if person.user else 0,
    }
    sure -= ordinary(sure)
    taken_out = Sought(sorted(sure), addresses)
    done["words"] = replace(taken_out)
    documents = [forget(one, by=by) for one in printed_as(person, names, addresses, sure)]
    done["documents"] = sum(len(one.removed) for one in documents)
    done["record"] = take_out_of_record(taken_out, reason="erased")  # also the titles of the documents that went
    still = [document for one in documents for document in one.still_named]
    done["remnants"] = len(remember(sought, person.subject, still, by=by))
    if done["remnants"]:
        letters.remnants(done["remnants"])
    record(by, "erase_person", person.subject, note=sought.without(note)[0], **done)
    return done


def stands_in(name, others):
    """Whether it is one of these names or a part of one: who erases “Ana Vero” takes nothing from “Ana Vero Santos”."""
    sought, folded = Sought([name], []), same(name)
    return any(same(other) == folded or sought.places(other) for other in others)


def theirs_alone(person):
    """(names, addresses) to look for in words: those nobody else here has, or another person would vanish with them."""
    others, taken = everybody_but(person.contacts, [person.user] if person.user else [])
    return (
        [name for name in person.names if not stands_in(name, others)],
        [address for address in person.addresses if address not in taken],
    )


def everybody_but(contacts, users):
    """(the names, the addresses in small letters) of everybody else here."""
    rows = [
        *Contact.objects.filter(erased_on=None).exclude(pk__in=[row.pk for row in contacts]).values_list("name", "email"),
        *User.objects.exclude(pk__in=[row.pk for row in users]).values_list("name", "email"),
    ]
    return {name for name, _email in rows}, {email.lower() for _name, email in rows}


def shared_names(person):
    """Their names that somebody else here bears as well, so that no text is searched for them."""
    alone = theirs_alone(person)[0]
    return [name for name in person.names if name not in alone]


def of_theirs(letters, addresses):
    """Of letters that bear no name those to a mailbox of theirs alone: in one that others read they are as much the others'."""
    own = Q()
    for address in addresses:
        own |= Q(to__iexact=address)
    return letters.filter(own | ~Q(to_name="")) if addresses else letters.exclude(to_name="")


def certain(person, names):
    """Of `names` those that are taken out of other people's words on the person's own click; the ISU looks at where the others stand.

    Anybody can write to us, or call themselves, "Mine clearance", and an organisation names whom it likes: a name of the contact page
    alone, of one word, one they gave themselves, or one that only an organisation's link has written, would take words of others along.
    """
    rows = [row for row in person.rows if row not in person.enquiries]
    for row in rows:
        corrected = Event.objects.filter(verb="correct_details", detail__row=f"{row._meta.label_lower}:{row.pk}")
        if any("name" in detail.get("fields", ()) for detail in corrected.values_list("detail", flat=True)):
            return []
    known = {row.name for row in rows if not (isinstance(row, Contact) and written_by_a_link(row))}
    return [name for name in names if name in known and len(name.split()) > 1]


def written_by_a_link(contact):
    """Whether nobody but an organisation, by its personal link, stands for this name: it named them, and they never came; or renamed them."""
    took_part = contact.participations.all()
    lines = Event.objects.filter(person=None, detail__participant__in=list(took_part.values_list("pk", flat=True)))
    renamed = lines.filter(verb="correct_person").values_list("detail", flat=True)
    if any("name" in detail.get("fields", ()) for detail in renamed):
        return True
    return lines.filter(verb="name_person").exists() and not took_part.present().exists()


def empty_letters(rows):
    """Take reader and words out of letters; that one went out, of which kind and when, stays. Nothing that waits is sent."""
    keys = list(rows.values_list("pk", flat=True))
    rows = Letter.objects.filter(pk__in=keys)
    rows.filter(status__in=WAITING).update(status=Letter.Status.DISCARDED)
    forget_history(Letter, keys)
    return rows.update(to="", to_name="", subject=NOBODY, body="", link_subject="", error="")


def about_enquiries(person):
    """The condition on letters by which the ISU was told of what this person wrote: they hold it word for word."""
    return reduce(or_, (Q(kind="enquiry", body__contains=str(row.pk)) for row in person.enquiries), Q(pk__in=[]))


def empty_enquiries(rows):
    """Take person and words out; that somebody wrote, of which kind and when, stays."""
    keys = list(rows.values_list("pk", flat=True))
    forget_history(Enquiry, keys)
    return Enquiry.objects.filter(pk__in=keys).update(name=NOBODY, email="", organisation="", text="")


def empty_contacts(contacts):
    """Delete contacts nobody counts; of who took part in a meeting an empty row stays, so that the figures do. Returns counts."""
    keys = [contact.pk for contact in contacts]
    consents = list(Consent.objects.filter(contact__in=keys).values_list("pk", flat=True))
    Consent.objects.filter(pk__in=consents).delete()
    forget_history(Consent, consents)  # after the deletion, which leaves a last version of its own
    participations = Participant.objects.filter(contact__in=keys).values_list("pk", flat=True)
    number = empty(Participant, participations, **NO_NEEDS, **dict.fromkeys(Participant.TICKS.values(), False))
    counted = set(Participant.objects.filter(contact__in=keys).values_list("contact", flat=True))
    Contact.objects.filter(pk__in=set(keys) - counted).delete()
    forget_history(Contact, keys)
    Contact.objects.filter(pk__in=counted).update(
        name=NOBODY, title="", email="", phone="", language="en", user=None, confirmed_on=None, expires_on=None,
        erased_on=timezone.localdate(), link_version=F("link_version") + 1,
    )  # fmt: skip
    return {"contacts": len(keys), "consents": len(consents), "participations": number}


def empty_mailboxes(addresses):
    """Take their address out where it stands for an organisation: who is invited next needs another one."""
    total = 0
    for address in addresses:
        total += empty_invitations(Invitation.objects.filter(to_email__iexact=address))
        total += empty(Organisation, Organisation.objects.filter(email__iexact=address).values_list("pk", flat=True), email="")
    return total


def empty_invitations(rows):
    """Take out to whom they were addressed, and end their links: nobody is left who could be asked whose they are."""
    keys = list(rows.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=keys).update(link_version=F("link_version") + 1)
    return empty(Invitation, keys, to_email="", to_name="")


def empty_account(user):
    """End every session and every way to sign in. An empty row stays under the number that history knows."""
    sessions.end_all(user)
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    for model in (UserSession, EmailAddress, Authenticator):
        model.objects.filter(user=user).delete()
    for model in (Nomination, Representation, StaffAppointment):
        empty(model, model.objects.filter(user=user).values_list("pk", flat=True), function="")
    forget_history(User, [user.pk])
    Contact.objects.filter(user=user).update(user=None)
    gone = User.objects.get(pk=user.pk)
    gone.set_unusable_password()
    return User.objects.filter(pk=user.pk).update(
        email=f"{user.pk.hex}{ERASED}", name=NOBODY, title="", language="en", time_zone="Europe/Zurich", is_active=False,
        last_login=None, password=gone.password,
    )  # fmt: skip


def printed_as(person, names, addresses, sure):
    """The person as documents may print them, by what is theirs alone: as each contact was before, or by the name of the account.

    Who only wrote to us is printed nowhere. A name that is not `sure` is looked for in lists of people alone, not among words.
    """
    nowhere = SimpleNamespace(name="")
    rows = [(row.pk, row, row.organisation) for row in person.contacts]
    if not rows and person.user:
        rows = [(person.subject, person.user, nowhere)]
    return [
        SimpleNamespace(
            pk=pk, organisation=organisation, name=row.name if row.name in names else "", in_words=row.name in sure,
            email=row.email if row.email.lower() in addresses else "",
        )
        for pk, row, organisation in rows
    ]  # fmt: skip


def goes(person, by):
    """What the page of confirmation says will be gone, in sentences."""
    consents = Consent.objects.filter(contact__in=person.contacts).count()
    sent = letters_to(person).count()
    said = [
        (len(person.contacts), ngettext("your name, function, address and number as a contact", "your name, function, address and number in %(n)s organisations", len(person.contacts))),
        (consents, ngettext("what you agreed to, %(n)s time", "what you agreed to, %(n)s times", consents)),
        (sent, ngettext("your name, address and the words in %(n)s letter to you", "your name, address and the words in %(n)s letters to you", sent)),
        (len(person.enquiries), ngettext("what you wrote on the contact page", "what you wrote on the contact page, %(n)s times", len(person.enquiries))),
        (1 if person.user else 0, _("your account, with its password, second factor and every session")),
    ]  # fmt: skip
    lines = [words % {"n": count} for count, words in said if count]
    lines.append(_("contact lists, files and other documents that print you; they are made anew without you"))
    if by.isu or certain(person, person.names):
        lines.append(
            _(
                "your name where the portal or the ISU wrote it: notes, messages, drafts, the list of who took part, history and the States' ledgers, which then say that words are gone"
            )
        )
    return lines


def stays(person, by):
    """What must stay, and why, in sentences."""
    took_part = Participant.objects.filter(contact__in=person.contacts).count()
    lines = []
    if took_part:
        lines.append(
            ngettext(
                "that somebody took part in %(n)s meeting, of which kind of organisation, without your name: the figures of meetings stay true",
                "that somebody took part in %(n)s meetings, of which kind of organisation, without your name: the figures of meetings stay true",
                took_part,
            )
            % {"n": took_part}
        )
    if not by.isu and not certain(person, person.names):
        lines.append(_("your name where it stands in words of others: it could be another's, and the ISU looks at each place"))
    return [
        *lines,
        _("lines of history and entries in the States' ledgers: they know you by a number that leads nowhere any more"),
        _("what a State wrote, sealed or approved: the ISU looks at each place that names you and decides with the State"),
        _("backups made before today, until they are deleted, and copies that others have received already"),
    ]
