"""A State in brief: public facts alone, and no file outlives what it was made of."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apmbc_portal.audit.models import Publication
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_need,
    make_partner,
    make_published,
    make_request,
    make_staff,
    make_state,
    make_user,
    opened,
)
from engagements.models import Engagement, Obligation
from reports import tasks
from reports.documents import ask_for
from reports.kinds import content_of
from reports.models import Document

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture
def shared():
    """A State with one public row of everything, and the same again for partners alone."""
    state = make_state(confidence="sourced", source="Treaty Collection", as_of="2026")
    rows = {"state": state}
    for audience, mark in (("public", "Public"), ("partners", "Secret")):
        engagement = opened(make_engagement(state, title=f"{mark} file"), audience)
        request = opened(make_request(engagement, status="submitted"), audience)
        make_need(request, title=f"{mark} need", amount_from=5000, currency="USD", year=2027)
        make_need(request, theme="F", direction="offers", title=f"{mark} offer")
        meeting = opened(make_meeting(engagement, title=f"{mark} meeting"), audience)
        text = make_published(engagement, audience=audience, title=f"{mark} outcome")
        rows |= {f"{mark} {name}": row for name, row in
                 {"engagement": engagement, "request": request, "meeting": meeting, "text": text}.items()}  # fmt: skip
    rows["nameless"] = make_published(make_engagement(state), title="Nameless outcome", attribution="nobody")
    Obligation.objects.create(
        state=state, article="5", status="outstanding", confidence="sourced", source="Decision", as_of="2025"
    )
    Obligation.objects.create(state=state, article="va", status="unclear", confidence="general-knowledge", source="Hearsay")
    return rows


def address(state):
    return reverse("state_brief", args=[state.iso3])


def test_it_holds_what_everybody_may_read_and_nothing_else(shared):
    content = content_of("brief", shared["state"])
    assert [one["title"] for one in content["engagements"]] == ["Public file"]
    assert [(one["title"], one["terms"]) for one in content["needs"]] == [("Public need", "training, from 5,000 USD, 2027")]
    assert [one["title"] for one in content["offers"]] == ["Public offer"]
    assert [one["title"] for one in content["meetings"]] == ["Public meeting"]
    assert [one["title"] for one in content["texts"]] == ["Public outcome"]
    assert [one["article"] for one in content["obligations"]] == ["Article 5: mine clearance"]
    assert not {word for word in ("Secret", "Nameless", "Hearsay") if word in str(content)}


def test_a_fact_without_a_source_is_not_printed():
    content = content_of("brief", make_state(source="Memory"))
    assert content["membership"] == {}
    assert "Memory" not in str(content)


def take_back(rows):
    opened(rows["Public text"], "partners")


def withhold(rows):
    Engagement.objects.filter(pk=rows["Public engagement"].pk).update(withheld=True)


def end(rows):
    type(rows["Public request"]).objects.filter(pk=rows["Public request"].pk).update(status="ended")


def hold_back(rows):
    type(rows["Public meeting"]).objects.filter(pk=rows["Public meeting"].pk).update(held_back=True)


def doubt_fact(rows):
    rows["state"].obligations.update(confidence="general-knowledge")


def doubt_state(rows):
    type(rows["state"]).objects.filter(pk=rows["state"].pk).update(confidence="general-knowledge")


@pytest.mark.parametrize("step", [take_back, withhold, end, hold_back, doubt_fact, doubt_state])
def test_file_and_page_are_refused_in_the_next_request_when_a_part_of_it_is_public_no_more(client, shared, step):
    state = shared["state"]
    document = ask_for("brief", state, by=ISU, user=None)
    Document.objects.update(status="ready", file="documents/none.pdf", pages=1)
    reading = reverse("document_read", args=[document.pk])
    assert "Public need" in client.get(reading).content.decode()
    assert reverse("document_file", args=[document.pk]) in client.get(address(state)).content.decode()
    step(shared)
    Publication.bump()  # as every decision and every change at the desk does
    for user in (None, make_staff(), make_focal_point(state)):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(reading)["Location"] == document.get_absolute_url()
        assert client.get(reverse("document_file", args=[document.pk]))["Location"] == document.get_absolute_url()
        page = client.get(document.get_absolute_url()).content.decode()
        assert "public no more" in page
        assert "Public need" not in page
    client.logout()
    assert reverse("document_file", args=[document.pk]) not in client.get(address(state)).content.decode()


def test_what_is_shared_anew_leaves_the_older_brief_as_it_is(client, shared):
    document = ask_for("brief", shared["state"], by=ISU, user=None)
    make_published(shared["Public engagement"], title="A later outcome")
    assert client.get(reverse("document_read", args=[document.pk])).status_code == 200
    assert ask_for("brief", shared["state"], by=ISU, user=None) != document


def test_the_next_day_gives_the_same_file_while_nothing_changed(shared):
    first = ask_for("brief", shared["state"], by=ISU, user=None)
    content = first.content | {"made_on": "1 January 2020"}
    Document.objects.update(content=content)
    assert ask_for("brief", shared["state"], by=ISU, user=None) == first


def test_whoever_acts_in_a_capacity_has_it_made_and_then_everybody_finds_the_file(client, shared, paper):
    state = shared["state"]
    ask = reverse("document_ask", args=["brief", state.pk])
    assert ask not in client.get(address(state)).content.decode()
    assert client.post(ask)["Location"].startswith("/accounts/")
    client.force_login(make_user())
    client.post(ask)
    assert not Document.objects.exists()
    partner = make_partner()
    client.force_login(partner)
    assert ask in client.get(address(state)).content.decode()
    document_page = client.post(ask)["Location"]
    tasks.build_documents()
    client.logout()
    document = Document.objects.get()
    file = reverse("document_file", args=[document.pk])
    assert file in client.get(address(state)).content.decode()
    assert client.get(file).getvalue().startswith(b"%PDF")
    assert address(state) in client.get(state.get_absolute_url()).content.decode()
    for user, told in [(make_focal_point(state), False), (make_delegate(), False), (make_staff(), True)]:
        client.force_login(user)
        assert ("Asked for by" in client.get(document_page).content.decode()) == told


def test_an_address_in_small_letters_leads_on_and_a_wrong_one_nowhere(client):
    state = make_state()
    assert client.get(reverse("state_brief", args=[state.iso3.lower()]))["Location"] == address(state)
    assert client.get(reverse("state_brief", args=["ZZZ"])).status_code == 404


def test_the_page_asks_as_often_for_three_files_as_for_one(client, django_assert_max_num_queries):
    state = make_state()
    for number in range(3):
        make_published(opened(make_engagement(state)), title=f"Outcome {number}")
        opened(make_meeting(Engagement.objects.filter(state=state).last()))
    with django_assert_max_num_queries(18):
        assert client.get(address(state)).status_code == 200


def test_on_paper_it_is_one_page_and_hostile_words_are_words(shared):
    from reports.printing.pdf import render

    make_need(shared["Public request"], title="<script>alert(1)</script> " + "y" * 120)
    data, pages = render(content_of("brief", shared["state"]))
    words = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert pages == 1
    for part in [
        "State Party since 1 January 2003",
        "Public need",
        "<script>alert(1)</script>",
        "Public meeting",
        "Decision · as of 2025",
    ]:
        assert part in words, part
    assert f"in brief, {timezone.localdate().day} " in words


def test_a_state_that_shares_nothing_has_a_brief_that_says_so(client):
    state = make_state(name_en="<b>Quiet</b>")
    page = client.get(address(state)).content.decode()
    assert "the State decides what is shared" in page
    assert "<b>Quiet</b>" not in page
