"""Addresses of this app; see apmbc_portal/web/urls.py."""

from django.urls import include, path

from reports.views import interests, outcomes

urlpatterns = [
    path("documents/", include("reports.document_urls")),
    path("interests/", interests.interests, name="interests"),
    path("interests/<str:kind>/<uuid:release_id>/", interests.interest, name="interest"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/<str:code>/", outcomes.outcome, name="outcome"),
]
