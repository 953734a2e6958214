"""What changed while a decision waited for the one before it counts: it is asked again of the row and the State as they are then."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer, viewer_of
from apmbc_portal.workflow import FROZEN, Refused
from engagements import decisions
from engagements.decisions import decide, grant_to, take_back, withhold
from engagements.freezing import freeze
from engagements.models import NamedGrant, Release
from reports.models import OutcomeReport, ReportText

WIDENING = {
    "to an audience": lambda item, host, by: decide(item, "public", engagement=host, by=by),
    "by name": lambda item, host, by: grant_to(item, make.make_organisation().party_id, "-", engagement=host, by=by),
}
MEANWHILE = {
    "its files were put at rest": (lambda item, host: freeze(host.state, by=isu_viewer(), note="-"), str(FROZEN)),
    "its approval was reversed": (lambda item, host: OutcomeReport.objects.update(status="with_state"), "has to be approved"),
    "it was removed": (lambda item, host: ReportText.objects.all().delete(), "no longer there"),
}


@pytest.fixture
def approved():
    host = make.make_engagement()
    text = make.make_text(make.make_report(make.make_meeting(host, status="held"), status="approved"))
    return text, host, viewer_of(make.make_focal_point(host.state))


@pytest.mark.django_db
@pytest.mark.parametrize("way", WIDENING)
@pytest.mark.parametrize("change", MEANWHILE)
def test_nothing_is_opened_upon_what_was_read_before_waiting(monkeypatch, approved, way, change):
    item, host, by = approved
    happens, said = MEANWHILE[change]
    real = decisions.one_after_the_other

    def waited(row):
        happens(row, host)
        real(row)

    monkeypatch.setattr(decisions, "one_after_the_other", waited)
    with pytest.raises(Refused, match=said):
        WIDENING[way](item, host, by)
    assert (Release.objects.count(), NamedGrant.objects.count(), LedgerEntry.objects.filter(verb__startswith="open").count()) == (
        0,
        0,
        0,
    )


@pytest.mark.django_db
def test_a_file_is_not_opened_again_while_it_comes_to_rest_and_taking_back_still_works(monkeypatch, approved):
    item, host, by = approved
    decide(item, "public", engagement=host, by=by)
    withhold(host, True, by=by)
    real = decisions.one_after_the_other
    monkeypatch.setattr(decisions, "one_after_the_other", lambda row: (freeze(host.state, by=isu_viewer(), note="-"), real(row)))
    with pytest.raises(Refused, match=str(FROZEN)):
        withhold(host, False, by=by)
    monkeypatch.setattr(decisions, "one_after_the_other", real)
    freeze(host.state, by=isu_viewer(), note="-")
    take_back(item, engagement=host, by=viewer_of(type(host.state).objects.get(pk=host.state_id).nominations.get().user))
    item.refresh_from_db()
    assert item.audience == "state"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # SQLite lets one write after the other anyway
def test_two_connections_one_puts_at_rest_while_the_other_waits_to_open(approved):
    item, host, by = approved
    holds, frozen = threading.Event(), threading.Event()

    def at_rest():
        try:
            with decisions.transaction.atomic():
                decisions.one_after_the_other(item)
                holds.set()
                frozen.wait(2)
                freeze(host.state, by=isu_viewer(), note="-")
        finally:
            connections.close_all()

    def opens():
        holds.wait(5)
        frozen.set()
        try:
            decide(ReportText.objects.get(pk=item.pk), "public", engagement=host, by=by)
        except Refused as reason:
            return str(reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(at_rest), pool.submit(opens)
        first.result()
        assert second.result() == str(FROZEN)
    assert not Release.objects.exists()
