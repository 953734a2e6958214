"""What the portal changes in allauth.mfa: secrets are sealed in the database, and the forms speak its words."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts import second_factor
from apmbc_portal.accounts.history import write_down


def _seal():
    key = hashlib.sha256(b"portal.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SealedSecrets(DefaultMFAAdapter):
    """A backup or a dump alone tells nobody's code: the key is SECRET_KEY, which is in neither."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code does not fit. Each code works once and for about a minute: take the one your app shows now."
        )
    }

    def encrypt(self, text):
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()  # sealed under another SECRET_KEY: no code fits it


class Codes:
    """A field for a code, with a keyboard of digits on a telephone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.max_length = _("Code"), 40
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}


class OnceOnly(Codes):
    """A code from the app that was used before is refused, whatever the cache remembers; history knows of wrong ones."""

    def clean_code(self):
        try:
            code = super().clean_code()
            if self.authenticator.type == second_factor.APP and not second_factor.use_up(self.authenticator, code):
                raise SealedSecrets().validation_error("incorrect_code")
        except ValidationError as error:
            if error.code == "incorrect_code":
                write_down("second_factor_failed", self.user)
            raise
        if self.authenticator.type == second_factor.RECOVERY:
            second_factor.recovery_code_was_used(self.user)
        return code


class AuthenticateForm(OnceOnly, base.AuthenticateForm):
    pass


class ReauthenticateForm(OnceOnly, base.ReauthenticateForm):
    pass


class ActivateForm(Codes, totp.ActivateTOTPForm):
    pass
