"""What is said of people in history and in ledgers, and how it goes out of both."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, LedgerEntry, LedgerWords
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.audit.taking_out import take_out_of_ledgers
from apmbc_portal.links import token_for
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import GONE
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.tests.test_erasing import verify_ledger
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact, of_enquiry
from apmbc_portal.web.privacy.retention import purge
from engagements.models import Enquiry
from meetings.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    contact = make.make_contact(make.make_organisation(name="Clear Fields"), name="Ana Vero", email="ana@demo.example")
    make.make_contact(name="Bo Other", email="ana@demo.example")
    return contact


def test_the_isu_takes_out_of_the_record_what_somebody_s_own_click_left_there(client, ana):
    """Whoever calls themselves like a word of the portal's takes it nowhere along; the ISU reads the place and takes the words out."""
    Contact.objects.filter(pk=ana.pk).update(name="Zquelle")
    ana.refresh_from_db()
    entry = record_decision(
        "XAA", isu_viewer(), "open", "A text", text="Zquelle spoke, ana@demo.example wrote, then zquelle again."
    )
    record(isu_viewer(), "act", "A step", note="Zquelle asked.")
    person = of_contact(ana)
    erase(person, by=person.acting(), by_link=True)
    first, second = Remnant.objects.filter(row__startswith="audit.ledgerwords").order_by("start")
    (line,) = Remnant.objects.filter(row__startswith="audit.event")
    client.force_login(make.make_staff())
    address = reverse("admin:privacy_remnant_change", args=[first.pk])
    page = client.get(address).content.decode()
    assert "<mark>Zquelle</mark> spoke" in page
    assert reverse("admin:audit_ledgerentry_change", args=[entry.pk]) in page
    assert "do not stand there" in client.post(address, {"decision": "", "take_out": "Somebody"}).content.decode()
    assert (
        "do not stand there" in client.post(address, {"decision": "", "take_out": "spoke"}).content.decode()
    )  # no name, and not marked
    assert client.post(address, {"decision": "", "take_out": "Zquelle"}).status_code == 302
    entry.refresh_from_db()
    assert entry.text == f"{GONE} spoke, ana@demo.example wrote, then {GONE} again."  # another contact has the address too
    assert (
        client.post(reverse("admin:privacy_remnant_change", args=[line.pk]), {"take_out": "zquelle", "decision": "x"}).status_code
        == 302
    )
    assert Event.objects.get(verb="act").detail == {"note": f"{GONE} asked."}
    assert Event.objects.get(verb="act").taken_out_at
    assert not Remnant.objects.filter(settled_at=None, row__startswith="audit").exists()
    assert verify_ledger() == []
    assert client.post(address, {"take_out": "spoke", "decision": "x"}).status_code == 200  # decided: nothing more is taken out
    second.refresh_from_db()
    assert (second.decision, LedgerEntry.objects.get(pk=entry.pk).text.count("spoke")) == ("Taken out of the record.", 1)


def test_a_place_is_marked_where_it_stands_after_somebody_before_it_was_taken_out(ana):
    Contact.objects.filter(pk=ana.pk).update(name="Zquelle")
    ana.refresh_from_db()
    bo = make.make_contact(name="Bo Longer Name", email="bo@demo.example")
    entry = record_decision("XAA", isu_viewer(), "open", "A text", text="Bo Longer Name and Zquelle spoke; Bo Longer Name left.")
    person = of_contact(ana)
    erase(person, by=person.acting(), by_link=True)
    place = Remnant.objects.get(row__startswith="audit.ledgerwords")
    assert place.words == ("Bo Longer Name and ", "Zquelle", " spoke; Bo Longer Name left.")
    erase(of_contact(bo), by=isu_viewer())
    place.refresh_from_db()
    entry.refresh_from_db()
    assert entry.text == f"{GONE} and Zquelle spoke; {GONE} left."
    assert (place.words[1], place.settled_at) == ("Zquelle", None)


