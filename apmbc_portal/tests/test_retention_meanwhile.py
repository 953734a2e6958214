"""Who comes back in the moment in which the night takes what is over is not over any more."""

import datetime

import pytest
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event
from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.privacy import retention
from apmbc_portal.web.privacy.retention import purge
from meetings import consents
from meetings.models import Consent, Contact

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def at(row, **columns):
    type(row).objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


MEANWHILE = {
    "confirms": lambda contact: consents.confirm(contact, [], by=Viewer(label="the person")),
    "agrees": lambda contact: consents.give(contact, Consent.Purpose.INVITATIONS, wording="-"),
    "is named": lambda contact: make.make_participant(
        make.make_meeting(), contact, may_be_listed=False, organisation_agrees=False
    ),
}


@pytest.mark.parametrize("how", MEANWHILE)
def test_who_comes_back_while_the_night_looks_is_kept(monkeypatch, how):
    contact, over = (at(make.make_contact(), added_on=ago(2000).date()) for _each in range(2))
    real = retention.hold

    def meanwhile(model, keys):
        if model is Contact:
            MEANWHILE[how](contact)
        return real(model, keys)

    monkeypatch.setattr(retention, "hold", meanwhile)
    assert purge()["contacts"] == 1
    assert not Contact.objects.filter(pk=over.pk).exists()
    contact.refresh_from_db()
    assert contact.erased_on is None


def test_who_confirms_after_the_night_has_taken_them_confirms_nothing():
    contact = at(make.make_contact(), added_on=ago(2000).date())
    purge()
    assert consents.confirm(contact, ["contact_list"], by=Viewer(label="the person")) == 0
    assert not Event.objects.filter(verb="confirm_details").exists()


def test_who_signs_in_while_the_night_looks_keeps_the_account(monkeypatch):
    user, over = (at(make.make_user(), date_joined=ago(2000)) for _each in range(2))
    real = retention.hold

    def meanwhile(model, keys):
        if model is User:
            at(user, last_login=timezone.now())
        return real(model, keys)

    monkeypatch.setattr(retention, "hold", meanwhile)
    assert purge()["accounts"] == 1
    assert set(User.objects.filter(is_active=True)) == {user}
