"""All that is held about a person, as plain data: the page shows it, and the person takes it along as JSON (docs/privacy.md)."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.notices.models import Letter
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.viewer import capacities_of
from meetings.models import Meeting, Participant
from reports.forgetting import names
from reports.kinds import about_meetings
from reports.models import Document

DAYS_SHOWN, DAYS_FOLDED = 6, 60  # of letters, on a page; the file to take along names every one
SHAPE = 1  # raised when a key of the file changes its meaning
# What a letter was about, without its words: those speak of a State's file.
ABOUT = {
    gettext_lazy("a meeting"): ("invitation", "date_changed", "meeting_postponed", "meeting_cancelled"),
    gettext_lazy("your details"): ("confirm_details", "own_page", "contact_moved"),
    gettext_lazy("your account"): (
        "welcome", "new_password", "sign_in_code", "password_changed", "second_factor_changed", "second_factor_reset",
        "address_changed", "login_code",
    ),
}  # fmt: skip


def held(person, *, for_isu=False):
    """Everything about `person`. Meetings and documents are named as far as whoever took part may know of them, or the ISU."""
    viewer = Viewer(isu=True) if for_isu else as_participant(person)
    return {
        "shape": SHAPE,
        "made_on": timezone.localdate(),
        "names": person.names,
        "addresses": person.addresses,
        "contacts": [contact_data(contact, viewer) for contact in person.contacts],
        "account": account_data(person.user),
        "messages": [
            {"sent_on": row.at.date(), "name": row.name, "organisation": row.organisation, "text": row.text}
            for row in person.enquiries
        ],
        "letters": [
            {"sent_on": row.sent_at.date(), "to": row.to, "about": matter(row.kind)}
            for row in letters_to(person).filter(status=Letter.Status.SENT).order_by("-sent_at")
        ],
        "documents": [
            {"title": row.title, "kind": str(row.get_kind_display()), "made_on": row.asked_at.date()}
            for row in documents_of(person, viewer)
        ],
    }


def contact_data(contact, viewer):
    return {
        "number": contact.pk,
        "organisation": contact.organisation.name,
        "name": contact.name,
        "function": contact.title,
        "email": contact.email,
        "telephone": contact.phone,
        "language": contact.language,
        "entered_on": contact.added_on,
        "confirmed_on": contact.confirmed_on,
        "consents": [
            {
                "purpose": row.purpose,
                "purpose_in_words": str(row.get_purpose_display()),
                "wording": row.wording,
                "language": row.language,
                "given_on": row.given_on,
                "given_in": row.given_in,
                "given_in_words": row.origin(),
                "confirmed_on": row.confirmed_on,
                "holds_until": row.expires_on,
                "ended_on": row.withdrawn_on,
                "ended_as": row.ended_as,
                "in_force": row.is_in_force,
            }
            for row in contact.consents.select_related("cites")
        ],
        "participations": participations(contact, viewer),
    }


def as_participant(person):
    """What whoever took part in these meetings may see, in no other capacity they may have."""
    rows = Participant.objects.filter(contact__in=person.contacts).values_list("meeting", "meeting__host_engagements")
    return Viewer(meetings=frozenset(pk for pk, _host in rows), attends=frozenset(host for _pk, host in rows if host))


def participations(contact, viewer):
    known = set(Meeting.objects.visible_to(viewer).filter(participants__contact=contact).values_list("pk", flat=True))
    rows = contact.participations.select_related("meeting").order_by("-meeting__starts_at", "pk")
    return [participation_data(row, row.meeting_id in known) for row in rows]


def participation_data(row, shown):
    meeting = row.meeting
    return {
        "number": row.pk,
        "meeting": meeting.title if shown else _("a meeting whose host does not show it"),
        "reference": meeting.reference if shown else "",
        "held_on": meeting.starts_at.date() if shown and meeting.starts_at else None,
        "part": str(row.get_part_display()),
        "reply": str(row.get_reply_display()),
        "attendance": str(row.get_attendance_display()),
        "language_needs": row.language_needs,
        "access_needs": row.access_needs,
        "asks_for_sponsorship": row.sponsorship,
        "agrees_to_be_listed": row.may_be_listed,
        "agrees_to_be_named": row.may_be_named,
    }


def account_data(user):
    if user is None:
        return None
    return {
        "name": user.name,
        "function": user.title,
        "email": user.email,
        "language": user.language,
        "time_zone": user.time_zone,
        "opened_on": user.date_joined.date(),
        "last_sign_in": user.last_login,
        "functions_today": [one.label for one in capacities_of(user)],
    }


def letters_to(person):
    """The letters that went, or wait to go, to an address of theirs; of a shared mailbox, those addressed to their name."""
    to, named = Q(), Q(to_name="")
    for address in person.addresses:
        to |= Q(to__iexact=address)
    for name in person.names:
        named |= Q(to_name__iexact=name)
    return Letter.objects.filter(to, named) if to else Letter.objects.none()


def matter(kind):
    return next((str(words) for words, kinds in ABOUT.items() if kind in kinds), _("a file you work on"))


@dataclass
class Matter:
    """The letters about one thing, as a page shows them: how many on which day, newest first, the later ones folded away."""

    about: str
    days: list = field(default_factory=list)  # (day, how many that day)

    @property
    def count(self):
        return sum(number for _day, number in self.days)

    @property
    def newest(self):
        return self.days[:DAYS_SHOWN]

    @property
    def earlier(self):
        return self.days[DAYS_SHOWN : DAYS_SHOWN + DAYS_FOLDED]

    @property
    def unlisted(self):
        return sum(number for _day, number in self.days[DAYS_SHOWN + DAYS_FOLDED :])


def by_matter(letters):
    """The `letters` of `held`, newest first, as a page shows them; the matter of the newest letter stands first."""
    matters = {}
    for (about, day), number in Counter((one["about"], one["sent_on"]) for one in letters).items():
        matters.setdefault(about, Matter(about)).days.append((day, number))
    return list(matters.values())


def documents_of(person, viewer):
    """The documents that print them, of those `viewer` may see: that another exists is for its State to tell."""
    rows = Document.objects.visible_to(viewer).exclude(status=Document.Status.EXPIRED)
    rows = list(rows.filter(about_meetings(Meeting.objects.filter(participants__contact__in=person.contacts))))
    return [row for row in rows if any(names(row.kind, row.content, contact) for contact in person.contacts)]
