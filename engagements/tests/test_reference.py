"""What the reference files say, and that loading them is safe to repeat."""

import csv
import datetime
import shutil

import pytest
from django.db import transaction

import engagements.reference
from apmbc_portal.testing.factories import isu_viewer, make_state
from apmbc_portal.visibility import PUBLIC, Viewer
from apmbc_portal.workflow import Right
from engagements.models import ActionPlan, Confidence, Engagement, Obligation, ObligationStep, Occasion, State, StateParty
from engagements.reference.files import DATA, BadReference, steps

LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh"]
WRONG = {
    "Turkey", "Palestinian Territories", "Palestine", "Congo - Kinshasa", "Congo - Brazzaville", "Ivory Coast", "Côte d’Ivoire",
    "Macedonia", "Swaziland", "Czech Republic", "Cape Verde", "Laos", "Syria", "Russia", "Vietnam", "North Korea", "South Korea",
    "Bolivia", "Venezuela", "Iran", "Tanzania", "Moldova", "United Kingdom", "United States", "Brunei", "Burma", "East Timor",
    "Vatican City", "Netherlands", "Micronesia", "Nauru", "Taiwan", "Kosovo", "Hong Kong", "Türkei", "Rusia", "Россия", "Сирия",
}  # fmt: skip
UN_NAMES = {
    "TUR": "Türkiye", "CIV": "Côte d'Ivoire", "PSE": "State of Palestine", "NLD": "Netherlands (Kingdom of the)",
    "LAO": "Lao People's Democratic Republic", "BOL": "Bolivia (Plurinational State of)", "VEN": "Venezuela (Bolivarian Republic of)",
    "COD": "Democratic Republic of the Congo", "COG": "Congo", "MKD": "North Macedonia", "SWZ": "Eswatini", "CZE": "Czechia",
    "MDA": "Republic of Moldova", "TZA": "United Republic of Tanzania", "IRN": "Iran (Islamic Republic of)", "VAT": "Holy See",
    "GBR": "United Kingdom of Great Britain and Northern Ireland", "USA": "United States of America", "NRU": "Naoero",
    "PRK": "Democratic People's Republic of Korea", "KOR": "Republic of Korea", "SYR": "Syrian Arab Republic",
    "RUS": "Russian Federation", "VNM": "Viet Nam", "CPV": "Cabo Verde", "TLS": "Timor-Leste", "BRN": "Brunei Darussalam",
    "FSM": "Micronesia (Federated States of)", "COK": "Cook Islands", "NIU": "Niue", "MMR": "Myanmar",
}  # fmt: skip


def load():
    with transaction.atomic():
        return list(engagements.reference.load())


@pytest.fixture
def loaded(db):
    return load()


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A copy of the reference files that a test may change."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setattr(engagements.reference, "DATA", tmp_path / "data")
    return tmp_path / "data"


def rewrite(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if change(row) is not False]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)


# --- States and their names ---------------------------------------------------------------------------------------


def test_every_state_has_codes_a_region_and_its_un_name_in_six_languages(loaded):
    states = list(State.objects.all())
    assert len(states) == 197
    columns = ["iso3", "m49", "region", "subregion", *(f"name_{language}" for language in LANGUAGES)]
    assert [(state.iso3, column) for state in states for column in columns if not getattr(state, column)] == []
    assert {(len(state.iso3), len(state.m49)) for state in states} == {(3, 3)}
    assert {state.region for state in states} == {"Africa", "Americas", "Asia", "Europe", "Oceania"}
    for language in LANGUAGES:
        assert len({getattr(state, f"name_{language}") for state in states}) == 197


def test_states_carry_the_names_the_united_nations_use(loaded):
    named = dict(State.objects.values_list("iso3", "name_en"))
    assert {iso3: named[iso3] for iso3 in UN_NAMES} == UN_NAMES
    everything = {getattr(state, f"name_{language}") for state in State.objects.all() for language in LANGUAGES}
    assert everything & WRONG == set()


def test_names_are_written_in_the_script_of_their_language(loaded):
    ranges = {"ru": ("Ѐ", "ӿ"), "ar": ("؀", "ۿ"), "zh": ("一", "鿿")}
    for language, (first, last) in ranges.items():
        names = State.objects.values_list(f"name_{language}", flat=True)
        assert [name for name in names if not all(first <= c <= last for c in name if c.isalpha())] == []


def test_no_territory_and_no_invented_state_is_among_them(loaded):
    assert set(State.objects.values_list("iso3", flat=True)) & {"TWN", "XKX", "HKG", "GRL", "ESH", "GIB", "XAA"} == set()


