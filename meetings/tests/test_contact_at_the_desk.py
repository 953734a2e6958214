"""At the desk too nobody takes over what somebody else agreed to, attended or is let in to."""

import pytest
from django.urls import reverse

from apmbc_portal.testing import factories as make
from engagements.decisions import grant_to
from engagements.models import CommitteeSeat, Delegate
from meetings.models import Contact, Representation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    contact = make.make_contact(name="Ana Vero", email="ana@demo.example")
    make.make_participant(make.make_meeting(status="held"), contact, attendance="present")
    make.make_contact(name="Bo Other")
    make.make_contact(contact.organisation, name="Ana Next", email=contact.email)
    return contact


def change(desk, contact, **typed):
    given = {"organisation": contact.organisation_id, "name": contact.name, "title": "", "email": contact.email, "phone": "",
             "language": "en", "user": "", "consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}  # fmt: skip
    return desk.post(reverse("admin:meetings_contact_change", args=[contact.pk]), given | typed)


def faults(answer):
    return set(answer.context["adminform"].form.errors) if answer.status_code == 200 else set()


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"name": "Ben Next", "email": "ben@demo.example"}, {"name"}),
        ({"name": "Ben Next"}, {"name"}),
        ({"name": "Next, Ana"}, {"name"}),  # a colleague who is known at this address
        ({"name": "Ana María Vero"}, set()),
        ({"email": "vero@demo.example"}, set()),
        ({"title": "President", "phone": "+41 22 000 00 00"}, set()),
    ],
)
def test_another_person_is_another_contact(desk, ana, typed, refused):
    assert faults(change(desk, ana, **typed)) == refused
    fresh = Contact.objects.get(pk=ana.pk)
    assert all(getattr(fresh, name) == value for name, value in typed.items()) == (not refused)


def test_who_took_part_for_one_organisation_is_not_moved_to_another(desk, ana):
    other = make.make_organisation()
    assert faults(change(desk, ana, organisation=other.pk)) == {"organisation"}
    fresh = make.make_contact(name="Uma New")
    assert faults(change(desk, fresh, organisation=other.pk, name="Zoe Typed")) == set()  # nothing hangs on it yet
    assert Contact.objects.filter(organisation=other).get().name == "Zoe Typed"


@pytest.mark.parametrize(
    ("account", "refused"),
    [
        ({"name": "Somebody Else", "email": "else@demo.example"}, {"user"}),
        ({"name": "VERO Ana", "email": "vero@gov.example"}, set()),
        ({"name": "A. V.", "email": "Ana+portal@demo.example"}, set()),
    ],
)
def test_an_account_is_linked_to_the_person_whose_it_is(desk, ana, account, refused):
    """Who takes part in a meeting reads by their account what was opened to its participants."""
    user = make.make_user(**account)
    assert faults(change(desk, ana, user=str(user.pk))) == refused
    assert (Contact.objects.get(pk=ana.pk).user_id == user.pk) == (not refused)


def test_a_seat_a_posting_and_a_representation_stay_whose_they_are(desk):
    seat = make.make_delegate().delegations.get().seat
    partner, other = make.make_partner(), make.make_user()
    rows = [(seat, "state", make.make_state().pk), (seat.delegates.get(), "user", other.pk),
            (partner.representations.get(), "organisation", make.make_organisation().pk),
            (partner.representations.get(), "user", other.pk)]  # fmt: skip
    before = [list(model.objects.values()) for model in (CommitteeSeat, Delegate, Representation)]
    for row, name, value in rows:
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        inline = {"delegates-TOTAL_FORMS": 0, "delegates-INITIAL_FORMS": 0}
        assert desk.post(address, {name: str(value), "starts": row.starts.isoformat(), "ends": ""} | inline).status_code == 302
    inline = {
        "delegates-TOTAL_FORMS": 1, "delegates-INITIAL_FORMS": 1, "delegates-0-id": seat.delegates.get().pk, "delegates-0-seat": seat.pk,
        "delegates-0-user": str(other.pk), "delegates-0-starts": seat.starts.isoformat(), "delegates-0-ends": "",
    }  # fmt: skip
    address = reverse("admin:engagements_committeeseat_change", args=[seat.pk])
    assert desk.post(address, {"starts": seat.starts.isoformat(), "ends": ""} | inline).status_code == 302
    assert [list(model.objects.values()) for model in (CommitteeSeat, Delegate, Representation)] == before


@pytest.mark.parametrize("known_by", ["an invitation", "a grant by name", "a representation", "nobody"])
@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"name": "Another Foundation"}, {"name"}),
        ({"name": "Clear Fields International"}, set()),
        ({"name": "CFT"}, set()),
        ({"state": True}, {"state"}),
    ],
)
def test_an_organisation_that_a_state_knows_does_not_become_another(desk, known_by, typed, refused):
    row = make.make_organisation(name="Clearing Former Territories", short_name="Clear Fields")
    if known_by == "an invitation":
        make.make_invitation(organisation=row, status="approved")
    elif known_by == "a grant by name":
        host = make.make_engagement()
        grant_to(host, row.party_id, row.name, engagement=host, by=make.viewer_of(make.make_focal_point(host.state)))
    elif known_by == "a representation":
        make.make_partner(row)
    else:
        make.make_invitation(organisation=row, status="proposed")
        refused = set()
    given = {"name": row.name, "short_name": row.short_name, "kind": row.kind, "state": "", "email": ""} | typed
    given["state"] = make.make_state().pk if typed.get("state") else ""
    assert faults(desk.post(reverse("admin:meetings_organisation_change", args=[row.pk]), given)) == refused
