"""Never a State without somebody who can withdraw: one rule for whoever ends, replaces, narrows or closes (decision 16)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from apmbc_portal.accounts.closing import asked_before_closing
from engagements.models import Nomination, State


def left_without(rows):
    """The first State that nobody could withdraw for if the nominations `rows` counted no more; None where others can."""
    keys = [row.pk for row in rows]
    able, last = Nomination.objects.able_to_withdraw(), Nomination.objects.last_word()
    holding = Nomination.objects.filter(Q(pk__in=able.values("pk")) | Q(pk__in=last.values("pk")), pk__in=keys)
    for state in State.objects.filter(nominations__in=holding).distinct().order_by("pk"):
        if not able.filter(state=state).exclude(pk__in=keys).exists():
            return state
    return None


def hold(states):
    """Let nobody else change who may withdraw for these States before this transaction ends."""
    list(State.objects.select_for_update(no_key=True).filter(pk__in=states).order_by("pk").values_list("pk", flat=True))


def objection(rows):
    """Why the nominations `rows` may not be taken away from whoever holds them; an empty string when they may.

    To be asked in the transaction that does it: two people do not each take away the one the other left.
    """
    hold({row.state_id for row in rows})
    state = left_without(rows)
    if state is None:
        return ""
    return _("Nobody else can withdraw for %(state)s. Record another focal point who may submit and withdraw first.") % {
        "state": state
    }


@asked_before_closing
def account(user):
    return objection(list(user.nominations.all()))
