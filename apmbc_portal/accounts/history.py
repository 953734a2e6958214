"""What happens to an account, in history: by an opaque id, never by an address."""

from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Viewer


def oneself(user):
    """Somebody acting on their own account, in whichever capacity."""
    return Viewer(person=user.pk, name=user.name, label=_("on their own account"))


def subject_of(user):
    return _("person %(id)s") % {"id": user.pk}


def row_of(user):
    return f"accounts.user:{user.pk}"


def write_down(verb, user, **detail):
    """A line of history about what somebody did to their own account."""
    return record(oneself(user), verb, subject_of(user), bump=False, row=row_of(user), **detail)
