"""Who gets into the desk: somebody who acts as ISU staff today, by a dated row, and nobody else."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from apmbc_portal.notices.kinds import KINDS
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.web.viewer import SESSION_KEY

pytestmark = pytest.mark.django_db


def ended_staff():
    return make.make_staff(starts=make.today() - datetime.timedelta(days=90), ends=make.today() - datetime.timedelta(days=1))


def future_staff():
    return make.make_staff(starts=make.today() + datetime.timedelta(days=1))


OUTSIDE = {
    "focal point": make.make_focal_point,
    "Committee member": make.make_delegate,
    "Chair": lambda: make.make_delegate(chair=True),
    "partner": make.make_partner,
    "staff whose appointment ended yesterday": ended_staff,
    "staff from tomorrow": future_staff,
    "somebody without any capacity": make.make_user,
}


def addresses():
    """Every list of the desk, its first page, and its page of records."""
    lists = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry]
    return [reverse("admin:index"), reverse("admin:records"), *lists]


def test_staff_in_office_read_every_list(client):
    client.force_login(make.make_staff())
    assert {address: client.get(address).status_code for address in addresses()} == dict.fromkeys(addresses(), 200)


def test_the_page_of_one_app_lists_its_records(client):
    client.force_login(make.make_staff())
    page = client.get(reverse("admin:app_list", args=["notices"])).content.decode()
    assert reverse("admin:notices_letter_changelist") in page
    assert reverse("admin:engagements_obligation_changelist") not in page


def test_the_desk_has_no_second_place_for_passwords(client):
    client.force_login(make.make_staff())
    assert {client.get(f"/admin/{name}/").status_code for name in ("password_change", "password_change/done")} == {404}


def test_staff_open_every_form_for_a_new_row(client):
    client.force_login(make.make_staff())
    for model, model_admin in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        assert client.get(address).status_code == (200 if model_admin.may_add else 403), address


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_gets_in(client, who):
    client.force_login(OUTSIDE[who]())
    for address in addresses():
        assert client.get(address).status_code == 302, address
    refused = client.get(reverse("admin:login"))
    assert refused.status_code == 403
    assert "The desk is for ISU staff" in refused.content.decode()


def test_signed_out_goes_to_the_portals_sign_in_and_comes_back(client):
    target = reverse("admin:engagements_correspondence_changelist")
    answer = client.get(target, follow=True)
    path, query = answer.redirect_chain[-1][0].split("?")
    assert path == reverse("account_login")
    assert query == f"next={target}"


def test_sign_in_never_leads_out_of_the_desk(client):
    answer = client.get(reverse("admin:login") + "?next=https://elsewhere.example/")
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('admin:index')}"


def test_staff_who_act_as_something_else_are_outside_until_they_switch(client):
    state = make.make_state()
    user = make.make_staff(user=make.make_focal_point(state))
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = f"state:{state.pk}"
    session.save()
    assert client.get(reverse("admin:index")).status_code == 302
    session[SESSION_KEY] = ""
    session.save()
    assert client.get(reverse("admin:index")).status_code == 200


def test_admins_of_other_packages_are_not_on_the_desk():
    packages = {model._meta.app_label for model in admin.site._registry}
    assert packages <= {"accounts", "audit", "notices", "privacy", "engagements", "meetings", "reports"}


def test_nothing_is_deleted_by_default(client):
    state = make.make_state()
    client.force_login(make.make_staff())
    assert client.post(reverse("admin:engagements_state_delete", args=[state.pk]), {"post": "yes"}).status_code == 403
    listed = client.get(reverse("admin:engagements_state_changelist")).content.decode()
    assert "delete_selected" not in listed


def test_letters_are_found_by_what_they_are_about_in_words(client):
    client.force_login(make.make_staff())
    for kind in ("report_for_decision", "pause"):
        Letter.objects.create(to="a@demo.example", subject=f"About {kind}", body="-", kind=kind)
    address = reverse("admin:notices_letter_changelist")
    page = client.get(address)
    assert [words in page.content.decode() for words in ("Report for decision", "Engagement paused", ">pause<")] == [
        True,
        True,
        False,
    ]
    found = client.get(address, {"kind": "pause"}).context["cl"].queryset
    assert [letter.kind for letter in found] == ["pause"]
    written = {path.stem for path in Path(settings.BASE_DIR, "templates/letters").glob("*.txt")}
    assert written - set(KINDS) == {"engagement_moved", "meeting_facts", "seal"}  # sent as the step it tells of; pieces of others
