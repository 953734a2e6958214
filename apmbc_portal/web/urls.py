"""Every address of the portal. English addresses have no prefix; another language will have its own (`/fr/…`)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

# Addresses without a language: for machines.
urlpatterns = [
    path("health/", include("apmbc_portal.web.health_urls")),
    path("", include("apmbc_portal.web.public.machine_urls")),  # feeds, calendar file, sitemap, robots
]

urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("apmbc_portal.web.privacy.urls")),  # privacy/, accounts/my-data/
    path("accounts/", include("apmbc_portal.web.people.urls")),  # welcome, acting as; before allauth's own
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("workspace/", include("apmbc_portal.web.workspace.urls")),
    path("", include("engagements.urls")),  # requests/<uuid>/, engagements/<reference>/
    path("", include("meetings.urls")),  # meetings/<reference>/, invitations/<token>/
    path("", include("reports.urls")),  # outcomes/, outcomes/<code>/, documents/<uuid>/
    path("", include("apmbc_portal.web.public.urls")),  # home, states/, calendar/, contact/
    prefix_default_language=False,
)
