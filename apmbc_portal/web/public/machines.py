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
from engagements.models import Engagement, Lesson, State
from meetings.models import Meeting
from reports import catalogue

CLOSED = ["/accounts/", "/admin/", "/workspace/", "/requests/", "/invitations/", "/documents/", "/health/"]
MOST = 12_000  # of each kind: a sitemap holds fifty thousand addresses


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
    addresses = [reverse(name) for name in ("home", "states", "outcomes", "lessons", "calendar", "contact")]
    for view, rows, key in (
        ("state", State.objects, "iso3"),
        ("outcome", catalogue.approved(PUBLIC), "code"),
        ("engagement", Engagement.objects.visible_to(PUBLIC).exclude(reference=None), "reference"),
        ("meeting", Meeting.objects.visible_to(PUBLIC), "reference"),
        ("lesson", Lesson.objects.visible_to(PUBLIC), "release_id"),
    ):
        addresses += [reverse(view, args=[one]) for one in rows.order_by("pk").values_list(key, flat=True)[:MOST]]
    context = {"addresses": [settings.SITE_URL + address for address in addresses]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
