"""Full-text search: the same answers on either database, whatever is typed, and nothing beyond the rule."""

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import PUBLIC
from reports.models import ReportText, SearchEntry
from reports.search import drop, fold, index, index_all, matching, terms

pytestmark = pytest.mark.django_db


def found(query, viewer=PUBLIC):
    return set(matching(ReportText.objects.visible_to(viewer), query))


@pytest.fixture
def world():
    named = make.make_published(
        make.make_engagement(make.make_state(name_fr="Aramarie", name_ar="أرامار", name_zh="阿拉马尔")),
        title="Équipement et formation", summary="Dépollution des champs près de Ñandú", themes="AD",
        outcomes=[{"kind": "meeting", "text": "Une visite sur le terrain"}],
    )  # fmt: skip
    nobody = make.make_published(title="Survivors at work", attribution="nobody", themes="D")
    outsider = make.make_published(title="Équipement secret", audience="state")
    return {"named": named, "nobody": nobody, "outsider": outsider}


@pytest.mark.parametrize(
    "query",
    ["equipement", "ÉQUIPEMENT", "équip", "formation equipement", "depollution", "nandu", "visite terrain", "districts", "clearance",
     "victim assistance formation", "aramar", "ARAMARIE", "أرامار", "阿拉马尔", "拉马", "阿", "xaa formation", "IA-2026-XAA-01", "2026 ia"],
)  # fmt: skip
def test_a_named_text_is_found_by(world, query):
    assert world["named"] in found(query)
    assert world["outsider"] not in found(query)


@pytest.mark.parametrize("query", ["quipement", "equipement survivors", "阿马", "secret", "!!!", "''", "***", '""', "\x00"])
def test_nothing_is_found_by(world, query):
    assert found(query) == set()


def test_an_empty_query_narrows_nothing(world):
    assert found("   ") == {world["named"], world["nobody"]}


def test_a_text_that_names_nobody_is_not_found_by_its_host_or_reference(world):
    text = world["nobody"]
    state = text.hosts()[0].state
    assert found("survivors") == {text}
    for query in (state.name_en, state.iso3, text.report.reference, text.hosts()[0].reference):
        assert found(query) - {text} == found(query)


@pytest.mark.parametrize(
    "query",
    ['equipement" OR "x', "equipement'); DROP TABLE reports_words; --", "equipement NEAR(", "equipement:*", "-equipement", "equipement AND",
     "(((", "words:equipement", "equipement" + "\x00", "^equipement", "a" * 10_000, "é " * 5_000, "\\", "%", "{}", "'a':*", "&|!"],
)  # fmt: skip
def test_hostile_queries_are_harmless(world, query):
    assert found(query) <= {world["named"]}


def test_the_rule_comes_first(world):
    state = world["outsider"].hosts()[0].state
    owner = make.viewer_of(make.make_focal_point(state))
    assert found("secret", owner) == {world["outsider"]}
    assert found("secret", make.viewer_of(make.make_focal_point())) == set()


def test_indexing_again_replaces_the_words_and_dropping_forgets_them(world):
    text = world["named"]
    text.title = "Nouveau titre"
    text.save(update_fields=["title"])
    index(text)
    assert found("nouveau") == {text}
    assert found("formation") == set()
    drop(text)
    assert found("nouveau") == set()
    assert index_all() == 3
    assert found("nouveau") == {text}


def test_a_very_long_text_can_be_indexed():
    text = make.make_published(summary=" ".join(f"wort{number}" for number in range(200_000)) + " " + "x" * 5000)
    assert found("wort7") == {text}
    assert len(SearchEntry.objects.get().words.encode()) < 700_000


def test_folding_takes_accents_case_and_width_away():
    assert fold("ＡÇãß Ёж") == "acass еж"
    assert terms("Mine-clearance: 12,5 km²") == ["mine", "clearance", "12", "5", "km2"]
    assert terms("地雷", asked=True) == ["地雷"]
