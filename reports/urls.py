"""Addresses of this app; see apmbc_portal/web/urls.py."""

from django.urls import include, path

from reports.views import outcomes

urlpatterns = [
    path("documents/", include("reports.document_urls")),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/<str:code>/", outcomes.outcome, name="outcome"),
]
