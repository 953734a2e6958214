"""Welcome and acting-as; included before allauth's own addresses, of which some do not exist here."""

from django.urls import path

from apmbc_portal.web.people import account, acting, carry, password, second_factor

urlpatterns = [
    path("", account.account, name="account"),
    path("sessions/", account.open_sessions, name="sessions"),
    path("login/", carry.LoginView.as_view(), name="account_login"),
    path("login/code/", carry.RequestCodeView.as_view(), name="account_request_login_code"),
    path("second-factor/", second_factor.needed, name="second_factor"),
    # allauth's pages with what the portal adds; the other ones of `2fa/` are allauth's own.
    path("2fa/authenticate/", second_factor.Authenticate.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", second_factor.Activate.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", second_factor.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", second_factor.ShowRecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", second_factor.RenewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
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
