"""Before a text is opened the page lists whom of the meeting it names, asks, and the ledger keeps what was shown."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.testing.factories import make_contact, make_participant
from apmbc_portal.tests.deciding import answer, digest, ledger, sees, url
from reports.models import ReportText

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(own):
    """A text that promises to name nobody but the host, and names a participant by surname."""
    text = own["text"]
    make_participant(own["meeting"], make_contact(name="José Ñandú"), attendance="present")
    ReportText.objects.filter(pk=text.pk).update(attribution="host_only", summary="Mr. Nandu offered two teams.")
    text.refresh_from_db()
    return text


def test_the_second_question_shows_the_passage_and_what_it_contradicts(client, named):
    content = answer(client, named, "public", confirmed=False).content.decode()
    assert "Mr. Nandu offered two teams." in content
    assert "names the host State and nobody else" in content
    assert 'name="names_seen"' in content


def test_without_a_word_that_they_looked_nothing_is_opened(client, named):
    token = answer(client, named, "public", confirmed=False).context["names_token"]
    page = answer(client, named, "public", names_token=token)
    assert "Say that you have looked" in page.content.decode()
    assert (sees(named), ledger()) == (False, [])


@pytest.mark.parametrize("wanted", ["public", "participants"])
def test_going_on_is_in_the_ledger_with_what_was_shown(client, named, wanted):
    token = answer(client, named, wanted, confirmed=False).context["names_token"]
    answer(client, named, wanted, names_token=token, names_seen="yes")
    entry = LedgerEntry.objects.get()
    (shown,) = entry.names_shown
    assert (shown["kind"], shown["objection"]) == ("person", "This text says that it names the host State and nobody else.")
    assert shown["passage"] in " ".join(entry.text.split())
    assert faults("XAA") == []
    assert "1 passage with a name was shown and confirmed" in client.get(reverse("ledger")).content.decode()


def test_other_passages_than_those_shown_are_asked_about_again(client, named):
    token = answer(client, named, "public", confirmed=False).context["names_token"]
    make_participant(named.report.meeting, make_contact(name="Two Teams"))
    page = answer(client, named, "public", names_token=token, names_seen="yes")
    assert "has changed since you opened this page" in page.content.decode()
    assert not sees(named)


def test_taking_back_asks_nothing(client, named):
    token = answer(client, named, "public", confirmed=False).context["names_token"]
    answer(client, named, "public", names_token=token, names_seen="yes")
    answer(client, named, "state")
    assert not sees(named)


def test_a_name_given_to_one_organisation_is_asked_about_too(client, own, named):
    party = str(own["outsider"]["engagement"].state.party_id)
    question = client.post(url(named), {"open_to": "named", "party": party, "digest": digest(client, named)})
    assert question.context["asks_names"]
    page = answer(client, named, "named", party=party)
    assert "Look at the names that were found first" in page.content.decode()
    assert ledger() == []


def test_where_nobody_is_named_the_page_says_so_and_asks_nothing(client, own):
    page = answer(client, own["text"], "public", confirmed=False)
    assert "No name, organisation, function or place of the meeting was found" in page.content.decode()
    assert not page.context["asks_names"]


def test_an_outcome_is_searched_and_an_agenda_is_not(client, own):
    make_participant(own["meeting"], make_contact(name="José Ñandú"), may_be_listed=False)
    type(own["outcome"]).objects.update(text="Nandu sends a plan")
    own["outcome"].refresh_from_db()
    assert answer(client, own["outcome"], "public", confirmed=False).context["asks_names"]
    assert answer(client, own["agenda"], "public", confirmed=False).context["checks"] == []
