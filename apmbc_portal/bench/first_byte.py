"""The first byte of a contact list as CSV and as vCards: 10,000 people, asked for through the whole portal."""

import datetime
import os
import statistics
import time

PEOPLE, EACH, TIMES = 10_000, 4, 7


def a_list():
    """A contact list of so many people, and its frozen document."""
    from django.utils import timezone

    from apmbc_portal.testing.factories import isu_viewer, make_contact_list
    from meetings.models import Consent, Contact, Meeting, Organisation, Participant
    from reports.documents import ask_for

    meeting = Meeting.objects.filter(status__in=["held", "closed"]).first()
    houses = Organisation.objects.bulk_create(
        Organisation(name=f"Invented organisation {n}", kind="ngo") for n in range(PEOPLE // EACH)
    )
    people = Contact.objects.bulk_create(
        Contact(organisation=houses[n // EACH], name=f"Guest {n}", email=f"guest{n}@demo.example") for n in range(PEOPLE)
    )
    Consent.objects.bulk_create(
        Consent(contact=one, purpose="contact_list", wording="Yes", expires_on=timezone.localdate() + datetime.timedelta(days=90))
        for one in people
    )
    Participant.objects.bulk_create(
        Participant(meeting=meeting, contact=one, reply="accepted", may_be_listed=True) for one in people
    )
    return ask_for("contact_list", make_contact_list(meeting), by=isu_viewer(), user=None)


def main():
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse

    from apmbc_portal.testing.factories import make_focal_point

    document = a_list()
    client = Client(headers={"host": "localhost"})
    client.force_login(make_focal_point(document.contact_list.hosts()[0].state))
    for name, address in (("CSV", "contact_list_csv"), ("vCards", "contact_list_vcard")):
        first, whole = zip(*(timed(client, reverse(address, args=[document.pk])) for _time in range(TIMES)), strict=True)
        print(f"{name}|{statistics.median(first) * 1000:.0f}|{statistics.median(whole) * 1000:.0f}")


def timed(client, address):
    """(seconds to the first byte, seconds to the last)."""
    start = time.perf_counter()
    pieces = iter(client.get(address).streaming_content)
    next(pieces)
    first = time.perf_counter() - start
    for _piece in pieces:
        pass
    return first, time.perf_counter() - start


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")
    main()
