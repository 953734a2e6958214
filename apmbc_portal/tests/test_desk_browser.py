"""The desk in a real Chromium: Django's admin keeps to the content security policy, and works from the keyboard's forms."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apmbc_portal.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(visitors):
    """A window in which a member of the ISU's staff is signed in."""
    client = Client()
    client.force_login(make.make_staff())
    page = visitors.new()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitors.base_url}])
    return page


def test_no_page_of_the_desk_breaks_the_policy(desk):
    request = make.make_request(status="submitted")
    make.make_correspondence(engagement=request.engagement)
    addresses = [reverse("admin:index"), reverse("admin:records")]
    addresses.append(reverse("admin:engagements_engagement_file", args=[request.engagement.pk]))
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{name}_changelist"))
        if model_admin.may_add:
            addresses.append(reverse(f"{name}_add"))
    for address in addresses:
        assert desk.goto(address).status == 200, address
        assert desk.evaluate("document.styleSheets.length") > 0


def test_a_state_is_chosen_by_typing_and_a_step_is_taken(desk):
    request = make.make_request(status="submitted")
    desk.goto(reverse("admin:engagements_correspondence_add"))
    desk.locator(".field-state .select2-selection").click()
    desk.keyboard.type("Aram")
    desk.locator(".select2-results__option", has_text="Aramar").click()
    assert desk.locator(".field-state .select2-selection__rendered").inner_text() == "Aramar"
    desk.goto(reverse("admin:index"))
    desk.get_by_role("link", name=request.engagement.reference).click()
    desk.locator("summary", has_text="Acknowledge").click()
    desk.get_by_role("button", name="Acknowledge").click()
    assert desk.get_by_text("Done: Acknowledge.").is_visible()
