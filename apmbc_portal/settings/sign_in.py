"""Who comes in, and how."""

from apmbc_portal import environment as given
from apmbc_portal.settings.base import TESTING

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apmbc_portal.accounts.backends.PortalBackend"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one costs each test a second
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "apmbc_portal.web.people.adapter.PortalAdapter"
ACCOUNT_FORMS = {
    "login": "apmbc_portal.accounts.forms.LoginForm",
    "reset_password": "apmbc_portal.accounts.forms.ResetPasswordForm",
    "request_login_code": "apmbc_portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "apmbc_portal.accounts.forms.ConfirmLoginCodeForm",
    "change_password": "apmbc_portal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "apmbc_portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only because the ISU wrote to that address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = given.number("TRUSTED_PROXIES", 0)  # whose X-Forwarded-For the rate limits may believe
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to an address that nobody invited
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# A code by letter, for whoever forgot the password: typed into the window that asked for it, so that no fetched link uses it up.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Who needs a second factor: apmbc_portal/accounts/second_factor.py
MFA_ADAPTER = "apmbc_portal.accounts.mfa.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # keys that are plugged in need scripts in the page
MFA_TOTP_ISSUER = "The individualised approach"
MFA_TOTP_TOLERANCE = 1  # clocks differ, people type slowly; no code works twice
MFA_FORMS = {
    "authenticate": "apmbc_portal.accounts.mfa.AuthenticateForm",
    "reauthenticate": "apmbc_portal.accounts.mfa.ReauthenticateForm",
    "activate_totp": "apmbc_portal.accounts.mfa.ActivateForm",
}
LOGIN_REDIRECT_URL = "start"  # from there to the desk, the workspace or the home page
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "apmbc_portal.web.people.carry.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
