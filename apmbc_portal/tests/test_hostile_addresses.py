"""Addresses and posts made by hand: whatever is in them, the answer is a page and never a failure."""

import pytest
from django.db import transaction
from django.test import Client

from apmbc_portal.testing import factories as make

pytestmark = pytest.mark.django_db
NUL, HUGE = "%00", "9" * 24
PATHS = [
    "/states/{}/", "/engagements/{}/", "/engagements/{}/messages/", "/meetings/{}/", "/outcomes/{}/", "/workspace/{}/",
    "/workspace/{}/close/", "/invitations/{}/", "/accounts/welcome/{}/", "/accounts/password/new/{}/",
    "/workspace/reports/{}/", "/documents/new/report/{}/", "/admin/meetings/meeting/{}/notes/",
    "/admin/meetings/meeting/{}/change/", "/admin/engagements/engagement/{}/change/", "/admin/engagements/engagement/{}/file/",
    "/admin/reports/outcomereport/{}/change/", "/admin/reports/reporttext/{}/change/", "/admin/reports/contactlist/{}/change/",
    "/admin/accounts/user/{}/change/", "/admin/notices/letter/{}/change/", "/admin/meetings/invitation/{}/change/",
]  # fmt: skip
QUERIES = [
    "/?q={}", "/outcomes/?q={}", "/outcomes/?page={}", "/outcomes/?state={}&region={}", "/outcomes/?year={}", "/states/?q={}",
    "/calendar/?page={}", "/contact/?kind={}", "/accounts/login/?next={}", "/accounts/acting/?next={}", "/workspace/?page={}",
    "/workspace/ledger/?page={}", "/opened/?page={}", "/admin/?q={}", "/admin/?who={}&page={}", "/admin/?status={}",
    "/admin/engagements/engagement/?q={}", "/admin/engagements/correspondence/?dated__year={}",
    "/admin/engagements/correspondence/?dated__gte={}", "/admin/meetings/meeting/?starts_at__year={}", "/admin/meetings/meeting/?p={}",
    "/admin/reports/outcomereport/?created_at__year={}", "/admin/audit/event/?about={}", "/admin/audit/event/?row={}",
    "/admin/engagements/state/?o={}", "/admin/engagements/engagement/?opened_on__year={}", "/admin/engagements/state/?region__exact={}", "/admin/notices/letter/?q={}",
    "/admin/engagements/correspondence/add/?state={}", "/admin/engagements/correspondence/add/?engagement={}",
    "/admin/engagements/correspondence/add/?dated={}", "/admin/engagements/engagement/add/?state={}", "/admin/meetings/meeting/add/?host={}",
    "/admin/autocomplete/?term={}&app_label=engagements&model_name=correspondence&field_name=engagement",
]  # fmt: skip
STRANGE = [NUL, HUGE, "-1", "abc", "99999", "%ED%A0%80", "%C2%B2", "x" * 900]


@pytest.fixture
def cast():
    """A client each for the public, a focal point, the desk and a partner."""
    state = make.make_state()
    people = {
        "public": None,
        "focal point": make.make_focal_point(state),
        "desk": make.make_staff(),
        "partner": make.make_partner(),
    }
    clients = {}
    for name, user in people.items():
        clients[name] = Client(raise_request_exception=False)
        if user:
            clients[name].force_login(user)
    return clients


def failures(clients, method, addresses, data=None):
    """(who, address, exception) of everything that is answered by a failure."""
    found = []
    for name, client in clients.items():
        for address in addresses:
            if address.startswith("/admin/") and name not in ("desk", "public"):
                continue
            with transaction.atomic():  # what one address breaks in PostgreSQL's transaction is no fault of the next
                response = getattr(client, method)(address, data)
                broken = response.status_code >= 500
                transaction.set_rollback(broken)
            if broken:
                found.append((name, address, repr(response.exc_info[1])[:120]))
    return found


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_address_is_answered(cast, strange):
    addresses = [address.replace("{}", strange) for address in [*PATHS, *QUERIES]]
    assert failures(cast, "get", addresses) == []


@pytest.mark.parametrize("strange", [NUL, HUGE, "%ED%A0%80"])
def test_a_strange_post_is_answered(cast, strange):
    assert failures(cast, "post", [address.replace("{}", strange) for address in PATHS], {"text": "\0"}) == []


def test_what_no_form_made_is_refused_and_changes_nothing(cast):
    engagement = make.make_engagement()
    cast["focal point"].force_login(make.make_focal_point(engagement.state))
    file, item = f"/admin/engagements/engagement/{engagement.pk}/file", f"/workspace/items/{engagement.release_id}"
    key = f"engagement-{engagement.pk}-pause"
    for address, data in [
        ("/accounts/acting/", {"key": "state:\0", "next": "\0"}),
        ("/accounts/login/", {"login": "a\0@demo.example", "password": "\0"}),
        ("/accounts/password/reset/", {"email": "a\0@demo.example"}),
        (f"/engagements/{engagement.reference}/messages/", {"text": "\0"}),
        (f"/workspace/{engagement.reference}/close/", {"withheld": "\0", "cites": "\0", "note": "\0"}),
        (f"{item}/", {"open_to": "named", "party": "\0", "cites": "\0", "digest": "\0"}),
        (f"{item}/take-back/", {"party": "\0"}),
        (f"{file}/step/", {"on": "engagement", "row": str(engagement.pk), "verb": "pause", f"{key}-cites": "\0"}),
        (f"{file}/withhold/", {"withhold-cites": "\0", "closed": "\0"}),
    ]:
        assert failures(cast, "post", [address], data) == []
    engagement.refresh_from_db()
    assert (engagement.status, engagement.audience, engagement.withheld) == ("active", "state", False)


def test_a_session_key_made_by_hand_is_nobodys():
    cookie = 'sessionid="\\000' + "a" * 31 + '"'
    assert Client(raise_request_exception=False, HTTP_COOKIE=cookie).get("/workspace/").status_code == 302


@pytest.mark.parametrize("header", ["Referer", "Origin"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_header_that_is_no_address_is_answered(strict, header):
    client = Client(raise_request_exception=False, enforce_csrf_checks=strict)
    answer = client.post("/workspace/", {}, headers={header: "http://["})
    assert answer.status_code == (403 if strict else 302)
