"""Who asks: all rows that are one person. Whoever reads the mailbox of an address is taken for the people recorded with it."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from apmbc_portal.accounts.history import oneself
from apmbc_portal.accounts.models import User
from apmbc_portal.visibility import Viewer
from engagements.models import Enquiry
from meetings.models import Contact
from reports.search import fold


def same(name):
    """A name as it is compared: without case, accents and odd spaces."""
    return " ".join(fold(name).split())


@dataclass(frozen=True)
class Person:
    """One human being, by the rows that hold them: contacts in organisations, an account, what they wrote on the contact page.

    Rows are one person where address and name are the same: a shared mailbox holds several people. `key` and `version` go into
    the personal link; an account needs none, it signs in.
    """

    key: str
    version: int
    contacts: tuple = ()
    user: User | None = None
    enquiries: tuple = ()

    @property
    def rows(self):
        return [*self.contacts, *([self.user] if self.user else []), *self.enquiries]

    @property
    def name(self):
        return self.rows[0].name

    @property
    def names(self):
        return sorted({row.name for row in self.rows if row.name})

    @property
    def addresses(self):
        return sorted({row.email.lower() for row in self.rows if row.email})

    @property
    def language(self):
        code = next((row.language for row in self.rows if getattr(row, "language", "")), "")
        return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def is_demo(self):
        return any(getattr(row, "is_demo", False) for row in self.rows)

    @property
    def subject(self):
        """How history calls them."""
        return f"person {self.user.pk}" if self.user else self.key.replace(":", " ")

    def acting(self):
        """They themselves, as history writes it down."""
        return oneself(self.user) if self.user else Viewer(label=_("the person, by personal link"))


def of_contact(contact):
    """The person a contact is; None for a row from which somebody was erased."""
    if contact.erased_on:
        return None
    user = contact.user or _account(contact.email, contact.name)
    return _gathered(f"contact:{contact.pk}", contact.link_version, contact.email, contact.name, first=contact, user=user)


def of_user(user):
    return _gathered(f"user:{user.pk}", 1, user.email, user.name, user=user)


def of_enquiry(enquiry):
    user = _account(enquiry.email, enquiry.name)
    return _gathered(f"enquiry:{enquiry.pk}", 1, enquiry.email, enquiry.name, user=user)


def people_at(address):
    """Everybody recorded with this address: one `Person` for each name."""
    found = {}
    for contact in Contact.objects.filter(email__iexact=address, erased_on=None).order_by("pk"):
        found.setdefault(same(contact.name), lambda row=contact: of_contact(row))
    for user in User.objects.filter(email__iexact=address, is_active=True):
        found.setdefault(same(user.name), lambda row=user: of_user(row))
    for enquiry in Enquiry.objects.filter(email__iexact=address).order_by("pk"):
        found.setdefault(same(enquiry.name), lambda row=enquiry: of_enquiry(row))
    return [gather() for gather in found.values()]


def by_key(key, version=None):
    """The person a link names, or None: the row is gone, or (where `version` is given) the link has ended."""
    kind, _colon, pk = key.partition(":")
    model, gather = {"contact": (Contact, of_contact), "user": (User, of_user), "enquiry": (Enquiry, of_enquiry)}.get(
        kind, (None, None)
    )
    try:
        row = model.objects.filter(pk=int(pk) if kind == "contact" else uuid.UUID(pk)).first() if model else None
    except (ValueError, OverflowError):
        return None
    person = gather(row) if row else None
    return person if person and version in (None, person.version) else None


def becomes_another(person, name):
    """Whether somebody else is recorded under this name at an address of theirs: with it they would be taken for that one."""
    own = {(row._meta.model, row.pk) for row in person.rows}
    for address in person.addresses:
        for model in (Contact, User, Enquiry):
            rows = model.objects.filter(email__iexact=address)
            if any(same(row.name) == same(name) and (model, row.pk) not in own for row in rows):
                return True
    return False


def _account(address, name):
    rows = User.objects.filter(email__iexact=address, is_active=True) if address else []
    return next((user for user in rows if same(user.name) == same(name)), None)


def _gathered(key, version, address, name, *, first=None, user=None):
    rows = Contact.objects.filter(erased_on=None).select_related("organisation")
    contacts = {first.pk: first} if first else {}
    if address:
        for row in rows.filter(email__iexact=address).order_by("pk"):
            if same(row.name) == same(name):
                contacts.setdefault(row.pk, row)
    if user and (own := rows.filter(user=user).first()):
        contacts.setdefault(own.pk, own)
    written = Enquiry.objects.filter(email__iexact=address).order_by("-at") if address else []
    enquiries = tuple(row for row in written if same(row.name) == same(name))
    return Person(key, version, tuple(contacts.values()), user, enquiries)
