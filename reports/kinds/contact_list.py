"""The contact list of a meeting: who agreed to be on it, by delegation, kind and organisation."""

from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Organisation, Participant
from reports.kinds.base import Kind
from reports.kinds.words import DAY, when, where
from reports.models import Document

DELEGATIONS = {Participant.Part.HOST: 0, Participant.Part.COMMITTEE: 1}
ORGANISATIONS = Organisation.Kind.values


class ContactListKind(Kind):
    name = Document.Kind.CONTACT_LIST

    def content(self, contact_list):
        return contact_list_content(contact_list)

    def title(self, content):
        return f"{content['title']}, {content['meeting']}, {content['dated']}"

    def entries(self, content):
        return content["count"]

    def expires_on(self, contact_list):
        return contact_list.valid_until

    def ask_refusal(self, contact_list, viewer):
        return super().ask_refusal(contact_list, viewer) or validity_refusal(contact_list)

    def hand_out_refusal(self, document):
        """A list outlives neither its day nor a consent."""
        if reason := validity_refusal(document.contact_list):
            return reason
        agreed = {row.contact_id for row in people_in(document.contact_list)}
        gone = printed_people(document.content) - agreed
        return _("Somebody on this list no longer agrees to be on it. Make a new one.") if gone else ""

    def desk_place(self, document):
        return reverse("admin:reports_contactlist_change", args=[document.contact_list_id]), _("Contact list on the desk")

    def meetings_q(self, meetings):
        return {"contact_list__meeting__in": meetings}


def validity_refusal(contact_list):
    return _("This list is no longer valid. Make a new one.") if contact_list.is_over else ""


def printed_people(content):
    """The ids of the contacts a frozen list prints."""
    return {
        person["id"]
        for group in content["groups"]
        for organisation in group["organisations"]
        for person in organisation["people"]
    }


def contact_list_content(contact_list):
    """What the PDF of a contact list prints: only who agreed to it and whose details are in force on its day."""
    meeting = contact_list.meeting
    rows = people_in(contact_list)
    return {
        "kind": "contact_list",
        "language": settings.LANGUAGE_CODE,
        "labels_language": settings.LANGUAGE_CODE,
        "rtl": False,
        "demo": any(host.state.is_demo for host in meeting.host_engagements.select_related("state")),
        "title": _("Contact list"),
        "reference": meeting.reference,
        "meeting": meeting.title,
        "states": [host.state.name for host in meeting.host_engagements.select_related("state")],
        "when": when(meeting),
        "where": where(meeting),
        "purpose": contact_list.purpose,
        "dated": date_format(contact_list.dated, DAY),
        "valid_until": date_format(contact_list.valid_until, DAY),
        "count": len(rows),
        "groups": [
            {
                "title": title,
                "organisations": [
                    {"name": organisation.name, "people": [person(row) for row in members]}
                    for organisation, members in groupby(list(of_group), key=lambda row: row.contact.organisation)
                ],
            }
            for title, of_group in groupby(rows, key=group_of)
        ],
    }


def people_in(contact_list):
    """The participants a list may print today, in its order: delegations of the hosts first, then by kind and organisation."""

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
    return str(row.get_part_display() if row.part in DELEGATIONS else row.contact.organisation.get_kind_display())


def person(row):
    contact = row.contact
    return {"id": contact.pk, "name": contact.name, "title": contact.title, "email": contact.email, "phone": contact.phone}
