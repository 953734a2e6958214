"""What programs read: the feed of outcomes, the sitemap, robots.txt. All show what the public may see and nothing else."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.visibility import PUBLIC
from engagements.models import State
from reports import catalogue

CLOSED = ["/accounts/", "/admin/", "/workspace/", "/requests/", "/engagements/", "/invitations/", "/documents/", "/health/"]


class OutcomeFeed(Feed):
    """The latest published texts. Links carry the portal's own address, whatever host name was asked."""

    feed_type = Atom1Feed
    title = gettext_lazy("The individualised approach: published outcomes")
    subtitle = gettext_lazy("What States have shared of their meetings, newest first")

    def link(self):
        return settings.SITE_URL + reverse("outcomes")

    def feed_url(self):
        return settings.SITE_URL + reverse("feed")

    def feed_guid(self):
        return self.feed_url()

    def items(self):
        return catalogue.rows(catalogue.listed(PUBLIC)[:30], PUBLIC)

    def item_title(self, row):
        return f"{', '.join(state.name for state in row.states)}: {row.text.title}" if row.states else row.text.title

    def item_description(self, row):
        return row.text.summary or str(row.text.get_kind_display())

    def item_link(self, row):
        return settings.SITE_URL + row.text.get_absolute_url()

    def item_pubdate(self, row):
        return row.text.opened

    def item_updateddate(self, row):
        return row.text.opened

    def item_categories(self, row):
        return [str(theme) for theme in row.themes]


feed = fresh_page(require_safe(OutcomeFeed()), same_for_all=True)


@fresh_page(same_for_all=True)
@require_safe
def sitemap(request):
    addresses = [reverse(name) for name in ("home", "states", "outcomes", "calendar", "contact")]
    addresses += [reverse("state", args=[iso3]) for iso3 in State.objects.order_by("iso3").values_list("iso3", flat=True)]
    addresses += [
        reverse("outcome", args=[code])
        for code in catalogue.approved(PUBLIC).order_by("pk").values_list("code", flat=True)[:40000]
    ]
    context = {"addresses": [settings.SITE_URL + address for address in addresses]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
