"""The portal with three bare pages beside it, which say what this machine can do at most."""

import functools
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.cache import cache_page

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")
application = get_wsgi_application()  # the addresses below need the apps
settings.ROOT_URLCONF = __name__

from apmbc_portal.web import urls as portal  # noqa: E402

ROWS = 60
LIST = "<!doctype html><title>Bare</title><ul>{% for row in rows %}<li><a href='/{{ row.iso3 }}/'>{{ row.name_en }}</a> {{ row.region }} <span>{{ row.entry_into_force|date }}</span> {{ row.source|truncatechars:90 }}</li>{% endfor %}</ul>"  # noqa: E501


@functools.cache
def bare_template():
    return engines["django"].from_string(LIST)


def hello(request):
    return HttpResponse("hello")


def five_queries(request):
    """A plain Django page: five queries, some 14 KB of HTML, nothing else."""
    from engagements.models import ActionPlan, Obligation, Occasion, State

    counts = [model.objects.count() for model in (Obligation, Occasion, ActionPlan)]
    rows = State.objects.filter(is_demo=False)[:ROWS]
    demo = State.objects.filter(is_demo=True).exists()
    return HttpResponse(bare_template().render({"rows": rows, "counts": counts, "demo": demo}, request))


cached = cache_page(300)(five_queries)

urlpatterns = [
    path("bare/hello/", hello),
    path("bare/five/", five_queries),
    path("bare/cached/", cached),
    *portal.urlpatterns,
]
