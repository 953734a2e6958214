"""The second factor: a code from an authenticator app, or one of the recovery codes that come with it.

The library (allauth.mfa) keeps the rows and checks the codes; here is what the portal adds: who must have one, whether
this session has shown it, that no code works twice, and how a colleague takes a lost one away.
"""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _

from apmbc_portal.accounts import letters, sessions
from apmbc_portal.accounts.history import row_of, subject_of, write_down
from apmbc_portal.audit.record import record
from apmbc_portal.workflow import Capacity

FORCED = frozenset({Capacity.ISU, Capacity.COMMITTEE, Capacity.CHAIR})  # who reaches nothing without one
APP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def is_forced(capacities):
    """Whether somebody who holds these capacities must show a second factor before anything is shown to them."""
    return not FORCED.isdisjoint(capacities)


def of(user):
    """Their authenticator app's row, or None."""
    return Authenticator.objects.filter(user=user, type=APP).first()


def recovery_codes_left(user):
    """How many recovery codes they have not used yet."""
    row = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def passed(request):
    """Whether the person who is signed in has shown a second factor in this very session."""
    return any(one["method"] == "mfa" for one in get_authentication_records(request, request.user))


def mark(request, user, authenticator):
    """Write into the session that `user` has shown it."""
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=str(authenticator.type), reauthenticated=True
    )  # fmt: skip


def new_secret():
    return generate_totp_secret()


def give(user, secret):
    """An authenticator app with this secret, and recovery codes; returns the app's row."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, secret).instance


@transaction.atomic
def use_up(authenticator, code):
    """Whether the app's code is used for the first time: a code that was seen, or one older than it, is worth nothing."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = decrypt(row.data["secret"])
    given = "".join(digit for digit in code if digit.isdigit())
    counter = next((one for one in counters() if format_hotp_value(hotp_value(secret, one)) == given), None)
    if counter is None or counter <= row.data.get("counter", 0):
        return False
    Authenticator.objects.filter(pk=row.pk).update(data=row.data | {"counter": counter})
    return True


def counters():
    """The time steps whose codes are taken now: this one and its neighbours, since clocks differ."""
    return list(yield_hotp_counters_from_time())


def code_now(secret, after=0):
    """(code, seconds until there is one): the first code that is taken now and lies after the time step `after`."""
    usable = [one for one in counters() if one > after]
    # The one of this moment where it is free, else the next; the one before only serves slow typists.
    usable.sort(key=lambda one: (one < counters()[len(counters()) // 2], one))
    if not usable:
        return "", int(app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD)
    return format_hotp_value(hotp_value(secret, usable[0])), 0


@transaction.atomic
def activated(request, authenticator, code):
    """After the app was set up in this session: the code typed is used up, other sessions end, the person is written to."""
    use_up(authenticator, code)
    sessions.end_others(request)
    mark(request, request.user, authenticator)
    write_down("set_up_second_factor", request.user)
    letters.second_factor_changed(request.user, _("An authenticator app was set up."))


@transaction.atomic
def deactivated(request):
    """After they gave theirs up: sessions that showed it end, this one must show the next."""
    sessions.end_others(request)
    clear_authentication_records(request)
    write_down("remove_second_factor", request.user)
    letters.second_factor_changed(request.user, _("The authenticator app and the recovery codes were removed."))


@transaction.atomic
def recovery_codes_renewed(user):
    write_down("renew_recovery_codes", user)
    letters.second_factor_changed(user, _("New recovery codes were made; the old ones no longer work."))


@transaction.atomic
def recovery_code_was_used(user):
    left = recovery_codes_left(user)
    write_down("use_recovery_code", user, left=left)
    letters.second_factor_changed(user, _("A recovery code was used. Codes left: %(left)s") % {"left": left})


def reset_refusal(user, by):
    """Why `by` may not take this person's second factor away; an empty string means they may."""
    if not by.isu:
        return _("This step is not yours to take.")
    if by.person == user.pk:
        return _("Nobody resets their own: ask a colleague.")
    if not Authenticator.objects.filter(user=user).exists():
        return _("There is no second factor to take away.")
    return ""


@transaction.atomic
def reset(user, *, by, note):
    """Take a lost second factor away: sessions end, history says who and why, the person is written to."""
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    record(by, "reset_second_factor", subject_of(user), note=note, row=row_of(user))
    letters.second_factor_reset(user)