# --- membership ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2026-11-23", 161), ("2025-12-05", 166), ("2024-11-25", 164), ("2017-12-31", 162),
        ("1999-02-28", 0), ("2025-12-26", 166), ("2025-12-27", 163), ("2026-01-10", 162), ("2026-02-20", 161),
    ],
)  # fmt: skip
def test_states_parties_are_counted_as_of_a_day(loaded, day, count):
    make_state()  # an invented State is in force since 2003 and never counts
    assert StateParty.objects.parties_on(datetime.date.fromisoformat(day)).count() == count


def test_166_states_are_or_were_party_and_five_left(loaded):
    assert StateParty.objects.count() == 166
    left = StateParty.objects.filter(withdrawal_effective__isnull=False).values_list("iso3", flat=True)
    assert set(left) == {"EST", "LVA", "LTU", "FIN", "POL"}


def six_months_after(day):
    return datetime.date(day.year + (day.month > 6), (day.month + 5) % 12 + 1, day.day)


def test_entry_into_force_is_the_first_day_of_the_sixth_month_after_deposit(loaded):
    start = datetime.date(1999, 3, 1)
    odd = {
        party.iso3
        for party in StateParty.objects.all()
        if party.entry_into_force != max(start, six_months_after(party.deposited.replace(day=1)))
    }
    # South Sudan succeeded and is bound from its independence.
    assert odd == {"SSD"}


def test_a_withdrawal_takes_effect_six_months_after_its_notification(loaded):
    for party in StateParty.objects.filter(withdrawal_effective__isnull=False):
        assert party.withdrawal_effective == six_months_after(party.withdrawal_notified)


def test_a_state_that_never_joined_has_no_membership_fact(loaded):
    never = State.objects.filter(entry_into_force__isnull=True)
    empty = {"signed": None, "deposited": None, "withdrawal_effective": None, "instrument": "", "source": "", "note": ""}
    assert never.count() == 31
    assert [values for values in never.values(*empty) if values != empty] == []


# --- facts, their sources and what is not known -------------------------------------------------------------------


def test_what_is_marked_sourced_names_its_source_and_admits_no_doubt(loaded):
    doubt = ("general knowledge", "inferred", "not verified", "not found")
    for model in (State, Obligation, ActionPlan, Occasion):
        for row in model.objects.filter(confidence=Confidence.SOURCED):
            assert row.source, row
            assert not any(word in row.source.lower() for word in doubt), (row, row.source)


def test_article_5_has_31_outstanding_states_of_which_13_with_a_deadline_in_force(loaded):
    outstanding = Obligation.objects.filter(article="5", status="outstanding")
    assert (outstanding.count(), outstanding.filter(deadline__isnull=False).count()) == (31, 13)
    assert set(Obligation.objects.filter(article="5").exclude(status="outstanding").values_list("state__iso3", "status")) == {
        ("HRV", "completed_declared"),
        ("OMN", "unclear"),
    }


def test_the_original_deadline_is_ten_years_after_entry_into_force(loaded):
    for obligation in Obligation.objects.filter(article="5").select_related("state"):
        began = obligation.state.entry_into_force
        assert obligation.original_deadline == began.replace(year=began.year + 10), obligation


def test_what_rests_on_an_inference_is_not_marked_sourced(loaded):
    unverified = Obligation.objects.filter(article="5", confidence=Confidence.UNVERIFIED)
    assert set(unverified.values_list("state__iso3", flat=True)) == {
        "ARG", "CYP", "HRV", "IRQ", "NGA", "OMN", "PER", "PSE", "SDN", "SOM", "TUR",
    }  # fmt: skip
    assert Obligation.objects.filter(article="va").count() == 35
    assert Obligation.objects.filter(article="va").sourced().count() == 14
    oslo = ActionPlan.objects.get(code="OAP")
    assert (oslo.is_sourced, oslo.cooperation_actions, oslo.individualised_approach_action) == (True, "", "")
    assert State.objects.get(iso3="MNE").is_sourced is False


def test_no_step_of_a_sourced_obligation_judges_a_state_or_reports_a_search(loaded):
    words = ("missed", "regretted", "not found", "no request", "cannot", "announced for", "no extension", "known")
    for step in ObligationStep.objects.filter(obligation__confidence=Confidence.SOURCED):
        assert not any(word in step.text.lower() for word in words), step


def test_a_meeting_may_lack_place_and_dates(loaded):
    msp = Occasion.objects.get(kind="MSP", number=23)
    assert (msp.place, msp.starts, msp.ends, msp.document_symbol_root) == ("", None, None, "")
    assert Occasion.objects.filter(kind="MSP").count() == 23
    assert Occasion.objects.filter(kind="RC").count() == 5


