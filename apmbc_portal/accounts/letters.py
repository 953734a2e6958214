"""Letters about an account. A link or a code is made only while the letter is being sent: no row holds one."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.accounts.models import User
from apmbc_portal.links import SIGN_IN_CODE
from apmbc_portal.notices.outbox import queue
from apmbc_portal.wake import wake


def welcome(user, *, about=""):
    """The ISU's letter by which somebody gets their account."""
    title = lambda: _("Your account on the portal of the individualised approach")  # noqa: E731  (said in their language)
    return _write(user, "welcome", title, about=about, link=("welcome", user.pk, user.link_version))


def new_password(user):
    """The answer to “I forgot my password”."""
    return _write(user, "new_password", lambda: _("Choose a new password"), link=("new_password", user.pk, user.link_version))


def sign_in_code(user, seed):
    """A code to sign in with, typed into the window that asked for it; `seed` is what the sender makes it from."""
    return _write(user, "sign_in_code", lambda: _("Your code to sign in"), link=(SIGN_IN_CODE, seed, 1))


def password_changed(user):
    return _write(user, "password_changed", lambda: _("Your password was changed"))


def second_factor_changed(user, what):
    """What was done to the second factor; somebody who did not do it learns of it here."""
    return _write(user, "second_factor_changed", lambda: _("Your second factor was changed"), what=what)


def second_factor_reset(user):
    """After a colleague at the ISU, or the operator, took a lost second factor away."""
    return _write(user, "second_factor_reset", lambda: _("Your second factor was taken away"))


def address_changed(user, before):
    """To the address an account had until now."""
    return _write(user, "address_changed", lambda: _("Your account has another address"), to=before)


def to_nobody(kind, email):
    """The work of a letter for an address that nobody here has: written, taken back, and the worker woken all the same.

    Without it the answer would come sooner than for an address of somebody, and tell the two apart.
    """
    with transaction.atomic():
        _write(User(email=email, name=""), kind, lambda: "", link=(kind, "", 1))
        transaction.set_rollback(True)
    wake("apmbc_portal.notices.tasks.post_letters")


def _write(user, kind, subject, *, about="", link=None, to="", what=""):
    with override(user.language):
        facts = {"name": user.name, "email": user.email, "site": settings.SITE_URL, "isu_email": settings.ISU_EMAIL, "what": what}
        body = render_to_string(f"letters/{kind}.txt", facts)
        return queue(to or user.email, subject(), body, to_name=user.name, about=about, kind=kind, link=link)
