"""What the portal changes in allauth: accounts come by invitation, letters are rows, and history knows of every sign-in."""

import secrets
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apmbc_portal.accounts import letters
from apmbc_portal.accounts.history import subject_of, write_down
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record
from apmbc_portal.links import code_for
from apmbc_portal.notices.outbox import queue
from apmbc_portal.visibility import Viewer

CODE_LETTER = "account/email/login_code"


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Accounts come from the ISU's invitation letters alone; everything sent is a letter of ours, never SMTP in a request."""

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if user.is_demo and not settings.DEMO:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        super().login(request, user)
        methods = [one["method"] for one in get_authentication_records(request, user)]
        write_down("sign_in", user, how=", ".join(dict.fromkeys(methods)))

    def authentication_failed(self, request, **credentials):
        """A wrong password, for an address of somebody here or of nobody: history holds no address either way."""
        user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        subject = subject_of(user) if user else _("an address that is not known here")
        record(Viewer(label=_("nobody signed in")), "sign_in_failed", subject, bump=False)

    def set_password(self, user, password):
        user.set_password(password)
        with transaction.atomic():
            user.save(update_fields=["password"])
            write_down("change_password", user)
            letters.password_changed(user)

    # --- confirming that it is still the same person

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not within a quarter of an hour after signing in."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user):
        """Whoever has a second factor confirms with it: a password alone must not take it away."""
        methods = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] == "mfa_reauthenticate"] or methods

    # --- letters

    def generate_login_code(self):
        """The code of a sign-in letter. Its seed goes into the letter's row, the code itself into the letter alone."""
        context.request.sign_in_seed = secrets.token_urlsafe(24)
        return code_for(context.request.sign_in_seed)

    def send_mail(self, template_prefix, email, context):
        if template_prefix == CODE_LETTER:
            user = User.objects.filter(email__iexact=email, is_active=True).first()
            if user:
                letters.sign_in_code(user, context["request"].sign_in_seed)
            return
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        queue(email, message.subject, message.body, kind=template_prefix.rpartition("/")[2])
