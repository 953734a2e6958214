"""What the two people do through the pages."""

import datetime

from django.urls import reverse

from apmbc_portal.tests.deciding import answer
from engagements.models import ProposedDecision, State

DAY = datetime.timedelta(days=1)


def propose(browser, item, to="public"):
    """Through the page, up to the proposal it leads to."""
    answer(browser, item, to)
    return ProposedDecision.objects.order_by("proposed_at").last()


def page(browser, proposal):
    return browser.get(reverse("proposed_decision", args=[proposal.pk]))


def post(browser, proposal, **data):
    return browser.post(reverse("proposed_decision", args=[proposal.pk]), data)


def rule(browser, state, two):
    return browser.post(reverse("two_people", args=[state.iso3]), {"two": two}, follow=True)


def is_on(state):
    return State.objects.get(pk=state.pk).two_people
