"""What a public text tells by accident is found before it goes to the State."""

import pytest

from apmbc_portal.testing.factories import (
    make_contact,
    make_engagement,
    make_meeting,
    make_organisation,
    make_outcome,
    make_participant,
    make_report,
    make_state,
    make_text,
)
from reports.naming import traces_in, traces_in_outcome

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
        ("The Invented Clearance Trust spoke.", {("organisation", "Invented Clearance Trust")}),
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


def against(text):
    return {(trace.kind, trace.name, trace.objection) for trace in traces_in(text) if trace.objection}


def test_a_full_text_may_name_who_agreed_and_nobody_else():
    text = text_that_says("José Ñandú spoke.", kind="full", attribution="named")
    assert [(trace.kind, trace.name) for trace in traces_in(text)] == [("person", "José Ñandú")]
    assert against(text) == set()
    text.report.meeting.participants.update(may_be_listed=False)
    assert against(text) == set()  # the contact list is another question
    text.report.meeting.participants.update(may_be_named=False, may_be_listed=True)
    assert against(text) == {("person", "José Ñandú", "Has not agreed to be named with their words.")}


@pytest.mark.parametrize("kind", ["full", "public"])
def test_what_is_named_contradicts_what_the_text_says_of_itself(kind):
    words = "Mr Nandu met them in Novo Porto."
    host_only = "This text says that it names the host State and nobody else."
    text = text_that_says(words, kind=kind)
    assert against(text) == {("person", "José Ñandú", host_only)}
    nobody = "This text says that it names nobody, not even the host State."
    text.attribution = "nobody"
    assert against(text) == {
        ("person", "José Ñandú", nobody), ("place", "Novo Porto", nobody),
    }  # fmt: skip


def test_outcomes_are_searched_as_they_are_printed_and_dropped_ones_are_not():
    text = text_that_says("-")
    meeting = text.report.meeting
    make_outcome(meeting, text="Nandu sends the plan", public_text="A plan is sent to the ICT", owner="José Ñandú")
    make_outcome(meeting, text="-", public_text="Nandu comes again", status="dropped")
    assert {trace.name for trace in traces_in(text)} == {"Invented Clearance Trust"}
    full = make_text(text.report, kind="full", attribution="named")
    assert {trace.name for trace in traces_in(full)} == {"José Ñandú"}
    assert {trace.name for trace in traces_in_outcome(meeting.outcomes.first())} == {"José Ñandú"}


def test_what_a_donors_ministry_says_is_found_under_the_name_of_its_state():
    text = text_that_says("Belmore and the Mine Fund (of 1999) agreed; Aramar thanked them.")
    meeting = text.report.meeting
    belmora = make_state(name_en="Belmore", name_fr="Belmorie")
    ministry = make_organisation(name="Ministry", kind="state", state=belmora)
    make_participant(meeting, make_contact(ministry), attendance="present")
    make_participant(meeting, make_contact(make_organisation(name="Mine Fund (invented)")), attendance="present")
    own = make_organisation(name="Authority", kind="state", state=text.hosts()[0].state)
    make_participant(meeting, make_contact(own), attendance="present")
    assert {trace.name for trace in traces_in(text)} == {"Belmore", "Mine Fund"}
    text.summary = "La Belmorie a pris la parole."
    assert {trace.name for trace in traces_in(text)} == {"Belmorie"}


def test_a_short_name_and_a_reference_tell_as_much():
    text = text_that_says("Zebra cleared it, see IA-2026.", attribution="nobody")
    text.report.meeting.participants.get().contact.organisation.__class__.objects.update(short_name="Zebra")
    host = text.hosts()[0]
    assert {trace.name for trace in traces_in(text)} == {"Zebra"}
    text.summary = f"See {host.reference}."
    assert {trace.name for trace in traces_in(text)} == {host.reference}
