"""The end of each State's ledger leaves the portal within a day: nobody who can write here rewrites what lies in a mailbox."""

from django.db import transaction
from django.db.models import F

from apmbc_portal.audit.models import LedgerHead
from engagements import letters
from engagements.models import State


def tell_ends():
    """Write to each State whose ledger holds entries that no letter has told; returns how many States that were.

    Where nobody speaks for a State there is nobody to tell: it stays due until there is.
    """
    grown = State.objects.filter(iso3__in=LedgerHead.objects.filter(number__gt=F("told")).values("chain"))
    told = [state for state in grown if letters.to_the_state(state)]
    for state in told:
        with transaction.atomic():
            letters.ledger_grew(state)
    return len(told)
