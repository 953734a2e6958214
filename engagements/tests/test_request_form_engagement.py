"""The page of the file: what each side sees, pausing and withdrawing, suggestions, messages."""

import pytest
from django.urls import reverse

from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_correspondence,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_partner,
    make_published,
    make_request,
    make_staff,
)  # fmt: skip
from engagements.consequence_words import WORDS, in_words
from engagements.consequences import CONSEQUENCES
from engagements.models import Comment, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(state):
    return make_engagement(state)


@pytest.fixture
def focal_point(client, state):
    user = make_focal_point(state)
    client.force_login(user)
    return user


def test_the_file_is_seen_by_its_state_and_the_isu_alone(client, engagement, state):
    make_request(engagement, status="submitted")
    seen = {}
    cast = {
        "own": make_focal_point(state),
        "other": make_focal_point(),
        "committee": make_delegate(),
        "partner": make_partner(),
        "isu": make_staff(),
    }
    for who, user in cast.items():
        client.force_login(user)
        seen[who] = client.get(engagement.get_absolute_url()).status_code
    client.logout()
    seen["public"] = client.get(engagement.get_absolute_url()).status_code
    assert seen == {"own": 200, "other": 404, "committee": 404, "partner": 404, "isu": 200, "public": 404}


def test_whoever_it_was_opened_to_sees_no_names_and_no_messages(client, state):
    engagement = make_engagement(state, audience="public")
    request = make_request(engagement, status="submitted", audience="public", submitted_by="Fatima Focal")
    make_correspondence(engagement=engagement, subject="Sealed subject")
    Comment.objects.create(engagement=engagement, acting_as="ISU staff", text="Between us")
    for url in (engagement.get_absolute_url(), request.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "Fatima Focal" not in page
        assert "Between us" not in page
        assert "Sealed subject" not in page
    assert client.get(reverse("receipt", args=[request.pk])).status_code == 302
    client.force_login(make_partner())
    assert client.get(reverse("receipt", args=[request.pk])).status_code == 404


@pytest.mark.parametrize("verb", ["pause", "withdraw", "resume"])
def test_the_confirmation_says_what_follows_before_anything_does(client, state, focal_point, verb):
    engagement = make_engagement(state, status="paused" if verb == "resume" else "active")
    page = client.get(reverse("engagement_move", args=[engagement.reference, verb])).content.decode()
    for part, effect in CONSEQUENCES[verb].items():
        assert str(WORDS[part, effect]) in page
    before = engagement.status
    engagement.refresh_from_db()
    assert engagement.status == before


def test_every_consequence_has_its_words():
    assert all(in_words(verb) for verb in ("pause", "withdraw", "resume"))


def test_the_state_withdraws_without_a_reason_and_resumes(client, engagement, focal_point):
    for verb, status in (("pause", "paused"), ("withdraw", "withdrawn"), ("resume", "active")):
        assert client.post(reverse("engagement_move", args=[engagement.reference, verb])).url == engagement.get_absolute_url()
        engagement.refresh_from_db()
        assert engagement.status == status


def test_somebody_elses_file_cannot_be_touched(client, engagement):
    for outsider in (make_focal_point(), make_partner(), make_delegate()):
        client.force_login(outsider)
        urls = [reverse("engagement_move", args=[engagement.reference, verb]) for verb in ("pause", "withdraw")]
        urls += [reverse(name, args=[engagement.reference]) for name in ("engagement_say", "request_new_version")]
        assert {client.post(url, {"text": "Hello"}).status_code for url in urls} == {404}
    engagement.refresh_from_db()
    assert engagement.status == "active"
    assert set(Comment.objects.all()) == set()


def test_without_the_right_to_submit_pausing_is_refused_with_the_reason(client, state, engagement):
    client.force_login(make_focal_point(state, may_submit=False))
    assert "does not include the right to submit" in client.get(engagement.get_absolute_url()).content.decode()
    client.post(reverse("engagement_move", args=[engagement.reference, "pause"]))
    engagement.refresh_from_db()
    assert engagement.status == "active"


def test_the_state_takes_up_a_suggestion_or_leaves_it(client, engagement, focal_point):
    request = make_request(engagement, status="in_dialogue")
    one = Suggestion.objects.create(request=request, text="Invite neighbours", acting_as="Chair")
    other = Suggestion.objects.create(request=request, text="Meet online", acting_as="Chair")
    client.post(reverse("suggestion_move", args=[one.pk, "take_up"]))
    client.post(reverse("suggestion_move", args=[other.pk, "leave"]))
    assert set(Suggestion.objects.values_list("text", "status")) == {("Invite neighbours", "taken"), ("Meet online", "left")}
    client.force_login(make_focal_point())
    assert client.post(reverse("suggestion_move", args=[one.pk, "leave"])).status_code == 404


def test_a_message_reaches_the_isu_as_a_letter_without_its_words(client, engagement, focal_point):
    client.post(reverse("engagement_say", args=[engagement.reference]), {"text": "We prefer June."})
    assert "We prefer June." in client.get(engagement.get_absolute_url()).content.decode()
    letter = Letter.objects.get(kind="message")
    assert "We prefer June." not in letter.body
    assert engagement.get_absolute_url() in letter.body


def test_internal_notes_of_the_isu_are_not_on_the_page(client, engagement, focal_point):
    Comment.objects.create(engagement=engagement, kind="internal", acting_as="ISU staff", text="Between colleagues")
    assert "Between colleagues" not in client.get(engagement.get_absolute_url()).content.decode()


def test_an_empty_message_is_told_at_the_field(client, engagement, focal_point):
    response = client.post(reverse("engagement_say", args=[engagement.reference]), {"text": " "})
    assert response.status_code == 422
    assert set(Comment.objects.all()) == set()


def test_the_page_asks_no_more_with_more_rows(client, engagement, focal_point, django_assert_num_queries):
    request = make_request(engagement, status="in_dialogue")

    def add(version):
        Suggestion.objects.create(request=request, text="Invite neighbours", acting_as="Chair")
        Comment.objects.create(engagement=engagement, acting_as="ISU staff", text="Hello")
        make_correspondence(engagement=engagement)
        make_request(engagement, status="replaced", version=version)
        make_published(engagement)

    add(2)
    for rows in (1, 3):
        with django_assert_num_queries(12):
            client.get(engagement.get_absolute_url())
        if rows == 1:
            add(3)
            add(4)
