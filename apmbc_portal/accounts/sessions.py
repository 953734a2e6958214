"""Sessions somebody is signed in with: listed, ended one by one, or ended all at once.

Each session carries a seal made from the password and from `User.session_number`: raising the number ends every session
in one row of the database, whichever process or store holds it. The list (allauth.usersessions) only shows them.
"""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F

from apmbc_portal.accounts.models import User


def of(request):
    """The sessions of the person who is signed in, newest first; the present one is always among them."""
    known = UserSession.objects.purge_and_list(request.user)
    if all(one.session_key != request.session.session_key for one in known):
        UserSession.objects.create_from_request(request)
        known = UserSession.objects.purge_and_list(request.user)
    return sorted(known, key=lambda one: one.created_at, reverse=True)


@transaction.atomic
def end_all(user):
    """End every session of `user`, on every machine, from the next request on."""
    User.objects.filter(pk=user.pk).update(session_number=F("session_number") + 1)
    for one in UserSession.objects.filter(user=user):
        one.end()


def end_others(request):
    """End every session of the person who is signed in but this one."""
    end_all(request.user)
    request.user.refresh_from_db(fields=["session_number"])
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)


def end_one(request, pk):
    """End one of their own sessions; whether there was such a one."""
    one = UserSession.objects.filter(user=request.user, pk=pk).first()
    if one is None or one.session_key == request.session.session_key:
        return False
    one.end()
    return True
