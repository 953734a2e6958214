"""Presence, words and offers of an organisation are told under its name only with its consent, of a person only with theirs."""

import pytest

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_engagement,
    make_meeting,
    make_organisation,
    make_participant,
)
from reports import actions
from reports.forgetting import forget_in_texts
from reports.kinds.report import report_content
from reports.models import ReportText
from reports.naming import traces_in

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture
def meeting():
    meeting = make_meeting(make_engagement(), status="held")
    make_agenda(meeting)
    return meeting


def came(meeting, organisation, name, **fields):
    return make_participant(meeting, make_contact(organisation, name=name), attendance="present", **fields)


def full(meeting):
    report = actions.send_to_state(actions.begin_report(meeting, by=ISU), by=ISU)
    return ReportText.objects.get(report=report, kind="full")


def printed(text):
    return [(group["organisation"], [one["name"] for one in group["people"]], group["further"]) for group in text.participants]


def test_the_consent_to_be_named_is_asked_and_not_that_to_the_contact_list_and_others_are_counted_with_their_house(meeting):
    trust = make_organisation(name="Agreeing Trust")
    came(meeting, trust, "Ana", may_be_listed=False, may_be_named=True)
    came(meeting, trust, "Listed", may_be_named=False)
    came(meeting, make_organisation(name="Shy House"), "Also listed", may_be_named=False)
    text = full(meeting)
    assert printed(text) == [("Agreeing Trust", ["Ana"], 1), ("", [], 1)]
    words = str(report_content(text)) + text.release_text()
    assert {name for name in ("Ana", "isted", "Shy House") if name in words} == {"Ana"}
    assert "Agreeing Trust: Ana +1" in text.release_text()
    assert set(meeting.participants.listed().values_list("contact__name", flat=True)) == {"Listed", "Also listed"}


def test_who_agreed_while_their_organisation_did_not_stands_by_themselves(meeting):
    agreeing, silent = make_organisation(name="Agreeing Trust"), make_organisation(name="Silent House")
    came(meeting, agreeing, "Ana")
    came(meeting, silent, "Bo", organisation_agrees=False)
    came(meeting, silent, "Cy", organisation_agrees=False, may_be_listed=False)
    text = full(meeting)
    assert printed(text) == [("Agreeing Trust", ["Ana"], 0), ("Without their organisation", ["Bo"], 0), ("", [], 1)]
    assert "Silent House" not in text.release_text()
    assert "Silent House" not in str(report_content(text))
    assert "Bo" in text.release_text()


@pytest.mark.parametrize("part", ["host", "committee", "isu"])
def test_who_is_there_by_office_stands_under_their_house(meeting, part):
    came(meeting, make_organisation(name="Authority"), "Ana", organisation_agrees=False, part=part)
    assert printed(full(meeting)) == [("Authority", ["Ana"], 0)]


def test_an_agreement_that_was_withdrawn_names_nobody(meeting):
    row = came(meeting, make_organisation(name="Agreeing Trust"), "Ana")
    meeting.organisation_consents.update(withdrawn_on=row.meeting.starts_at.date())
    assert printed(full(meeting)) == [("Without their organisation", ["Ana"], 0)]


def test_words_of_an_organisation_that_has_not_agreed_are_found_before_anything_is_sent_or_opened(meeting):
    came(meeting, make_organisation(name="Silent House"), "Bo", organisation_agrees=False)
    came(meeting, make_organisation(name="Agreeing Trust"), "Ana")
    meeting.agenda.items.filter(number="II.A").update(note_full="Silent House offered two teams, Agreeing Trust a course.")
    report = actions.begin_report(meeting, by=ISU)
    found = {trace.name: trace.objection for trace in traces_in(report.texts.get(kind="full"))}
    assert found == {"Silent House": "Has not agreed to be named.", "Agreeing Trust": ""}


def test_whoever_asks_to_be_forgotten_leaves_the_list_of_those_by_themselves_too(meeting):
    row = came(meeting, make_organisation(), "Bo Example", organisation_agrees=False)
    text = full(meeting)
    forget_in_texts(row.contact, by=ISU)
    text.refresh_from_db()
    assert printed(text) == [("", [], 1)]


def test_figures_count_kinds_and_name_no_organisation(meeting):
    for number in range(3):
        for person in range(2):
            came(
                meeting,
                make_organisation(name=f"House {number}{person}", kind="ngo"),
                f"P{number}{person}",
                organisation_agrees=False,
            )
            came(meeting, make_organisation(name=f"Bank {number}{person}", kind="finance"), f"Q{number}{person}")
    text = full(meeting)
    public = ReportText.objects.get(report=text.report, kind="public")
    for one in (text, public):
        assert one.figures
        assert "House" not in str(one.figures)
        assert "Bank" not in str(one.figures)
