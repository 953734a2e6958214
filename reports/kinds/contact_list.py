"""The contact list of a meeting: who agreed to be on it, by delegation, kind and organisation.

What is frozen here is what all its forms show: PDF and spreadsheet, CSV and vCard (`reports.exports`), and the page.
"""

from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.text import without_marks
from meetings.models import Organisation, Participant
from reports.kinds.base import Kind
from reports.kinds.words import DAY, when, where
from reports.models import Document

DELEGATIONS = {Participant.Part.HOST: 0, Participant.Part.COMMITTEE: 1}
ORGANISATIONS = Organisation.Kind.values
LARGE = 250  # people; real lists have 30 to 200


class ContactListKind(Kind):
    name = Document.Kind.CONTACT_LIST
    formats = (Document.Format.PDF, Document.Format.XLSX)

    def content(self, contact_list):
        return contact_list_content(contact_list)

    def title(self, content):
        return f"{content['title']}, {content['meeting']}, {content['dated']}"

    def entries(self, content):
        return content["count"]

    def is_large(self, content):
        return content["count"] > LARGE

    def expires_on(self, contact_list):
        return contact_list.valid_until

    def ask_refusal(self, contact_list, viewer):
        return super().ask_refusal(contact_list, viewer) or validity_refusal(contact_list)

    def hand_out_refusal(self, document):
        """A list outlives neither its day nor a consent."""
        if reason := validity_refusal(document.contact_list):
            return reason
        gone = printed_people(document.content) - agreed_people(document.contact_list)
        return _("Somebody on this list no longer agrees to be on it. Make a new one.") if gone else ""

    def is_public(self, contact_list):
        """Never: whoever receives people's details is written down."""
        return False

    def receipt(self, document):
        return {"count": document.entries, "only": document.contact_list.only}

    def place(self, document, viewer):
        if viewer.isu:
            return self.desk_place(document)
        return document.contact_list.get_absolute_url(), _("Contact list, all forms")

    def desk_place(self, document):
        return reverse("admin:reports_contactlist_change", args=[document.contact_list_id]), _("Contact list on the desk")

    def meetings_q(self, meetings):
        return {"contact_list__meeting__in": meetings}


def validity_refusal(contact_list):
    return _("This list is no longer valid. Make a new one.") if contact_list.is_over else ""


def agreed_people(contact_list):
    """The ids of the contacts a list may show today."""
    return set(contact_list.people().values_list("contact_id", flat=True))


def printed_people(content):
    """The ids of the contacts a frozen list prints."""
    return {
        person["id"]
        for group in content["groups"]
        for organisation in group["organisations"]
        for person in organisation["people"]
    }


def contact_list_content(contact_list):
    """All that a contact list shows in any form: only who agreed to it and whose details are in force on its day.

    One wording for all readers, whatever the language of whoever asks: it names days twice, for people and for programs.
    """
    with override(settings.LANGUAGE_CODE):
        meeting = contact_list.meeting
        hosts = list(meeting.host_engagements.select_related("state"))
        rows = people_in(contact_list)
        return {
            "kind": "contact_list",
            "language": settings.LANGUAGE_CODE,
            "labels_language": settings.LANGUAGE_CODE,
            "rtl": False,
            "demo": any(host.state.is_demo for host in hosts),
            "title": _("Contact list"),
            "reference": meeting.reference,
            "meeting": one_line(meeting.title),
            "states": [host.state.name for host in hosts],
            "when": when(meeting),
            "where": where(meeting),
            "purpose": one_line(contact_list.purpose),
            "handling": _(
                "Everybody listed agreed to it for this purpose and can withdraw at any time. Do not pass the list on, do not "
                "use it for anything else, and delete it when it is no longer valid."
            ),
            "only": contact_list.only,
            "with_hxl": contact_list.with_hxl,
            "dated": date_format(contact_list.dated, DAY),
            "valid_until": date_format(contact_list.valid_until, DAY),
            "days": {"dated": contact_list.dated.isoformat(), "valid_until": contact_list.valid_until.isoformat()},
            "count": len(rows),
            "groups": [
                {
                    "title": title,
                    "organisations": [
                        {"name": one_line(organisation.name), "people": [person(row) for row in members]}
                        for organisation, members in groupby(list(of_group), key=lambda row: row.contact.organisation)
                    ],
                }
                for title, of_group in groupby(rows, key=group_of)
            ],
        }


def people_in(contact_list):
    """The participants a list may show today, in its order: delegations of the hosts first, then by kind and organisation."""

    def order(row):
        organisation = row.contact.organisation
        return (
            DELEGATIONS.get(row.part, 2),
            ORGANISATIONS.index(organisation.kind),
            organisation.name,
            organisation.pk,
            row.contact.name,
            row.pk,
        )

    return sorted(contact_list.people().select_related("contact__organisation"), key=order)


def group_of(row):
    """The heading over a person. Asked of the choices themselves: `get_…_display` would cost a long list a second."""
    choice = Participant.Part(row.part) if row.part in DELEGATIONS else Organisation.Kind(row.contact.organisation.kind)
    return str(choice.label)


def person(row):
    """One person as printed."""
    contact = row.contact
    return {"id": contact.pk} | {name: one_line(getattr(contact, name)) for name in ("name", "title", "email", "phone")}


def one_line(text):
    """A line is what a cell, a card and a row of a table hold."""
    return without_marks(text, one_line=True)
