"""Deciding who may see what, through the pages: who may, what is asked, what is written down; to whom by name."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry, Publication
from apmbc_portal.audit.record import faults
from apmbc_portal.testing.factories import (
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_partner,
    make_report,
    make_state,
    make_text,
    make_user,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import KINDS, WIDEST, answer, digest, ledger, sees, url, world
from apmbc_portal.visibility import Audience
from apmbc_portal.web.releasables import MODELS
from engagements.decisions import decide
from engagements.models import CommitteeSeat, Engagement, NamedGrant, Nomination
from meetings.models import Meeting

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_every_kind_of_row_has_its_page(own):
    assert {type(own[kind]) for kind in KINDS} == set(MODELS)


def test_the_question_is_a_page_to_come_back_to_after_looking(client, own):
    item = own["meeting"]
    asked = client.get(url(item), {"open_to": "public", "digest": digest(client, item)})
    assert "Open it to the public?" in asked.content.decode()
    assert client.get(url(item), {"open_to": "public", "digest": "other words"}).url == url(item)
    client.get(url(item), {"open_to": "public", "digest": digest(client, item), "confirmed": "yes"})
    assert (ledger(), sees(item)) == ([], False)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_opened_and_taken_back(client, own, kind):
    item = own[kind]
    page = client.get(url(item))
    assert page.status_code == 200
    assert page.context["text"] == item.release_text()
    before = Publication.current()
    answer(client, item, WIDEST[kind])
    assert sees(item)
    assert not sees(own["outsider"][kind])
    assert Publication.current() > before
    entry = LedgerEntry.objects.get()
    assert (entry.chain, entry.verb, entry.to, entry.text) == ("XAA", "open", WIDEST[kind], item.release_text())
    client.post(url(item, "decision_take_back"))
    assert not sees(item)
    assert ledger() == [("XAA", "open", WIDEST[kind]), ("XAA", "take_back", "state")]
    assert faults("XAA") == []


def test_nothing_happens_before_the_second_question(client, own):
    page = answer(client, own["meeting"], "public", confirmed=False)
    content = page.content.decode()
    assert "Open it to the public?" in content
    assert "cannot be recalled" in content
    assert own["meeting"].release_text() in content
    assert (sees(own["meeting"]), ledger()) == (False, [])


def test_nobody_signs_other_words_than_they_read(client, own):
    item = own["meeting"]
    read = digest(client, item)
    Meeting.objects.filter(pk=item.pk).update(title="Another title")
    page = client.post(url(item), {"open_to": "public", "digest": read, "confirmed": "yes"}, follow=True)
    assert "The text has changed" in page.content.decode()
    assert (sees(item), ledger()) == (False, [])


def test_the_page_says_who_sees_it_today(client, own):
    answer(client, own["outcome"], "participants")
    seen = {one.label: one.sees for one in client.get(url(own["outcome"])).context["seen_by"]}
    assert seen == {
        "a Committee delegate": False, "a participant of the meeting": True, "another partner": False,
        "a visitor who is not signed in": False,
    }  # fmt: skip


@pytest.mark.parametrize("audience", [a for a in Audience if a != Audience.STATE])
def test_each_audience_on_the_page_is_the_one_decided(client, own, audience):
    answer(client, own["outcome"], audience)
    own["outcome"].refresh_from_db()
    assert own["outcome"].audience == audience


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["decision", "decision_take_back"])
def test_another_states_row_does_not_exist_here(client, own, kind, name):
    item = own["outsider"][kind]
    assert client.post(url(item, name), {"open_to": "public", "confirmed": "yes"}).status_code == 404
    assert client.get(url(item)).status_code == 404
    assert not sees(item)


def test_not_even_where_it_is_published(client, own):
    outsider = own["outsider"]
    decide(
        outsider["outcome"],
        "public",
        engagement=outsider["engagement"],
        by=viewer_of(make_focal_point(outsider["engagement"].state)),
    )
    assert client.get(url(outsider["outcome"])).status_code == 404


def test_without_the_right_one_reads_why(client):
    state = make_state()
    client.force_login(make_focal_point(state, may_release=False))
    rows = world(state)
    page = client.get(url(rows["outcome"])).content.decode()
    assert "does not include the right to release" in page
    assert 'name="open_to"' not in page
    client.post(url(rows["outcome"]), {"open_to": "public", "confirmed": "yes", "digest": digest(client, rows["outcome"])})
    client.post(url(rows["outcome"], "decision_take_back"))
    client.post(reverse("workspace_close", args=[rows["engagement"].reference]), {"withheld": "yes"})
    assert (sees(rows["outcome"]), ledger()) == (False, [])
    assert not Engagement.objects.get(pk=rows["engagement"].pk).withheld


def test_the_day_after_the_last_the_page_is_gone(client, own):
    Nomination.objects.update(ends=today() - DAY)
    make_focal_point(own["engagement"].state)  # somebody else speaks for the State: it is not left without anybody
    assert client.get(url(own["outcome"])).status_code == 404
    assert client.post(url(own["outcome"]), {"open_to": "public", "confirmed": "yes"}).status_code == 404


@pytest.mark.parametrize("make", [make_user, make_partner, make_delegate])
def test_nobody_else_decides(client, make):
    rows = world(make_state())
    client.force_login(make())
    assert client.get(url(rows["outcome"])).status_code == 404
    assert client.post(url(rows["outcome"], "decision_take_back")).status_code == 404


def test_what_is_not_there_is_404(client, own):
    assert client.get(reverse("decision", args=["00000000-0000-4000-8000-000000000000"])).status_code == 404


def test_a_text_that_is_not_approved_is_not_opened(client):
    state = make_state()
    client.force_login(make_focal_point(state))
    meeting = make_meeting(make_engagement(state), status="held")
    item = make_text(make_report(meeting, status="with_state"))
    page = client.get(url(item)).content.decode()
    assert "has to be approved first" in page
    answer(client, item, "public")
    assert (sees(item), ledger()) == (False, [])


# --- by name


def test_an_organisation_by_name_and_no_other(client, own):
    chosen, other = make_organisation(), make_organisation()
    item = own["text"]
    answer(client, item, "named", party=str(chosen.party_id))
    assert sees(item, viewer_of(make_partner(chosen)))
    assert not sees(item, viewer_of(make_partner(other)))
    assert ledger() == [("XAA", "open_to", chosen.name)]
    assert chosen.name in client.get(url(item)).content.decode()
    client.post(url(item, "decision_take_back"), {"party": str(chosen.party_id)})
    assert not sees(item, viewer_of(make_partner(chosen)))
    assert ledger()[-1] == ("XAA", "take_back_from", chosen.name)


def test_a_state_by_name_reaches_whoever_speaks_for_it(client, own):
    donor = make_state()
    answer(client, own["text"], "named", party=str(donor.party_id))
    assert sees(own["text"], viewer_of(make_partner(make_organisation(kind="state", state=donor))))
    assert sees(own["text"], viewer_of(make_focal_point(donor)))
    assert not sees(own["text"], viewer_of(make_partner()))


@pytest.mark.parametrize("party", ["", "00000000-0000-4000-8000-000000000000", "nonsense"])
def test_a_name_that_is_not_on_the_list_is_refused_at_the_field(client, own, party):
    page = answer(client, own["text"], "named", party=party)
    assert page.status_code == 200
    assert page.context["form"].errors["party"]
    assert not NamedGrant.objects.exists()


def test_taking_back_from_somebody_who_has_nothing_is_404(client, own):
    other = make_organisation()
    assert client.post(url(own["text"], "decision_take_back"), {"party": str(other.party_id)}).status_code == 404


def test_a_seat_later_than_the_grant_sees_nothing(client, own):
    in_office = make_delegate()
    answer(client, own["outcome"], "committee")
    tomorrow = today() + DAY
    later = make_delegate(CommitteeSeat.objects.create(state=make_state(), starts=tomorrow), since=tomorrow)
    from apmbc_portal.web.viewer import viewer_for

    assert sees(own["outcome"], viewer_of(in_office))
    assert not sees(own["outcome"], viewer_for(later, day=tomorrow))


def test_taking_back_takes_it_from_whoever_was_named_as_well(client, own):
    chosen, item = make_organisation(), own["text"]
    answer(client, item, "named", party=str(chosen.party_id))
    answer(client, item, "committee")
    client.post(url(item, "decision_take_back"))
    assert not sees(item, viewer_of(make_partner(chosen)))
    assert not sees(item, viewer_of(make_delegate()))
    assert ledger()[-2:] == [("XAA", "take_back_from", chosen.name), ("XAA", "take_back", "state")]


def test_what_was_never_opened_is_kept_and_not_taken_back(client, own):
    answer(client, own["text"], "state")
    assert ledger() == [("XAA", "keep", "state")]


def test_a_name_is_added_to_those_who_read_the_row_already_and_the_question_says_so(client, own):
    item, first, second = own["text"], make_organisation(name="First House"), make_organisation(name="Second House")
    answer(client, item, "participants")
    answer(client, item, "named", party=str(first.party_id))
    asked = answer(client, item, "named", party=str(second.party_id), confirmed=False)
    assert (asked.context["kept"], asked.context["to"]) == (["the participants of the meeting", "First House"], "Second House")
    assert "the participants of the meeting, First House, <strong>Second House</strong>" in asked.content.decode()


def test_what_was_taken_back_is_said_by_name(client, own):
    item, chosen = own["text"], make_organisation(name="First House")
    answer(client, item, "participants")
    answer(client, item, "named", party=str(chosen.party_id))
    one = client.post(url(item, "decision_take_back"), {"party": str(chosen.party_id)}, follow=True)
    assert "Taken back from First House, at once." in one.content.decode()
    rest = client.post(url(item, "decision_take_back"), follow=True)
    assert "the portal shows it to your State and the ISU only" in rest.content.decode()


def test_a_date_and_an_agenda_are_decided_upon_in_words(own):
    meeting, agenda = own["meeting"], own["agenda"]
    begins = meeting.starts_at.astimezone(datetime.UTC)
    assert f"{begins.day} {begins:%B %Y, %H:%M} UTC" in meeting.release_text()
    agenda.items.update(minutes=0, presenter="")
    assert agenda.release_text() == "\n".join(
        [agenda.meeting.title, *(f"{item.number} {item.title}" for item in agenda.items.all())]
    )
