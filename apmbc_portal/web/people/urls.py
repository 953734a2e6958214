"""Welcome and acting-as; included before allauth's own addresses, of which some do not exist here."""

from django.urls import path

from apmbc_portal.web.people import acting, carry, password

urlpatterns = [
    path("login/", carry.LoginView.as_view(), name="account_login"),
    path("continue/", carry.carried_page, name="carried"),
    path("welcome/<str:token>/", password.welcome, name="welcome"),
    path("password/new/<str:token>/", password.new_password, name="new_password"),
    path("acting/", acting.acting, name="acting"),
    path("start/", acting.start, name="start"),
    # An address belongs to the invitation: the ISU changes it. Resetting goes by our own letter.
    path("email/", password.not_here),
    path("confirm-email/", password.not_here),
    path("confirm-email/<str:key>/", password.not_here),
    path("password/reset/key/<path:key>/", password.not_here),
]
