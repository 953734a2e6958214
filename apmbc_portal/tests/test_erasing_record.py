"""What is said of people in history and in ledgers, and how it goes out of both."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.words import GONE
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.tests.test_erasing import verify_ledger
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact
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


