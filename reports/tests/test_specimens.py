"""The specimens are what the kinds freeze: the same keys, from real rows."""

import pytest

from apmbc_portal.audit.record import record_decision
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_contact_list,
    make_engagement,
    make_meeting,
    make_need,
    make_participant,
    make_published,
    make_request,
    make_state,
    opened,
)
from engagements.models import Obligation
from reports.kinds import content_of
from reports.testing import specimens

pytestmark = pytest.mark.django_db


def shape(value):
    """The keys of plain data, all the way down; of a list, those of all its members together."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        found = {}
        for one in value:
            if isinstance(one, dict):
                for key, inner in shape(one).items():
                    found[key] = found.get(key) or inner
        return [found]
    return ""


def shared_state():
    state = make_state(confidence="sourced", source="Treaty Collection", as_of="2026")
    engagement = opened(make_engagement(state))
    make_need(opened(make_request(engagement, status="submitted"), "public"))
    make_need(engagement.requests.get(), theme="F", direction="offers")
    opened(make_meeting(engagement), "public")
    make_published(engagement)
    Obligation.objects.create(state=state, article="5", status="outstanding", confidence="sourced", source="x", as_of="2025")
    return state


def a_request():
    request = make_request(make_engagement(), status="submitted", themes=["A", "D"])
    make_need(request)
    return request


def a_list():
    meeting = make_meeting(make_engagement(), status="held")
    make_participant(meeting, make_contact(), attendance="present")
    return make_contact_list(meeting)


def a_ledger():
    state = make_state()
    record_decision(state.iso3, isu_viewer(), "open", "Row", text="Words", to="public", note="x")
    record_decision(state.iso3, isu_viewer(), "open", "Row", text="Words")
    return state


@pytest.mark.parametrize(
    ("kind", "subject", "specimen", "left_out"),
    [
        ("agenda", make_agenda, specimens.agenda, ()),
        ("request", a_request, specimens.request, ("figure",)),
        ("brief", shared_state, specimens.brief, ("made_of",)),
        ("contact_list", a_list, specimens.contact_list, ()),
        ("ledger", a_ledger, specimens.ledger, ()),
        ("report", lambda: make_published(title="x").report.texts.get(), specimens.public_report, ("figures",)),
    ],
)
def test_a_specimen_has_the_keys_of_its_kind(kind, subject, specimen, left_out):
    frozen, shown = content_of(kind, subject()), specimen()
    assert set(frozen) == set(shown)
    for key in set(frozen) - set(left_out):
        if frozen[key]:
            assert shape(frozen[key]) == shape(shown[key]), key
