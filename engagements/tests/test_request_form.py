"""Writing a request step by step: saved as it goes, private until submitted, refused in plain words at the field."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.testing.factories import (
    make_correspondence,
    make_delegate,
    make_focal_point,
    make_need,
    make_partner,
    make_request,
    make_staff,
    make_state,
    today,
)
from engagements.models import Engagement, EngagementRequest, Need, Obligation, Occasion

pytestmark = pytest.mark.django_db


@pytest.fixture
def state():
    return make_state()


@pytest.fixture
def writer(client, state):
    user = make_focal_point(state, user=None)
    client.force_login(user)
    return user


def step(draft, name):
    return reverse("request_step", args=[draft.pk, name])


def theme(draft, letter):
    return reverse("request_theme", args=[draft.pk, letter])


def as_seen(client, url):
    """What the form on the page would send back untouched."""
    page = client.get(url)
    formset = page.context.get("formset")
    if formset is not None:
        marks = page.context["marks"]
        sent = {
            "revision": marks["revision"].value(),
            "seen": marks["seen"].value(),
            "needs-TOTAL_FORMS": len(formset.forms),
            "needs-INITIAL_FORMS": 0,
        }
        for one in formset:
            sent |= {f"{one.prefix}-{name}": one[name].value() for name in one.fields}
    else:
        form = page.context["form"]
        sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def save(client, url, **typed):
    return client.post(url, as_seen(client, url) | {"go": "next"} | typed)


ORGANISED = {"format": "in_person", "setting": "geneva", "dates_open": "on", "date_from": "", "date_until": ""}


def test_a_request_begins_for_the_state_one_acts_for_and_two_clicks_begin_one(client, writer, state):
    first = client.post(reverse("request_new"))
    second = client.post(reverse("request_new"))
    draft = EngagementRequest.objects.get()
    assert first.url == second.url == step(draft, "aims")
    assert draft.engagement.state == state
    assert Engagement.objects.count() == 1


def test_nobody_without_a_state_begins_a_request(client):
    for user in (make_partner(), make_delegate(), make_staff()):
        client.force_login(user)
        assert client.post(reverse("request_new")).status_code == 404
    assert set(EngagementRequest.objects.all()) == set()


def test_without_the_right_to_draft_nothing_begins_and_the_reason_is_said(client, state):
    client.force_login(make_focal_point(state, may_draft=False))
    response = client.post(reverse("request_new"), follow=True)
    assert "does not include the right to draft" in response.content.decode()
    assert set(EngagementRequest.objects.all()) == set()


def test_each_step_is_saved_and_leads_to_the_next(client, writer, state):
    draft = make_request(state=state, aims="")
    assert save(client, step(draft, "aims"), aims="To finish clearance by 2030.").url == step(draft, "themes")
    assert save(client, step(draft, "themes"), themes=["A", "F"]).url == theme(draft, "A")
    added = save(client, theme(draft, "A"), **{"needs-0-title": "Survey teams", "needs-0-needs": "Twelve teams", "add": "1"})
    assert added.url.startswith(theme(draft, "A") + "?more")
    assert save(client, theme(draft, "A")).url == theme(draft, "F")
    assert save(client, step(draft, "organisation"), **ORGANISED, languages=["en"], other_languages="Portuguese, km").url == step(
        draft, "participants"
    )
    assert save(client, step(draft, "participants"), participant_kinds=["donors"], participants="Our neighbours").url == step(
        draft, "support"
    )
    assert save(client, step(draft, "support"), support=["chair"]).url == step(draft, "review")
    draft.refresh_from_db()
    assert (draft.aims, draft.themes, draft.languages) == ("To finish clearance by 2030.", ["A", "F"], ["en", "pt", "km"])
    assert (draft.participant_kinds, draft.participants, draft.support) == (["donors"], "Our neighbours", ["chair"])
    assert [(need.theme, need.title, need.needs) for need in draft.needs.all()] == [("A", "Survey teams", "Twelve teams")]
    assert draft.edited_by == writer.name


def test_a_draft_left_is_taken_up_again_by_another_focal_point(client, writer, state):
    draft = make_request(state=state, aims="")
    assert save(client, step(draft, "aims"), aims="Begun in the capital.", go="leave").url == draft.get_absolute_url()
    client.force_login(make_focal_point(state))
    assert "Begun in the capital." in client.get(step(draft, "aims")).content.decode()
    assert f"Last saved by {writer.name}" in client.get(draft.get_absolute_url()).content.decode()


def test_going_to_another_step_saves_this_one(client, writer, state):
    draft = make_request(state=state)
    assert save(client, step(draft, "aims"), aims="Changed.", go="support").url == step(draft, "support")
    assert EngagementRequest.objects.get().aims == "Changed."


def test_a_draft_does_not_exist_for_anybody_outside_its_state(client, state):
    draft = make_request(state=state)
    make_need(draft)
    pages = [draft.get_absolute_url(), step(draft, "aims"), step(draft, "review"), theme(draft, "A")]
    pages += [reverse(name, args=[draft.pk]) for name in ("request_print", "request_word", "request_signed", "receipt")]
    for outsider in (
        make_focal_point(),
        make_partner(),
        make_delegate(),
        make_staff(),
        make_focal_point(state, ends=today() - datetime.timedelta(1), may_submit=False),
    ):
        client.force_login(outsider)
        assert {client.get(page).status_code for page in pages} == {404}
        assert {client.post(page, {"aims": "Mine"}).status_code for page in pages[1:2]} == {404}
        assert {
            client.post(reverse("request_move", args=[draft.pk, verb])).status_code for verb in ("submit", "discard", "clear")
        } == {404}
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 404
    draft.refresh_from_db()
    assert (draft.aims, draft.status) == ("To finish clearance.", "draft")


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


def test_the_isu_records_from_a_letter_in_the_same_form_and_the_state_does_not_see_it_yet(client, state):
    paper = make_correspondence(state, dated=datetime.date(2026, 1, 5))
    draft = make_request(state=state, on_behalf=True, cites=paper)
    client.force_login(make_focal_point(state))
    assert client.get(step(draft, "aims")).status_code == 404
    client.force_login(make_staff())
    asked_then = ORGANISED | {"dates_open": "", "date_from": "2026-01-20"}
    early = save(client, step(draft, "organisation"), **ORGANISED | {"dates_open": "", "date_from": "2026-01-04"})
    assert "cannot lie before 5 January 2026" in early.context["form"].errors["date_from"][0]
    assert save(client, step(draft, "organisation"), **asked_then).status_code == 302
    client.post(reverse("request_move", args=[draft.pk, "record"]))
    assert EngagementRequest.objects.get().status == "submitted"


BAD_ORGANISATION = {
    "no such day": ({"dates_open": "", "date_from": "2027-02-31"}, "date_from", "“2027-02-31” is not a day of the calendar"),
    "past": ({"dates_open": "", "date_from": "2020-01-01"}, "date_from", "This day has passed"),
    "upside down": (
        {"dates_open": "", "date_from": "2027-06-18", "date_until": "2027-06-17"},
        "date_until",
        "lies before the first",
    ),
    "far ahead": ({"dates_open": "", "date_from": "2207-06-18"}, "date_from", "more than ten years ahead"),
    "both": ({"date_from": "2027-06-18"}, "dates_open", "also said that they are not decided"),
    "no occasion": ({"setting": "beside"}, "occasion", "Choose the meeting of the Convention"),
    "unknown language": ({"other_languages": "Portuguese, Klingon"}, "other_languages", "The portal does not know: “Klingon”"),
    "unknown tick": ({"languages": ["xx"]}, "languages", "Select a valid choice"),
    "unknown setting": ({"setting": "moon"}, "setting", "Select a valid choice"),
}


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


def test_the_file_is_called_as_its_first_request_is(client, writer, state):
    draft = make_request(state=state)
    save(client, step(draft, "aims"), title="Survey first", aims="To finish clearance.")
    client.post(f"/requests/{draft.pk}/submit/")
    engagement = EngagementRequest.objects.get().engagement
    assert engagement.title == "Survey first"
    client.post(f"/engagements/{engagement.reference}/requests/new/")
    later = EngagementRequest.objects.get(version=2)
    assert later.title == "Survey first"
    save(client, step(later, "aims"), title="Clearance first", aims="To finish clearance.")
    client.post(f"/requests/{later.pk}/submit/")
    engagement.refresh_from_db()
    assert engagement.title == "Survey first"  # it may be open to others by then, and that is another decision


def test_markup_is_shown_as_text(client, writer, state):
    draft = make_request(state=state)
    save(client, step(draft, "aims"), aims="<script>alert(1)</script>")
    page = client.get(step(draft, "review")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_pages_of_the_form_ask_no_more_with_more_rows(client, writer, state, django_assert_num_queries):
    draft = make_request(state=state, themes=["A"])
    make_need(draft)
    client.get(step(draft, "review"))
    pages = {"overview": draft.get_absolute_url(), "review": step(draft, "review"), "theme": theme(draft, "A")}
    for name, most in {"overview": 9, "review": 8, "theme": 7}.items():
        asked = []
        for _rows in (1, 3):
            with django_assert_num_queries(most, exact=False) as captured:
                client.get(pages[name])
            asked.append(len(captured))
            if len(asked) == 1:
                extra = [make_need(draft), make_need(draft, direction="offers")]
        assert asked[0] == asked[1], name
        for need in extra:
            need.delete()
