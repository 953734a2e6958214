"""The contact page: a row and a letter for a person, a plain refusal that keeps every word for a program."""

import time

import pytest
from django.core import signing
from django.db import OperationalError

from apmbc_portal.notices.models import Letter
from apmbc_portal.web.public import contact
from engagements.models import Enquiry

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "interest",
    "name": "A. Example",
    "email": "mission@demo.example",
    "organisation": "Permanent Mission",
    "text": "We would like to talk.",
}


def token(seconds_ago=60):
    return signing.dumps(int(time.time()) - seconds_ago, salt=contact.SALT)


def send(client, **fields):
    return client.post("/contact/", {"token": token(), "website": ""} | TYPED | fields)


def kept(response):
    """Whether the page shows again every word that was typed."""
    page = response.content.decode()
    return all(words in page for words in (TYPED["name"], TYPED["email"], TYPED["organisation"], TYPED["text"]))


def test_a_message_becomes_a_row_and_a_letter_to_the_desk(client, settings):
    response = send(client)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.status, enquiry.text) == ("interest", "open", TYPED["text"])
    letter = Letter.objects.get()
    assert letter.to == settings.ISU_EMAIL
    for words in (TYPED["text"], TYPED["name"], TYPED["email"], TYPED["organisation"]):
        assert words in letter.body
    assert TYPED["name"] not in letter.subject


def test_words_reach_the_letter_as_typed(client):
    send(client, text='Q & A <b>"bold"</b>\r\n{link} {{ site }}', organisation="Ministère de l'Intérieur")
    body = Letter.objects.get().body
    assert 'Q & A <b>"bold"</b>\n{link} {{ site }}' in body
    assert "Ministère de l'Intérieur" in body


def test_the_same_message_sent_twice_is_one(client):
    opened = token()
    for _press in range(2):
        assert send(client, token=opened).status_code == 302
    assert Enquiry.objects.count() == Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"token": "forged"}, 200),
        ({"token": ""}, 200),
        ({"website": "http://spam.example"}, 200),
        ({"email": "not an address"}, 200),
        ({"text": "x" * 5001}, 200),
        ({"kind": "other"}, 200),
    ],
)
def test_a_refusal_makes_no_row_and_keeps_what_was_typed(client, fields, status):
    response = send(client, **fields)
    assert response.status_code == status
    assert Enquiry.objects.count() == Letter.objects.count() == 0
    page = response.content.decode()
    assert TYPED["name"] in page
    assert "http://spam.example" not in page
    assert fields.get("text", TYPED["text"]) in page


def test_a_form_sent_at_once_is_asked_for_again_and_then_taken(client):
    early = token(seconds_ago=0)
    response = send(client, token=early)
    assert "Your text is still here" in response.content.decode()
    assert kept(response)
    assert Enquiry.objects.count() == 0
    assert f'value="{early}"' in response.content.decode(), "the clock goes on; a person who sends again is let in"


def test_a_form_open_for_days_gets_a_new_token(client, monkeypatch):
    monkeypatch.setattr(contact, "LATEST", -1)
    response = send(client)
    assert "open for more than a day" in response.content.decode()
    assert kept(response)
    monkeypatch.undo()
    fresh = response.content.decode().split('name="token" value="')[1].split('"')[0]
    assert contact.opened_at(fresh)


def test_many_messages_from_one_address_are_slowed_down_in_plain_words(client, settings):
    for number in range(contact.PER_HOUR):
        assert send(client, text=f"Message {number}").status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert kept(response)
    assert settings.ISU_EMAIL in response.content.decode()
    assert Enquiry.objects.count() == contact.PER_HOUR
    elsewhere = client.post("/contact/", {"token": token(), "website": ""} | TYPED, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


@pytest.mark.parametrize("field", ["name", "organisation", "text"])
def test_hidden_characters_are_named_and_taken_out(client, field):
    response = send(client, **{field: "A\u202eB\x00C"})
    assert Enquiry.objects.count() == 0
    page = response.content.decode()
    assert "invisible characters" in page
    assert "\u202e" not in page


def test_the_page_opens_with_the_kind_asked_for(client):
    assert client.get("/contact/?kind=interest").context["form"].initial["kind"] == "interest"
    assert client.get("/contact/?kind=%00").context["form"].initial["kind"] == "question"
    assert client.get("/contact/")["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_message_that_could_not_be_written_down_can_be_sent_again(client, monkeypatch):
    opened = token()

    def broken(form):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(contact, "receive", broken)
        with pytest.raises(OperationalError):
            send(client, token=opened)
    assert send(client, token=opened).status_code == 302
    assert Enquiry.objects.count() == 1
