"""The file page: what it shows, the steps with their reasons, and what never reaches it."""

import datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from engagements import actions
from engagements.models import Comment, Engagement, EngagementRequest

pytestmark = pytest.mark.django_db
CANARY = "canary-text-of-a-draft"


def file_of(engagement):
    return reverse("admin:engagements_engagement_file", args=[engagement.pk])


def post(client, engagement, act, data):
    return client.post(reverse(f"admin:engagements_engagement_{act}", args=[engagement.pk]), data)


def step(client, row, verb, engagement=None, **fields):
    name = row._meta.model_name
    prefix = f"{name}-{row.pk}-{verb}"
    data = {"on": name, "row": str(row.pk), "verb": verb} | {f"{prefix}-{key}": value for key, value in fields.items()}
    return post(client, engagement or row.host(), "step", data)


def test_the_page_shows_the_submitted_request_with_its_needs(desk):
    request = make.make_request(status="submitted", aims="To finish by 2030.")
    make.make_need(request, title="Twelve survey teams")
    page = desk.get(file_of(request.engagement)).content.decode()
    assert "To finish by 2030." in page
    assert "Twelve survey teams" in page


def test_versions_are_compared(desk):
    first = make.make_request(status="replaced", aims="Ten districts.")
    make.make_request(engagement=first.engagement, status="submitted", aims="Twelve districts.", version=2, instead_of=first)
    page = desk.get(file_of(first.engagement)).content.decode()
    assert "<del" in page
    assert "Ten districts." in page
    assert "Compare with version 1" in page


def test_a_step_is_taken_with_its_note_and_its_letter(desk):
    request = make.make_request(status="submitted")
    make.make_focal_point(request.engagement.state)
    answer = step(desk, request, "acknowledge", note="Thank you.")
    assert answer["Location"] == file_of(request.engagement)
    request.refresh_from_db()
    assert request.status == "acknowledged"
    event = Event.objects.get(verb="acknowledge")
    assert (event.about, event.detail["note"]) == (request.engagement.reference, "Thank you.")
    assert Letter.objects.get(kind="request_moved").about == request.engagement.reference


def test_a_step_that_is_not_possible_now_is_shown_with_the_reason(desk):
    request = make.make_request(status="submitted")
    page = desk.get(file_of(request.engagement)).content.decode()
    assert "Not possible while the status is “submitted”." in page
    answer = step(desk, request, "get_under_way")
    assert answer.status_code == 422
    assert "Not possible while the status is “submitted”." in answer.content.decode()
    request.refresh_from_db()
    assert request.status == "submitted"


def test_a_step_that_is_not_the_desks_does_not_exist_there(desk):
    request = make.make_request(status="submitted")
    assert step(desk, request, "submit").status_code == 404
    assert step(desk, request, "no-such-step").status_code == 404


def test_a_row_of_another_file_is_not_found(desk):
    request, other = make.make_request(status="submitted"), make.make_engagement()
    assert step(desk, request, "acknowledge", engagement=other).status_code == 404


def test_pausing_by_letter_needs_the_letter_at_its_field(desk):
    engagement = make.make_engagement()
    answer = step(desk, engagement, "pause", note="typed words stay")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cite the note verbale, mail or call" in page
    assert "typed words stay" in page
    engagement.refresh_from_db()
    assert engagement.status == "active"


def test_a_letter_of_another_state_is_no_choice(desk):
    engagement, foreign = make.make_engagement(), make.make_correspondence()
    assert step(desk, engagement, "pause", cites=str(foreign.pk)).status_code == 422
    engagement.refresh_from_db()
    assert engagement.status == "active"


def test_a_day_in_the_future_is_refused(desk):
    engagement = make.make_engagement()
    letter = make.make_correspondence(engagement=engagement)
    tomorrow = (make.today() + datetime.timedelta(days=1)).isoformat()
    answer = step(desk, engagement, "pause", cites=str(letter.pk), happened_on=tomorrow)
    assert "This date lies in the future." in answer.content.decode()


def test_pausing_by_letter_is_in_the_states_ledger_with_its_evidence_and_day(desk):
    engagement = make.make_engagement()
    letter = make.make_correspondence(engagement=engagement, number="NV/12")
    day = make.today() - datetime.timedelta(days=3)
    assert step(desk, engagement, "pause", cites=str(letter.pk), happened_on=day.isoformat(), note="By call").status_code == 302
    entry = LedgerEntry.objects.get()
    assert (entry.chain, entry.verb, entry.happened_on) == (engagement.state.iso3, "pause", day)
    assert "NV/12" in entry.evidence


def test_a_note_and_a_message_never_mix(desk):
    engagement = make.make_engagement()
    make.make_focal_point(engagement.state)
    post(desk, engagement, "note", {"note-text": "For us."})
    post(desk, engagement, "message", {"message-text": "For you."})
    assert dict(Comment.objects.values_list("text", "kind")) == {"For us.": "internal", "For you.": "message"}
    assert Letter.objects.count() == 1
    assert "For us." not in Letter.objects.get().body


