"""What a public text tells by accident is found before it goes to the State."""

import pytest

from apmbc_portal.testing.factories import (
    make_contact,
    make_engagement,
    make_meeting,
    make_organisation,
    make_participant,
    make_report,
    make_text,
)
from reports.naming import traces_in

pytestmark = pytest.mark.django_db


def text_that_says(words, **fields):
    """A public text of a meeting in Novo Porto with one guest, the director of the Invented Clearance Trust."""
    meeting = make_meeting(make_engagement(), status="held", place="Hotel Azul, Novo Porto")
    trust = make_organisation(name="Invented Clearance Trust")
    make_participant(meeting, make_contact(trust, name="José Ñandú", title="Director of Operations"), attendance="present")
    return make_text(make_report(meeting), **{"kind": "public", "attribution": "host_only", "summary": words} | fields)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Jose Nandu spoke.", {("person", "José Ñandú")}),
        ("Mr. Nandu spoke for the ICT.", {("person", "José Ñandú"), ("organisation", "Invented Clearance Trust")}),
        ("Its director of operations agreed.", {("function", "Director of Operations")}),
        ("It took place in Novo Porto.", set()),  # the host is named, so may the place be
        ("Nobody is named here.", set()),
    ],
)
def test_people_organisations_and_functions_are_found_in_a_text_that_names_the_host(words, found):
    assert {(trace.kind, trace.name) for trace in traces_in(text_that_says(words))} == found


def test_a_text_that_names_nobody_is_also_searched_for_host_and_place():
    text = text_that_says("They met at Novo Porto.", attribution="nobody")
    assert {(trace.kind, trace.name) for trace in traces_in(text)} == {("place", "Novo Porto")}
    host = text.hosts()[0].state.name_en
    text.summary = f"{host} asked for help."
    assert {(trace.kind, trace.name) for trace in traces_in(text)} == {("host State", host)}


def test_the_full_text_may_name_whom_it_likes():
    assert traces_in(text_that_says("José Ñandú spoke.", kind="full", attribution="named")) == []
