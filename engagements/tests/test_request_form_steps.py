"""Writing a request step by step: saved as it goes, private until submitted."""

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
    today,
)
from engagements.models import Engagement, EngagementRequest
from engagements.tests.filling_in import ORGANISED, save, step, theme

pytestmark = pytest.mark.django_db


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
    assert [place.url for place in client.get(step(draft, "review")).context["open"]] == [theme(draft, "F")]
    save(client, theme(draft, "F"), **{"needs-0-title": "A course for the region", "needs-0-direction": "offers"})
    assert "Nothing: each step says something." in client.get(step(draft, "review")).content.decode()
    draft.needs.filter(theme="F").delete()
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