def test_a_note_sent_to_the_address_of_messages_says_nothing(desk):
    engagement = make.make_engagement()
    assert post(desk, engagement, "message", {"note-text": "For us."}).status_code == 422
    assert not Comment.objects.exists()


def test_the_text_of_a_states_draft_is_on_no_page_of_the_desk(desk):
    draft = make.make_request(aims=CANARY, participants=CANARY, place=CANARY, support_details=CANARY)
    make.make_need(draft, title=CANARY, needs=CANARY)
    second = make.make_request(status="submitted")
    clearing = make.make_request(engagement=second.engagement, version=2, status="in_clearance", aims=CANARY)
    make.make_need(clearing, title=CANARY)
    pages = [reverse("admin:index"), file_of(draft.engagement), file_of(second.engagement)]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages.append(reverse(f"{name}_changelist"))
        pages += [reverse(f"{name}_change", args=[row.pk]) for row in model._default_manager.all()[:5]]
    for address in pages:
        assert CANARY not in desk.get(address).content.decode(), address
    assert "The State has a draft open." in desk.get(file_of(second.engagement)).content.decode()


def test_the_desk_cannot_begin_a_request_while_the_state_writes_one(desk):
    draft = make.make_request(aims=CANARY)
    letter = make.make_correspondence(engagement=draft.engagement)
    answer = post(desk, draft.engagement, "begin", {"begin-cites": str(letter.pk)})
    assert answer.status_code == 422
    assert CANARY not in answer.content.decode()
    assert EngagementRequest.objects.count() == 1


def test_a_request_by_letter_is_begun_with_its_evidence_and_recorded(desk):
    engagement = actions.begin_file(make.make_state(), by=make.isu_viewer())
    letter = make.make_correspondence(engagement=engagement)
    assert post(desk, engagement, "begin", {}).status_code == 422
    answer = post(desk, engagement, "begin", {"begin-cites": str(letter.pk)})
    draft = EngagementRequest.objects.get()
    assert answer["Location"] == draft.get_absolute_url()
    assert (draft.on_behalf, draft.cites) == (True, letter)
    EngagementRequest.objects.filter(pk=draft.pk).update(aims="As the note says.")
    assert step(desk, draft, "record").status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.engagement.status) == ("submitted", "active")


def test_what_was_typed_by_mistake_is_dropped_and_the_state_can_draft_again(desk):
    engagement = actions.begin_file(make.make_state(), by=make.isu_viewer())
    letter = make.make_correspondence(engagement=engagement)
    post(desk, engagement, "begin", {"begin-cites": str(letter.pk)})
    assert step(desk, EngagementRequest.objects.get(), "drop").status_code == 302
    focal_point = make.viewer_of(make.make_focal_point(engagement.state))
    assert not actions.begin_request(engagement.state, by=focal_point, engagement=engagement).on_behalf


def test_a_decision_by_letter_about_one_row_is_recorded_on_its_own_page_with_its_checks(desk):
    request = make.make_request(status="submitted")
    page = desk.get(file_of(request.engagement)).content.decode()
    for row in (request, request.engagement):
        assert reverse("decision", args=[row.release_id]) in page
        assert 'name="cites"' in desk.get(reverse("decision", args=[row.release_id])).content.decode()


def test_the_whole_file_is_closed_and_opened_by_letter(desk):
    engagement = make.make_engagement(audience="public")
    letter = make.make_correspondence(engagement=engagement)
    post(desk, engagement, "withhold", {"withhold-cites": str(letter.pk), "withhold-note": "As asked", "closed": "yes"})
    assert Engagement.objects.get(pk=engagement.pk).withheld
    post(desk, engagement, "withhold", {"withhold-cites": str(letter.pk), "withhold-note": "As asked", "closed": "no"})
    assert not Engagement.objects.get(pk=engagement.pk).withheld


def test_only_the_desk_reaches_a_file(client):
    engagement = make.make_engagement()
    client.force_login(make.make_focal_point(engagement.state))
    assert client.get(file_of(engagement)).status_code == 302
    assert post(client, engagement, "note", {"note-text": "Mine?"}).status_code == 302
    assert not Comment.objects.exists()


def test_the_page_costs_the_same_with_one_row_of_each_kind_and_with_three(desk):
    engagement = make.make_engagement()
    costs = []
    for version in (1, 2, 3):
        status = "in_dialogue" if version == 1 else "replaced"
        request = make.make_request(engagement=engagement, version=version, status=status)
        make.make_need(request)
        request.suggestions.create(text="Invite the neighbours")
        make.make_correspondence(engagement=engagement)
        make.make_focal_point(engagement.state)
        for kind in ("message", "internal"):
            actions.say(engagement, "Words", by=make.isu_viewer(), author=make.make_user(), kind=kind)
        actions.record(make.isu_viewer(), "step", engagement)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(file_of(engagement)).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[2]
    assert costs[0] <= 30


def test_a_wrong_number_is_not_found(desk):
    assert desk.get(reverse("admin:engagements_engagement_file", args=[987654])).status_code == 404
    assert desk.get(file_of(make.make_engagement()) + "step/").status_code == 405
