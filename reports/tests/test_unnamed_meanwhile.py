"""A consent that ends while a report is sent to its State: whoever freezes its lists and whoever takes a name out go one after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from meetings import consents
from meetings.attribution import set_attribution
from reports import actions
from reports.models import ReportText

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("who", ["a person", "an organisation"])
def test_a_list_frozen_in_the_moment_a_consent_ends_names_nobody_who_ended_it(monkeypatch, who):
    meeting = make.make_meeting(status="held")
    ana = make.make_participant(meeting, make.make_contact(name="Ana Vero"), attendance="present").contact
    report = actions.begin_report(meeting, by=isu_viewer())
    frozen, ended, real = threading.Event(), threading.Event(), actions.freeze

    def slowly(text):
        real(text)
        frozen.set()
        ended.wait(0.4)  # what would happen meanwhile if nothing held it

    def end():
        try:
            frozen.wait(5)
            if who == "a person":
                consents.withdraw(ana, consents.NAMING, by=isu_viewer())
            else:
                set_attribution(meeting, ana.organisation, False, by=isu_viewer(), wording="")
            ended.set()
        finally:
            connections.close_all()

    monkeypatch.setattr(actions, "freeze", slowly)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(end)
        actions.send_to_state(report, by=isu_viewer())
        waiting.result()
    (group,) = ReportText.objects.get(report=report, kind="full").participants
    told = {"a person": "Ana Vero", "an organisation": ana.organisation.name}
    assert told[who] not in str(group)
