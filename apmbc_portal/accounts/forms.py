"""allauth's forms in the portal's words: a label says what a field is, nothing is repeated inside it."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts.letters import new_password, to_nobody
from apmbc_portal.accounts.models import User


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].help_text = ""
        _without_placeholders(self)


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        _without_placeholders(self)

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs):
        """The letter, or the work of one: whether there is an account shows neither in the answer nor in its time."""
        email = self.cleaned_data["email"]
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user:
            new_password(user)
        else:
            to_nobody("new_password", email)
        return email


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        _without_placeholders(self)

    def clean_email(self):
        email = super().clean_email()
        if email and not self._user:
            to_nobody("sign_in_code", email)
        return email


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}
        _without_placeholders(self)


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


def _without_placeholders(form):
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
