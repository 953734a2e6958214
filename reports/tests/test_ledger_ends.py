"""The end of a State's ledger goes out in letters: with each step, or the next morning, once."""

import pytest

from apmbc_portal.audit.models import LedgerEntry, LedgerHead
from apmbc_portal.audit.record import record_decision
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_engagement,
    make_focal_point,
    make_need,
    make_request,
    make_state,
    viewer_of,
)
from engagements import actions
from engagements.decisions import decide
from engagements.tasks import tell_ends_of_ledgers

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


def test_the_letters_after_a_state_s_step_carry_the_end_of_its_ledger():
    engagement = make_engagement(reference="IA-2026-XAA-09", status="active")
    by = viewer_of(make_focal_point(engagement.state))
    request = make_request(engagement)
    make_need(request)
    for act in (lambda: actions.submit(request, by=by), lambda: actions.move_engagement(engagement, "pause", by=by)):
        before = set(Letter.objects.values_list("pk", flat=True))
        act()
        head = LedgerEntry.objects.filter(chain=engagement.state.iso3).latest("number")
        to_state = [letter for letter in Letter.objects.exclude(pk__in=before) if letter.to == by_mail(by)]
        assert to_state
        assert all(f"entry {head.number}, seal {head.seal}" in letter.body for letter in to_state)


def by_mail(viewer):
    from apmbc_portal.accounts.models import User

    return User.objects.get(pk=viewer.person).email


def test_what_no_letter_has_told_goes_out_the_next_morning_once(django_capture_on_commit_callbacks):
    state, quiet, alone = make_state(), make_state(), make_state()
    by = viewer_of(make_focal_point(state))
    make_focal_point(quiet)
    record_decision(alone.iso3, ISU, "open", "Nobody speaks for this State")
    record_decision(state.iso3, by, "leave", "A suggestion")
    last = record_decision(state.iso3, by, "refuse", "An invitation")

    def morning():
        with django_capture_on_commit_callbacks(execute=True):
            tell_ends_of_ledgers()
        return list(Letter.objects.filter(kind="ledger_grew"))

    (letter,) = morning()
    assert letter.to == by_mail(by)
    assert f"entry 2, seal {last.seal}" in letter.body
    assert "invitation" not in letter.body.lower()
    assert morning() == [letter]
    make_focal_point(alone)
    assert len(morning()) == 2


def test_what_a_letter_has_told_is_not_told_again(django_capture_on_commit_callbacks):
    engagement = make_engagement(reference="IA-2026-XAA-08", status="active")
    by = viewer_of(make_focal_point(engagement.state))
    with django_capture_on_commit_callbacks(execute=True):
        actions.move_engagement(engagement, "pause", by=by)
        decide(engagement, "committee", engagement=engagement, by=by)
    assert LedgerHead.objects.get().told == 2
    tell_ends_of_ledgers()
    assert not Letter.objects.filter(kind="ledger_grew").exists()
