"""What is held about people: the public page, asking for one's own, and one's own by personal link or account."""

from django.urls import path

from apmbc_portal.web.privacy import ask, own, public

urlpatterns = [
    path("privacy/", public.privacy, name="privacy"),
    path("privacy/ask/", ask.ask, name="privacy_ask"),
    path("privacy/asked/", ask.asked, name="privacy_asked"),
    path("privacy/person/<str:token>/", own.by_link, name="person"),
    path("privacy/person/<str:token>/<slug:step>/", own.by_link, name="person_step"),
    path("accounts/my-data/", own.signed_in, name="own_data"),
    path("accounts/my-data/<slug:step>/", own.signed_in, name="own_data_step"),
]
