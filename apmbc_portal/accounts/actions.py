"""What follows from a change of an account that is not somebody's own doing."""

from allauth.account.models import EmailAddress
from django.db import transaction

from apmbc_portal.accounts import letters, sessions


@transaction.atomic
def address_was_changed(user, before):
    """The ISU gave the account another address: the old one is told and signs in no more, sessions end."""
    EmailAddress.objects.filter(user=user).delete()  # the library's memory of addresses would still let the old one in
    sessions.end_all(user)
    letters.address_changed(user, before)


@transaction.atomic
def end_row(row):
    """End a dated row of somebody in this moment, with every session and personal link of theirs; whether it was in force."""
    if not row.end_now():
        return False
    sessions.end_all(row.user)
    return True
