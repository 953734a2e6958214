"""Choosing a password by a personal link: after the ISU's invitation, or after “I forgot my password”."""

import datetime
import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record
from apmbc_portal.links import read_token
from apmbc_portal.visibility import Viewer

VALID_FOR = {"welcome": datetime.timedelta(days=14), "new_password": datetime.timedelta(hours=24)}


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = _(
            "At least 12 characters. A short sentence of your own is easy to remember and hard to guess."
        )

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def clean(self):
        first, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if first and again and first != again:
            self.add_error("again", _("The two passwords are not the same."))


def welcome(request, token):
    return _choose(request, "welcome", token)


def new_password(request, token):
    return _choose(request, "new_password", token)


@never_cache
def _choose(request, purpose, token):
    """Opening the link changes nothing, so a mail scanner may; the first password that is set ends it."""
    user = _person(purpose, token)
    form = PasswordForm(request.POST or None, user=user) if user else None
    if request.method == "POST" and user:
        if form.is_valid() and _set_password(purpose, token, form.cleaned_data["password"]):
            messages.success(request, _("Your password is set. Please sign in with it."))
            return _private(redirect(reverse("account_login")))
        user = _person(purpose, token)
    context = {"form": form, "person": user, "purpose": purpose}
    return _private(render(request, "people/choose_password.html", context, status=200 if user else 410))


welcome = sensitive_post_parameters("password", "again")(welcome)
new_password = sensitive_post_parameters("password", "again")(new_password)


def _person(purpose, token, rows=None):
    """Whose link it is, while it is in force."""
    read = read_token(purpose, token, max_age=VALID_FOR[purpose])
    if read is None:
        return None
    try:
        subject = uuid.UUID(read[0])
    except ValueError:
        return None
    user = (rows or User.objects).filter(pk=subject, is_active=True).first()
    return user if user and user.link_version == read[1] else None


@transaction.atomic
def _set_password(purpose, token, password):
    """Set it if the link is still in force; of two that arrive at once, one wins."""
    user = _person(purpose, token, User.objects.select_for_update())
    if user is None:
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    record(Viewer(person=user.pk, name=user.name, label=_("by personal link")), "set_password", user.pk)
    return True


def _private(response):
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def not_here(request, key=""):
    raise Http404
