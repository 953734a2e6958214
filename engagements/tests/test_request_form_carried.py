"""Nothing typed is lost to an expired session or a stale form token."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apmbc_portal.testing.factories import PASSWORD, make_focal_point, make_request
from apmbc_portal.web.people.carry import same_site
from engagements.models import EngagementRequest
from engagements.tests.filling_in import as_seen, step, theme

pytestmark = pytest.mark.django_db
LOGIN, CONTINUE = "/accounts/login/", "/accounts/continue/"


@pytest.fixture
def user(client, state):
    user = make_focal_point(state)
    client.force_login(user)
    return user


@pytest.fixture
def draft(state):
    return make_request(state=state)


def hidden(carried):
    return {"carried-to": carried.to, **{name: value for name, value in carried.hidden}}


def sign_in(client, user, carried, password=PASSWORD):
    return client.post(LOGIN, {"login": user.email, "password": password} | hidden(carried))


def go_on(client):
    """Press the button on the page after signing in."""
    carried = client.get(CONTINUE).context["carried"]
    return client.post(carried.to, dict(carried.fields) | {"carried": "1"})


def test_text_typed_under_an_expired_session_goes_on_after_signing_in(client, user, draft):
    typed = as_seen(client, step(draft, "aims")) | {"aims": "Two hours of <work>", "go": "leave"}
    client.logout()
    page = client.post(step(draft, "aims"), typed)
    assert page.status_code == 200
    assert "Two hours of &lt;work&gt;" in page.content.decode()
    assert f'action="{LOGIN}"' in page.content.decode()
    assert sign_in(client, user, page.context["carried"]).url == CONTINUE
    assert "Two hours of &lt;work&gt;" in client.get(CONTINUE).content.decode()
    assert go_on(client).url == draft.get_absolute_url()
    assert EngagementRequest.objects.get().aims == "Two hours of <work>"
    assert client.get(CONTINUE).status_code == 302


def test_a_wrong_password_keeps_the_text(client, user, draft):
    typed = as_seen(client, step(draft, "aims")) | {"aims": "Two hours of work"}
    client.logout()
    carried = client.post(step(draft, "aims"), typed).context["carried"]
    again = sign_in(client, user, carried, password="wrong")
    assert dict(again.context["carried"].fields)["aims"] == "Two hours of work"


def test_rows_of_a_theme_travel_with_all_their_fields(client, user, draft):
    typed = as_seen(client, theme(draft, "A")) | {"needs-0-title": "Survey teams", "needs-0-needs": "Twelve\nteams"}
    client.logout()
    sign_in(client, user, client.post(theme(draft, "A"), typed).context["carried"])
    go_on(client)
    assert [(need.title, need.needs) for need in draft.needs.all()] == [("Survey teams", "Twelve\nteams")]


def test_a_stale_token_returns_the_text_to_somebody_signed_in(user, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.post(step(draft, "aims"), {"aims": "Two hours of work", "revision": "0", "csrfmiddlewaretoken": "stale"})
    assert page.status_code == 403
    assert "Two hours of work" in page.content.decode()
    carried = page.context["carried"]
    token = page.context["csrf_token"]
    client.post(step(draft, "aims"), dict(carried.fields) | {"carried": "1", "csrfmiddlewaretoken": str(token)})
    assert EngagementRequest.objects.get().aims == "Two hours of work"


def test_a_stale_token_under_an_expired_session_leads_through_signing_in(user, draft):
    client = Client(enforce_csrf_checks=True)
    page = client.post(step(draft, "aims"), {"aims": "Two hours of work", "revision": "0"})
    assert page.status_code == 403
    assert page.context["carried"].to == step(draft, "aims")
    assert f'action="{LOGIN}"' in page.content.decode()


def test_what_another_site_sends_is_never_offered_to_be_sent_again(user, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.post(step(draft, "aims"), {"aims": "Planted"}, headers={"Origin": "https://elsewhere.example"})
    assert page.status_code == 403
    assert "Planted" not in page.content.decode()
    assert reverse("account_logout") not in page.content.decode() or "Continue" not in page.content.decode()


def test_a_file_has_to_be_chosen_again_and_passwords_do_not_travel(client, draft):
    upload = SimpleUploadedFile("signed.pdf", b"secret bytes")
    page = client.post(
        reverse("request_signed", args=[draft.pk]),
        {"file": upload, "dated": "2026-01-05", "password": "hush", "new_password1": "hush"},
    )
    assert page.context["carried"].files == ("signed.pdf",)
    assert dict(page.context["carried"].fields) == {"dated": "2026-01-05"}
    assert "signed.pdf" in page.content.decode()
    assert "secret bytes" not in page.content.decode()
    assert "hush" not in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/nowhere/at/all/",
        "",
        LOGIN,
    ],
)
def test_only_addresses_of_this_portal_are_gone_on_to(client, user, address, rf):
    assert not same_site(address, rf.get("/"))
    client.logout()
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD, "carried-to": address, "carried.aims": "Planted"})
    assert response.status_code == 302
    assert response.url != CONTINUE


def test_signed_in_meanwhile_in_another_window(client, user, draft):
    carried = {"carried-to": step(draft, "aims"), "carried.aims": "Two hours of work", "carried.revision": "0"}
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD} | carried).url == CONTINUE
    go_on(client)
    assert EngagementRequest.objects.get().aims == "Two hours of work"


def test_somebody_else_signing_in_does_not_write_with_it(client, user, draft):
    typed = as_seen(client, step(draft, "aims")) | {"aims": "Two hours of work"}
    client.logout()
    carried = client.post(step(draft, "aims"), typed).context["carried"]
    sign_in(client, make_focal_point(), carried)
    assert go_on(client).status_code == 404
    assert EngagementRequest.objects.get().aims == "To finish clearance."


def test_a_plain_button_under_an_expired_session_leads_back_to_its_page(client, draft):
    url = reverse("request_move", args=[draft.pk, "submit"])
    response = client.post(url, {}, headers={"Referer": f"http://testserver{step(draft, 'review')}"})
    assert response.url == f"{LOGIN}?next={step(draft, 'review')}"