def test_the_steps_of_an_obligation_are_read_from_its_history():
    assert steps("12MSP→2018-01-01; completion reported on 2021-06-23; 9MSP→; →end of 2022") == [
        {"position": 1, "text": "Extension to 1 January 2018", "decided_at": "12MSP", "deadline": "2018-01-01"},
        {"position": 2, "text": "Completion reported on 23 June 2021", "decided_at": "", "deadline": ""},
        {"position": 3, "text": "Extension", "decided_at": "9MSP", "deadline": ""},
        {"position": 4, "text": "Extension to end of 2022", "decided_at": "", "deadline": "end of 2022"},
    ]
    assert steps("") == []


# --- past instances -----------------------------------------------------------------------------------------------


def test_the_three_confirmed_instances_are_on_the_desk_alone(loaded):
    past = Engagement.objects.all()
    assert set(past.values_list("state__iso3", "status", "origin", "reference", "audience", "withheld")) == {
        (iso3, "closed", "public_sources", None, "state", True) for iso3 in ("LKA", "BIH", "TJK")
    }
    own = State.objects.get(iso3="LKA").pk
    cast = {
        "public": PUBLIC,
        "own focal point": Viewer(states=frozenset({own}), rights=frozenset({(own, Right.RELEASE)})),
        "committee": Viewer(committee_since=datetime.date(2000, 1, 1), chair=True, groups=frozenset({"committee"})),
        "partner": Viewer(groups=frozenset({"partners"})),
    }
    assert {who: past.visible_to(viewer).count() for who, viewer in cast.items()} == dict.fromkeys(cast, 0)
    assert past.visible_to(isu_viewer()).count() == 3


def test_a_past_instance_belongs_to_the_desk_once_it_is_made(loaded):
    Engagement.objects.filter(state__iso3="TJK").update(title="Corrected on the desk")
    Engagement.objects.filter(state__iso3="LKA").delete()
    load()
    assert set(Engagement.objects.values_list("state__iso3", flat=True)) == {"BIH", "TJK"}
    assert Engagement.objects.filter(title="Corrected on the desk").count() == 1


# --- loading again ------------------------------------------------------------------------------------------------


def test_a_second_load_writes_nothing(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        assert not any(load())
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs & {"INSERT", "UPDATE", "DELETE"} == set()


def test_a_correction_on_the_desk_stays_until_the_file_changes_that_column(loaded, files):
    msp = Occasion.objects.filter(kind="MSP", number=23)
    msp.update(place="Lusaka", note="Told by the mission.")
    assert not any(load())
    assert msp.get().place == "Lusaka"

    rewrite(files / "convention_meetings.csv", lambda row: row.update(place="Geneva") if row["number"] == "23" else None)
    assert [(change.created, change.changed, change.removed) for change in load() if change] == [(0, 1, 0)]
    assert (msp.get().place, msp.get().note) == ("Geneva", "Told by the mission.")


def test_a_row_deleted_from_the_table_is_made_again(loaded):
    Obligation.objects.filter(state__iso3="AGO", article="5").delete()
    assert {change.label: change.created for change in load() if change} == {"obligations": 1, "obligation steps": 3}
    assert Obligation.objects.get(state__iso3="AGO", article="5").steps.count() == 3


def test_an_obligation_the_file_no_longer_has_goes_and_an_invented_one_stays(loaded, files):
    invented = Obligation.objects.create(state=make_state(), article="5", status="outstanding")
    rewrite(files / "article5.csv", lambda row: row["iso3"] != "AGO")
    load()
    assert not Obligation.objects.filter(state__iso3="AGO", article="5").exists()
    assert Obligation.objects.filter(pk=invented.pk).exists()
    assert not any(load())


@pytest.mark.parametrize(
    ("name", "column", "value", "said"),
    [
        ("membership.csv", "deposited", "2002-13-45", "membership.csv, line 2"),
        ("membership.csv", "iso3", "XXX", "states.csv does not have XXX"),
        ("membership.csv", "confidence", "certain", "not one of sourced"),
        ("membership.csv", "source", "", "names no source"),
        ("states.csv", "m49", "4", "three characters"),
        ("states.csv", "name_ar", "", "name_ar may not be empty"),
        ("article5.csv", "status", "late", "not one of outstanding"),
        ("action_plans.csv", "period_start", "soon", "action_plans.csv, line 2"),
    ],
)
def test_a_wrong_cell_stops_the_load_and_is_named(db, files, name, column, value, said):
    first = []
    rewrite(files / name, lambda row: first.append(row) or row.update({column: value}) if not first else None)
    with pytest.raises(BadReference, match=said):
        load()
    assert State.objects.count() == 0


def test_a_row_that_is_there_twice_is_refused(db, files):
    path = files / "states.csv"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(BadReference, match="AFG is there twice"):
        load()