@pytest.mark.parametrize("who", ["contact", "account"])
def test_whose_time_is_over_stays_in_a_text_a_state_decided_upon_and_nowhere_else_in_the_record(who):
    long_ago = timezone.now() - datetime.timedelta(days=3 * 365)
    if who == "account":
        User.objects.filter(pk=make.make_user(name="Ana Vero", email="ana@demo.example").pk).update(date_joined=long_ago)
    else:
        contact = make.make_contact(make.make_organisation(), name="Ana Vero", email="ana@demo.example")
        contact.consents.all().delete()
        Contact.objects.filter(pk=contact.pk).update(added_on=long_ago.date(), confirmed_on=None, expires_on=None)
    make.make_contact(name="Bo Other", email="bo@demo.example")
    signed = Viewer(label="Focal point", shared=True, signatory="Ana Vero, Counsellor")
    entry = record_decision("XAA", signed, "open", "A text", text="Ana Vero spoke.", note="Asked by VERO, Ana; Bo Other agreed.")
    record(signed, "open", "A text", note="Ana Vero called.")
    purge()
    entry.refresh_from_db()
    assert (entry.text, entry.signed_by, entry.note) == (
        "Ana Vero spoke.",
        f"{GONE}, Counsellor",
        f"Asked by {GONE}; Bo Other agreed.",
    )
    assert LedgerEntry.objects.latest("number").detail["reason"] == "over"
    assert Event.objects.get(verb="open").detail == {"note": f"{GONE} called.", "signed_by": f"{GONE}, Counsellor"}
    assert verify_ledger() == []


def test_who_only_ever_signed_from_a_shared_mailbox_writes_to_the_isu_and_goes():
    enquiry = Enquiry.objects.create(kind="question", name="Mai Signer", email="mai@demo.example", text="Please remove me.")
    signed = Viewer(label="Focal point", shared=True, signatory="Mai Signer, Counsellor")
    entry = record_decision("XAA", signed, "open", "A text")
    erase(of_enquiry(enquiry), by=isu_viewer())
    entry.refresh_from_db()
    assert entry.signed_by == f"{GONE}, Counsellor"


def test_a_ledger_is_read_in_as_many_queries_however_long_it_is(client, django_assert_num_queries):
    state = make.make_state()
    client.force_login(make.make_focal_point(state))
    address = reverse("ledger")
    record_decision(state.iso3, isu_viewer(), "open", "A text", text="Words", note="Note", to="A party")
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    for number in range(3):
        record_decision(state.iso3, isu_viewer(), "open", f"Text {number}", text=f"Zquelle {number}", note="Note")
    rows = LedgerWords.objects.filter(words__contains="Zquelle")
    take_out_of_ledgers(rows, lambda value: (value.replace("Zquelle", GONE), value.count("Zquelle")), reason="erased")
    with django_assert_num_queries(len(first) + 1):  # the entries that took words out
        assert GONE in client.get(address).content.decode()


def test_a_person_s_own_click_reaches_the_ledgers_of_every_state_and_no_other_person(client, ana):
    entries = [
        record_decision(chain, isu_viewer(), "open", "A text", text="ANA VÉRO and Bo Other spoke.") for chain in ("XAA", "XAB")
    ]
    page = reverse("person", args=[token_for("person", f"contact:{ana.pk}", ana.link_version)])
    assert "history and the States&#x27; ledgers" in client.get(f"{page}erase/").content.decode()
    assert client.post(f"{page}erase/", {"understood": "yes"}).status_code == 200
    for entry in entries:
        entry.refresh_from_db()
        assert entry.text == f"{GONE} and Bo Other spoke."
        last = LedgerEntry.objects.filter(chain=entry.chain).latest("number")
        assert (last.verb, last.person, last.subject) == ("take_out", None, "words of entry 1")
    assert verify_ledger() == []
