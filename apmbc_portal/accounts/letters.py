"""Letters with a link to choose a password. The link is made only while the letter is being sent."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.notices.outbox import queue


def welcome(user, *, about=""):
    """The ISU's letter by which somebody gets their account."""
    return _write(user, "welcome", lambda: _("Your account on the portal of the individualised approach"), about)


def new_password(user):
    """The answer to “I forgot my password”."""
    return _write(user, "new_password", lambda: _("Choose a new password"), "")


def _write(user, kind, subject, about):
    with override(user.language):
        body = render_to_string(f"letters/{kind}.txt", {"name": user.name, "email": user.email, "site": settings.SITE_URL})
        link = (kind, user.pk, user.link_version)
        return queue(user.email, subject(), body, to_name=user.name, about=about, kind=kind, link=link)
