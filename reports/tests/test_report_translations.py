"""A text in another language: begun from the original, kept in step with it, complete before it goes to the State."""

import pytest

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_outcome,
    make_state,
    viewer_of,
)
from apmbc_portal.workflow import Refused
from engagements.languages import is_rtl
from reports import actions, answers, translating
from reports.kinds import content_of
from reports.models import OutcomeWording, ReportSection, ReportText

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture
def host():
    return make_engagement(make_state())


@pytest.fixture
def public(host):
    """The public text of a report the ISU drafts, about a meeting with one outcome."""
    meeting = make_meeting(host, status="held")
    make_agenda(meeting)
    meeting.agenda.items.filter(number="II.A").update(note_full="Teams came.", note_public="Teams were offered.")
    make_outcome(meeting, text="Two teams", public_text="Two teams are sent")
    return actions.begin_report(meeting, by=ISU).texts.get(kind="public")


def in_french(text, **words):
    """`text` in French, translated as a whole unless told otherwise."""
    row = translating.add_translation(text, "fr", translator="Invented Translations", by=ISU)
    ReportText.objects.filter(pk=row.pk).update(**{"title": "Titre"} | words)
    for section in row.sections.all():
        ReportSection.objects.filter(pk=section.pk).update(
            title=f"Partie {section.number}", body=section.original.body and "Offertes."
        )
    row.refresh_from_db()
    return row


def test_it_has_the_sections_of_the_original_and_none_of_its_words(public):
    row = translating.add_translation(public, "fr", by=ISU)
    assert [(s.number, s.theme, s.title, s.body) for s in row.sections.all()] == [
        (s.number, s.theme, "", "") for s in public.sections.all()
    ]
    assert (row.attribution, row.is_authoritative, row.audience) == (public.attribution, False, "state")
    for again in (public, row):
        with pytest.raises(Refused):
            translating.add_translation(again, "fr", by=ISU)


def test_it_follows_the_original_and_keeps_its_own_words(public):
    row = in_french(public)
    first = public.sections.first()
    ReportSection.objects.filter(pk=first.pk).update(number="0", position=9)
    ReportSection.objects.create(text=public, number="V", title="Annex", position=10)
    public.attribution = "nobody"
    public.save(update_fields=["attribution"])
    translating.follow(public)
    row.refresh_from_db()
    assert row.attribution == "nobody"
    assert [(s.number, s.title) for s in row.sections.all()] == [("II.A", "Partie II.A"), ("0", "Partie I"), ("V", "")]
    public.sections.get(number="II.A").delete()
    translating.follow(public)
    assert row.sections.filter(original=None, title="Partie II.A").exists()  # translated already: for a person to decide


def test_it_is_not_sent_before_it_says_all_the_original_says(public):
    row = in_french(public, title="")
    with pytest.raises(Refused, match=r"Public text \(French\).* not translated yet: Title"):
        actions.send_to_state(public.report, by=ISU)
    ReportText.objects.filter(pk=row.pk).update(title="Titre")
    assert actions.send_to_state(public.report, by=ISU).status == "with_state"


def test_a_name_it_must_not_contain_is_found_in_it_too(public, host):
    in_french(public, summary=f"Les besoins de {host.state.name_en}")
    ReportText.objects.filter(pk=public.pk).update(attribution="nobody")
    with pytest.raises(Refused, match=host.state.name_en):
        actions.send_to_state(public.report, by=ISU)


def test_outcomes_are_printed_in_its_own_words_or_say_their_language(public):
    row = in_french(public)
    outcome = public.report.meeting.outcomes.get()
    actions.send_to_state(public.report, by=ISU)
    row.refresh_from_db()
    assert [(one["text"], one["language"]) for one in row.outcomes] == [("Two teams are sent", "en")]
    actions.recall(public.report, by=ISU)
    OutcomeWording.objects.create(text=row, outcome=outcome, wording="Deux équipes sont envoyées")
    actions.send_to_state(public.report, by=ISU)
    row.refresh_from_db()
    content = content_of("report", row)
    assert [(one["text"], one["language"]) for one in content["outcomes"]] == [("Deux équipes sont envoyées", "fr")]
    assert content["translation"] == "Translation from English (Invented Translations), not authoritative"


def test_the_next_version_keeps_it(public, host):
    row = in_french(public)
    OutcomeWording.objects.create(text=row, outcome=public.report.meeting.outcomes.get(), wording="Deux équipes")
    report = actions.send_to_state(public.report, by=ISU)
    report = actions.approve(report, by=viewer_of(make_focal_point(host.state)))
    after = actions.begin_report(report.meeting, by=ISU)
    copy = after.texts.get(language="fr")
    assert copy.original == after.texts.get(kind="public", language="en")
    assert {s.original.text for s in copy.sections.all()} == {copy.original}
    assert [(s.title, s.body) for s in copy.sections.all()] == [(s.title, s.body) for s in row.sections.all()]
    assert [one.wording for one in copy.outcome_wordings.all()] == ["Deux équipes"]
    assert translating.not_translated(copy) == []


def test_it_is_removed_while_the_isu_writes_unless_the_state_spoke_of_it(public, host):
    row = in_french(public)
    with pytest.raises(Refused, match="original"):
        translating.remove_translation(public, by=ISU)
    report, state = actions.send_to_state(public.report, by=ISU), viewer_of(make_focal_point(host.state))
    with pytest.raises(Refused, match="with the State"):
        translating.remove_translation(row, by=ISU)
    answers.remark(report, [(row, "I", "Une faute.")], by=state)
    actions.send_back(report, by=state, note="Please correct.")
    with pytest.raises(Refused, match="has spoken"):
        translating.remove_translation(row, by=ISU)
    spanish = translating.add_translation(public, "es", by=ISU)
    translating.remove_translation(spanish, by=ISU)
    assert not ReportText.objects.filter(language="es").exists()


def test_languages_written_from_the_right():
    assert [code for code in ("ar", "ps", "prs", "fa", "ar-SA", "fr", "zh", "km") if is_rtl(code)] == [
        "ar",
        "ps",
        "prs",
        "fa",
        "ar-SA",
    ]
