"""Each field of the form of a request: refused in plain words where it was typed, hostile text shown as text."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.testing.factories import make_need, make_request
from engagements.models import EngagementRequest, Need, Obligation, Occasion
from engagements.tests.filling_in import ORGANISED, as_seen, save, step, theme

pytestmark = pytest.mark.django_db


def test_themes_with_an_obligation_come_first_with_the_reason(client, writer, state):
    Obligation.objects.create(state=state, article="va", status="reports_survivors", confidence="sourced")
    Obligation.objects.create(state=state, article="5", status="outstanding", deadline=datetime.date(2030, 3, 1))
    Obligation.objects.create(state=state, article="4", status="completed_declared")
    draft = make_request(state=state)
    form = client.get(step(draft, "themes")).context["form"]
    assert [value for value, _label in form.fields["themes"].choices] == ["A", "D", "B", "C", "E", "F"]
    assert "deadline 1 March 2030 (not verified)" in str(form.fields["themes"].choices[0][1])


def test_a_theme_with_something_under_it_is_not_dropped_by_a_tick(client, writer, state):
    draft = make_request(state=state, themes=["A"])
    make_need(draft)
    response = save(client, step(draft, "themes"), themes=["B"])
    assert "Something is written under A" in response.content.decode()
    assert EngagementRequest.objects.get().themes == ["A"]


def test_rows_are_removed_by_a_button_and_empty_rows_are_no_rows(client, writer, state):
    draft = make_request(state=state, themes=["A"])
    for position, title in enumerate(["one", "two", "three"]):
        make_need(draft, title=title, position=position)
    response = client.post(theme(draft, "A"), as_seen(client, theme(draft, "A")) | {"remove": "1"})
    assert response.url == theme(draft, "A")
    save(client, theme(draft, "A") + "?more=1")
    assert [need.title for need in Need.objects.all()] == ["one", "three"]


def test_removing_a_row_that_is_not_there_removes_none(client, writer, state):
    draft = make_request(state=state, themes=["A"])
    make_need(draft, title="one")
    for row in ("7", "x", "", "-1"):
        client.post(theme(draft, "A"), as_seen(client, theme(draft, "A")) | {"remove": row})
    assert [need.title for need in Need.objects.all()] == ["one"]


BAD_ORGANISATION = {
    "no such day": ({"dates_open": "", "date_from": "2027-02-31"}, "date_from", "“2027-02-31” is not a day of the calendar"),
    "past": ({"dates_open": "", "date_from": "2020-01-01"}, "date_from", "This day has passed"),
    "upside down": (
        {"dates_open": "", "date_from": "2027-06-18", "date_until": "2027-06-17"},
        "date_until",
        "lies before the first",
    ),
    "far ahead": ({"dates_open": "", "date_from": "2207-06-18"}, "date_from", "more than ten years ahead"),
    "no occasion": ({"setting": "beside"}, "occasion", "Choose the meeting of the Convention"),
    "unknown language": ({"other_languages": "Portuguese, Klingon"}, "other_languages", "The portal does not know: “Klingon”"),
    "unknown tick": ({"languages": ["xx"]}, "languages", "Select a valid choice"),
    "unknown setting": ({"setting": "moon"}, "setting", "Select a valid choice"),
}


def test_days_count_where_the_box_was_only_left_ticked_and_both_are_asked_about_where_somebody_ticked_it(client, writer, state):
    draft = make_request(state=state)
    both = ORGANISED | {"date_from": "2027-06-18"}
    save(client, step(draft, "organisation"), **both)
    draft.refresh_from_db()
    assert (draft.dates_open, str(draft.date_from)) == (False, "2027-06-18")
    again = save(client, step(draft, "organisation"), **both)
    assert "also said that they are not decided" in again.content.decode()


@pytest.mark.parametrize("case", BAD_ORGANISATION)
def test_bad_organisation_is_told_at_the_field_and_the_rest_is_kept(client, writer, state, case):
    typed, field, words = BAD_ORGANISATION[case]
    draft = make_request(state=state)
    response = save(client, step(draft, "organisation"), **ORGANISED | typed, interpretation="Kept as typed")
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {field}
    assert words in form.errors[field][0]
    assert "Kept as typed" in response.content.decode()
    assert EngagementRequest.objects.get().interpretation == ""


def test_a_meeting_of_the_convention_ahead_can_be_chosen_and_one_past_cannot(client, writer, state):
    past = Occasion.objects.create(
        kind="MSP", number=20, name="20MSP", starts=datetime.date(2022, 11, 21), ends=datetime.date(2022, 11, 25)
    )
    ahead = Occasion.objects.create(kind="MSP", number=99, name="99MSP")
    draft = make_request(state=state)
    response = save(client, step(draft, "organisation"), **ORGANISED | {"setting": "beside"}, occasion=past.pk)
    assert set(response.context["form"].errors) == {"occasion"}
    save(client, step(draft, "organisation"), **ORGANISED | {"setting": "beside"}, occasion=ahead.pk)
    assert EngagementRequest.objects.get().occasion == ahead


def test_elsewhere_is_noticed_never_barred(client, writer, state):
    draft = make_request(state=state)
    save(client, step(draft, "organisation"), **ORGANISED | {"setting": "elsewhere"}, place="Aramar City")
    assert "Support may be limited" in client.get(step(draft, "review")).content.decode()
    assert client.post(reverse("request_move", args=[draft.pk, "submit"])).url == reverse("receipt", args=[draft.pk])
    assert "Support may be limited" in client.get(reverse("receipt", args=[draft.pk])).content.decode()


BAD_NEEDS = {
    "no title": ({"title": "", "needs": "Teams"}, "title", "required"),
    "upside down": ({"amount_from": "500 000", "amount_to": "20000", "currency": "USD"}, "amount_to", "upside down"),
    "no currency": ({"amount_from": "500"}, "currency", "which currency"),
    "unknown currency": ({"amount_from": "500", "currency": "zzz"}, "currency", "not a currency in use"),
    "not a number": ({"amount_from": "lots", "currency": "USD"}, "amount_from", "“lots” is not a whole amount"),
    "a year long past": ({"year": "1997"}, "year", "should lie between"),
    "not a year": ({"year": "soon"}, "year", "four digits"),
    "too long": ({"title": "x" * 161}, "title", "at most 160"),
}


@pytest.mark.parametrize("case", BAD_NEEDS)
def test_a_bad_need_is_told_at_the_field_and_the_rest_is_kept(client, writer, state, case):
    typed, field, words = BAD_NEEDS[case]
    draft = make_request(state=state, themes=["A"])
    typed = {f"needs-0-{name}": value for name, value in ({"title": "Survey", "challenges": "Kept as typed"} | typed).items()}
    response = save(client, theme(draft, "A"), **typed)
    form = response.context["formset"].forms[0]
    assert response.status_code == 422
    assert set(form.errors) == {field}
    assert words in form.errors[field][0]
    assert "Kept as typed" in response.content.decode()
    assert set(Need.objects.all()) == set()


def test_amounts_are_read_with_separators(client, writer, state):
    draft = make_request(state=state, themes=["A"])
    save(
        client,
        theme(draft, "A"),
        **{"needs-0-title": "x", "needs-0-amount_from": "1,250 000", "needs-0-amount_to": "1.300.000", "needs-0-currency": "chf"},
    )
    need = Need.objects.get()
    assert (need.amount_from, need.amount_to, need.currency) == (1250000, 1300000, "CHF")


@pytest.mark.parametrize("hidden", ["\u202e", "\x00", "\x1b", "\u2066", "\x85"])
def test_hidden_characters_are_refused_once_and_shown_taken_out(client, writer, state, hidden):
    draft = make_request(state=state)
    response = save(client, step(draft, "aims"), aims=f"Safe{hidden}text")
    assert "invisible characters" in response.context["form"].errors["aims"][0]
    assert response.context["form"]["aims"].value() == "Safetext"
    assert EngagementRequest.objects.get().aims == "To finish clearance."


def test_arabic_with_its_marks_of_direction_is_text(client, writer, state):
    draft = make_request(state=state)
    words = "إزالة الألغام \u200f(2030)\u200e"
    save(client, step(draft, "aims"), aims=words)
    assert EngagementRequest.objects.get().aims == words


def test_over_long_text_is_refused_whole_and_never_cut(client, writer, state):
    draft = make_request(state=state)
    response = save(client, step(draft, "aims"), aims="ä" * 20_001)
    assert "at most 20000 characters (it has 20001)" in response.context["form"].errors["aims"][0]
    assert "ä" * 20_001 in response.content.decode()
    assert 'maxlength="20000"' not in client.get(step(draft, "aims")).content.decode()  # a browser would cut what is pasted


def test_markup_is_shown_as_text(client, writer, state):
    draft = make_request(state=state)
    save(client, step(draft, "aims"), aims="<script>alert(1)</script>")
    page = client.get(step(draft, "review")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
