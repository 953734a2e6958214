"""The desk's list of what partners share: by standing and host, searched, and taken out with a line in the record."""

import csv
import io

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import (
    make_engagement,
    make_focal_point,
    make_organisation,
    make_published,
    make_request,
    make_staff,
    viewer_of,
)
from reports.interests import agree, disagree
from reports.models import Interest

pytestmark = pytest.mark.django_db
LIST, EXPORT = reverse("admin:reports_interest_changelist"), reverse("admin:reports_interest_export")


@pytest.fixture
def world(client):
    """One interest of each standing in the files of two States, and one that its partner keeps to itself."""
    text = make_published()
    (host,) = text.hosts()
    other = make_engagement()
    asks = {"shared_with": "state", "may_be_shown": True}
    shared = {
        "both": Interest.objects.create(text=text, organisation=make_organisation(name="Agreed Trust"), **asks),
        "asks": Interest.objects.create(
            request=make_request(other, status="submitted"), organisation=make_organisation(name="=Asking()", kind="operator"),
            note="Trucks\nand radios", **asks,
        ),
        "no": Interest.objects.create(text=text, organisation=make_organisation(name="Declined Trust"), **asks),
        "told": Interest.objects.create(text=text, organisation=make_organisation(name="Told Trust"), shared_with="isu"),
    }  # fmt: skip
    Interest.objects.create(text=text, organisation=make_organisation(name="Silent Trust"), note="Between us")
    speaker = viewer_of(make_focal_point(host.state))
    agree(shared["both"], host, by=speaker)
    disagree(shared["no"], host, by=speaker)
    staff = make_staff()
    client.force_login(staff)
    return shared, host.state, other.state, staff


def listed(client, query=""):
    return set(client.get(LIST + query).context["cl"].queryset.values_list("organisation__name", flat=True))


def exported(client, query=""):
    content = b"".join(client.get(EXPORT + query).streaming_content).decode("utf-8-sig")
    return {row["Partner"]: row for row in csv.DictReader(io.StringIO(content))}


def test_each_filter_finds_its_own_and_nothing_kept_private(client, world):
    _shared, host, other, _staff = world
    assert listed(client) == {"Agreed Trust", "=Asking()", "Declined Trust", "Told Trust"}
    for query, found in [
        ("?standing=both", {"Agreed Trust"}), ("?standing=asks", {"=Asking()"}), ("?standing=no", {"Declined Trust"}),
        ("?standing=told", {"Told Trust"}), (f"?host={other.iso3}", {"=Asking()"}), ("?about=request", {"=Asking()"}),
        (f"?host={host.iso3}&shared=state", {"Agreed Trust", "Declined Trust"}),
        ("?q=radios", {"=Asking()"}), ("?kind=operator", {"=Asking()"}), ("?q=between", set()), ("?q=silent", set()),
    ]:  # fmt: skip
        assert listed(client, query) == found, query
    assert "Nothing shared matches" in client.get(f"{LIST}?q=silent").content.decode()


def test_the_export_is_the_list_as_filtered_inert_and_in_the_record(client, world):
    *_states, other, staff = world
    rows = exported(client, f"?host={other.iso3}&q=radios")
    assert {name: row["In its words"] for name, row in rows.items()} == {"'=Asking()": "Trucks\nand radios"}
    assert set(exported(client)) == {"Agreed Trust", "'=Asking()", "Declined Trust", "Told Trust"}
    filtered, whole = Event.objects.filter(verb="export_interests").order_by("pk")
    assert (filtered.person, filtered.acting_as) == (staff.pk, "ISU staff")
    assert filtered.detail == {"format": "csv", "count": 1, "only": f"host State: {other.name}; found by a search"}
    assert whole.detail == {"format": "csv", "count": 4}


def test_a_row_leads_to_where_a_letter_of_the_state_is_recorded(client, world):
    shared, *_others = world
    page = client.get(reverse("admin:reports_interest_change", args=[shared["asks"].pk])).content.decode()
    assert reverse("workspace_interest", args=[shared["asks"].pk]) in page
    private = Interest.objects.get(shared_with="nobody")
    assert client.get(reverse("admin:reports_interest_change", args=[private.pk])).status_code == 302
    assert client.post(reverse("admin:reports_interest_change", args=[shared["asks"].pk]), {"note": "x"}).status_code == 403


def test_others_have_no_such_list(client, world):
    _shared, host, *_others = world
    client.force_login(make_focal_point(host))
    for address in (LIST, EXPORT):
        assert client.get(address).status_code in (302, 403, 404)
    assert not Event.objects.filter(verb="export_interests").exists()


def test_a_list_of_nothing_says_how_it_begins(client):
    client.force_login(make_staff())
    page = client.get(LIST).content.decode()
    assert "No partner has shared anything yet" in page
    assert EXPORT not in page
