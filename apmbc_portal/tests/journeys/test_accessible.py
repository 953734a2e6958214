"""The main pages asked by axe-core, the checker that most accessibility tools are built on: names, roles, contrast, landmarks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apmbc_portal.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Tables of Django's admin head their column of row numbers with nothing; nobody is misled by it.
OPTIONS = {"resultTypes": ["violations"], "rules": {"empty-table-header": {"enabled": False}}}


def found(page, address):
    """What axe finds on a page whose folded parts are open, in words; the page must be there."""
    assert page.goto(address).status == 200, address
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{address}: {one['help']}: {node['html'][:200]}" for one in violations for node in one["nodes"]]


def window(visitors, user=None):
    page = visitors.new(bypass_csp=True)  # axe measures colours with a style of its own
    if user:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitors.base_url}])
    return page


def test_axe_finds_nothing_on_the_main_pages_of_the_public_a_state_and_the_desk(visitors):
    own = make.make_state(region="Africa")  # as each State has that is no factory's
    engagement = make.make_engagement(own)
    text = make.make_published(engagement, title="Survey first, clearance by 2030")
    meeting = make.opened(make.make_meeting(engagement))
    draft = make.make_request(state=own)
    public = ["/", "/states/", f"/states/{own.iso3}/", "/outcomes/", text.get_absolute_url(), "/calendar/", "/contact/"]
    public += [meeting.get_absolute_url(), reverse("account_login")]
    state = [reverse("workspace"), f"/workspace/{engagement.reference}/", draft.get_absolute_url(), reverse("account")]
    state += [reverse("request_step", args=[draft.pk, step]) for step in ("aims", "themes", "review")]
    desk = [reverse("admin:index"), reverse("admin:engagements_engagement_file", args=[engagement.pk])]
    desk += [reverse("admin:engagements_correspondence_add"), reverse("admin:engagements_nomination_changelist")]
    for user, addresses in ((None, public), (make.make_focal_point(own), state), (make.make_staff(), desk)):
        page = window(visitors, user)
        assert [line for address in addresses for line in found(page, address)] == []
