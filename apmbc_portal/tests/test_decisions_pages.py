"""Deciding who may see what, through the pages: who may, what is asked, what is written down, what is hidden again."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry, Publication
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_agenda,
    make_contact,
    make_contact_list,
    make_correspondence,
    make_delegate,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_outcome,
    make_participant,
    make_partner,
    make_report,
    make_request,
    make_staff,
    make_state,
    make_text,
    make_user,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.visibility import PUBLIC, Audience
from apmbc_portal.web.releasables import MODELS
from engagements.decisions import decide
from engagements.models import CommitteeSeat, Engagement, NamedGrant, Nomination, Release
from meetings.models import Meeting, Paper

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def world(state, **report):
    """One file with a row of every kind that can be opened."""
    engagement = make_engagement(state)
    meeting = make_meeting(engagement, status="held")
    return {
        "engagement": engagement,
        "request": make_request(engagement, status="in_dialogue"),
        "meeting": meeting,
        "agenda": make_agenda(meeting),
        "paper": Paper.objects.create(meeting=meeting, title="Work plan", file="papers/none"),
        "text": make_text(make_report(meeting, status="approved", **report)),
        "outcome": make_outcome(meeting),
        "contact_list": make_contact_list(meeting),
    }


KINDS = ["engagement", "request", "meeting", "agenda", "paper", "text", "outcome", "contact_list"]


@pytest.fixture
def own(client):
    """A signed-in focal point with every right, their State's rows, and an outsider's."""
    state = make_state()
    client.force_login(make_focal_point(state))
    rows = world(state)
    rows["outsider"] = world(make_state())
    return rows


def url(item, name="decision"):
    return reverse(name, args=[item.release_id])


def digest(client, item):
    return client.get(url(item)).context["digest"]


def answer(client, item, open_to, confirmed=True, **data):
    data = {"open_to": open_to, "digest": digest(client, item), **data}
    return client.post(url(item), data | ({"confirmed": "yes"} if confirmed else {}))


def sees(item, viewer=PUBLIC):
    return type(item).objects.visible_to(viewer).filter(pk=item.pk).exists()


def ledger():
    return [(entry.chain, entry.verb, entry.detail.get("to")) for entry in LedgerEntry.objects.order_by("pk")]


def test_every_kind_of_row_has_its_page(own):
    assert {type(own[kind]) for kind in KINDS} == set(MODELS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_opened_and_taken_back(client, own, kind):
    item = own[kind]
    page = client.get(url(item))
    assert page.status_code == 200
    assert page.context["text"] == item.release_text()
    before = Publication.current()
    answer(client, item, "public")
    assert sees(item)
    assert not sees(own["outsider"][kind])
    assert Publication.current() > before
    entry = LedgerEntry.objects.get()
    assert (entry.chain, entry.verb, entry.detail["to"], entry.text) == ("XAA", "open", "public", item.release_text())
    client.post(url(item, "decision_take_back"))
    assert not sees(item)
    assert ledger() == [("XAA", "open", "public"), ("XAA", "take_back", "state")]
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
    seen = {one.who: one.sees for one in client.get(url(own["outcome"])).context["seen_by"]}
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


# --- by letter


@pytest.fixture
def desk(client):
    state = make_state()
    rows = world(state)
    client.force_login(make_staff())
    rows["letter"] = make_correspondence(state, dated=today() - 5 * DAY, number="NV 12/2026")
    rows["foreign"] = make_correspondence(make_state())
    return rows


def test_the_isu_records_a_decision_on_a_letter_of_that_state(client, desk):
    answer(client, desk["outcome"], "public", cites=str(desk["letter"].pk), note="By the third secretary")
    assert sees(desk["outcome"])
    entry = LedgerEntry.objects.get()
    assert (entry.chain, entry.happened_on, entry.acting_as) == ("XAA", today() - 5 * DAY, "ISU staff")
    assert "NV 12/2026" in entry.evidence
    assert entry.detail["note"] == "By the third secretary"
    # Taking back needs a letter too.
    client.post(url(desk["outcome"], "decision_take_back"))
    assert sees(desk["outcome"])
    answer(client, desk["outcome"], "state", cites=str(desk["letter"].pk))
    assert not sees(desk["outcome"])


@pytest.mark.parametrize("cited", ["", "foreign", "nonsense"])
def test_without_a_letter_of_that_state_the_isu_decides_nothing(client, desk, cited):
    cites = str(desk[cited].pk) if cited in desk else cited
    page = answer(client, desk["outcome"], "public", cites=cites)
    assert page.context["form"].errors["cites"]
    assert (sees(desk["outcome"]), ledger()) == (False, [])


def test_the_isu_closes_a_file_on_a_letter(client, desk):
    path = reverse("workspace_close", args=[desk["engagement"].reference])
    assert client.post(path, {"withheld": "yes"}).status_code == 200
    assert not Engagement.objects.get(pk=desk["engagement"].pk).withheld
    client.post(path, {"withheld": "yes", "cites": str(desk["letter"].pk)})
    assert Engagement.objects.get(pk=desk["engagement"].pk).withheld
    assert ledger() == [("XAA", "close_to_all", "")]


# --- joint meetings


@pytest.fixture
def joint():
    one, two = make_engagement(), make_engagement()
    outcome = make_outcome(make_meeting(one, two, status="held"))
    make_outcome(make_meeting(make_engagement(), status="held"))
    return one, two, outcome, make_focal_point(one.state), make_focal_point(two.state)


def test_a_joint_row_opens_when_both_hosts_have_said_so(client, joint):
    one, two, outcome, first, second = joint
    client.force_login(first)
    page = answer(client, outcome, "public")
    assert not sees(outcome)
    page = client.get(url(outcome))
    assert page.context["standing"].waits_for == [str(two.state)]
    assert "takes effect when the other host" in page.content.decode()
    client.force_login(second)
    answer(client, outcome, "both")
    outcome.refresh_from_db()
    assert outcome.audience == "both"  # what they agree on
    answer(client, outcome, "public")
    assert sees(outcome)
    # Either takes it back alone.
    client.force_login(first)
    client.post(url(outcome, "decision_take_back"))
    assert not sees(outcome)
    assert ledger() == [
        (one.state.iso3, "open", "public"), (two.state.iso3, "open", "both"), (two.state.iso3, "open", "public"),
        (one.state.iso3, "take_back", "state"),
    ]  # fmt: skip
    assert Release.objects.get(engagement=two).audience == "public"


def test_a_name_of_a_joint_row_waits_for_both_hosts(client, joint):
    _one, _two, outcome, first, second = joint
    chosen = make_organisation()
    partner = make_partner(chosen)
    for user, seen in ((first, False), (second, True)):
        client.force_login(user)
        answer(client, outcome, "named", party=str(chosen.party_id))
        assert sees(outcome, viewer_of(partner)) is seen


# --- closing the whole file


def test_closing_hides_every_row_and_opening_again_brings_back_what_was_granted(client, own):
    for kind in KINDS:
        answer(client, own[kind], "public")
    path = reverse("workspace_close", args=[own["engagement"].reference])
    before = Publication.current()
    for _twice in range(2):  # a second click on a stale page repeats, it never reverses
        client.post(path, {"withheld": "yes"})
        assert {kind for kind in KINDS if sees(own[kind])} == set()
    assert Publication.current() > before
    client.post(path, {"withheld": "no"})
    assert {kind for kind in KINDS if sees(own[kind])} == set(KINDS)
    assert [verb for _chain, verb, _to in ledger()][-3:] == ["close_to_all", "close_to_all", "open_again"]


PAGES = {
    "outcome": lambda rows: [reverse("outcome", args=[rows["text"].code])],
    "file": lambda rows: [rows["engagement"].get_absolute_url()],
    "request": lambda rows: [rows["request"].get_absolute_url()],
    "meeting": lambda rows: [rows["meeting"].get_absolute_url()],
}


@pytest.mark.parametrize("how", ["take_back", "close"])
def test_taken_back_is_404_to_everybody_else_in_the_next_request(client, own, how):
    participant, partner, delegate = make_user(), make_partner(), make_delegate()
    make_participant(own["meeting"], make_contact(user=participant), attendance="present")
    for kind in KINDS:
        answer(client, own[kind], "public")
    paths = [path for pages in PAGES.values() for path in pages(own)]
    lists = [reverse("outcomes"), reverse("calendar"), reverse("home"), reverse("state", args=["XAA"])]

    def statuses(user):
        reader = type(client)()
        if user:
            reader.force_login(user)
        return {path: reader.get(path).status_code for path in paths}

    readers = [None, participant, partner, delegate]
    assert [statuses(user) for user in readers] == [dict.fromkeys(paths, 200)] * 4
    if how == "close":
        client.post(reverse("workspace_close", args=[own["engagement"].reference]), {"withheld": "yes"})
    else:
        for kind in KINDS:
            client.post(url(own[kind], "decision_take_back"))
    for user in readers:
        assert set(statuses(user).values()) <= {404, 302}, user
    reader = type(client)()
    for path in lists:
        content = reader.get(path).content.decode()
        assert own["text"].title not in content, path
        assert own["engagement"].reference not in content, path


def test_the_ledger_page_shows_the_own_chain_and_no_other(client, own):
    answer(client, own["outcome"], "public")
    outsider = own["outsider"]
    decide(
        outsider["outcome"],
        "public",
        engagement=outsider["engagement"],
        by=viewer_of(make_focal_point(outsider["engagement"].state)),
    )
    page = client.get(reverse("ledger"))
    assert [entry.chain for entry, _label, _person in page.context["rows"]] == ["XAA"]
    content = page.content.decode()
    assert LedgerEntry.objects.get(chain="XAA").seal in content
    assert LedgerEntry.objects.get(chain="XAB").seal not in content


def test_the_ledger_page_costs_the_same_for_one_and_thirty_entries(client, own, django_assert_max_num_queries):
    for number in range(30):
        answer(client, own["outcome"], "public" if number % 2 else "committee")
    with django_assert_max_num_queries(9):
        page = client.get(reverse("ledger"))
    assert len(page.context["rows"]) == 25
    assert len(client.get(reverse("ledger"), {"page": 2}).context["rows"]) == 5


def test_every_focal_point_gets_the_seal_and_nobody_else_a_word(client, own):
    state = own["engagement"].state
    colleague = make_focal_point(state)
    make_focal_point(state, ends=today() - DAY)
    answer(client, own["outcome"], "public")
    entry = LedgerEntry.objects.get()
    letters = Letter.objects.filter(kind="decided")
    assert {letter.to for letter in letters} == {
        Nomination.objects.get(state=state, user__name="Person 1").user.email,
        colleague.email,
    }
    for letter in letters:
        assert entry.seal in letter.body
        assert own["outcome"].text not in letter.body


@pytest.mark.parametrize("who", ["committee", "participant", "partner", "public"])
@pytest.mark.parametrize("kind", ["engagement", "request", "meeting", "text"])
def test_a_preview_shows_the_page_as_they_would_see_it_and_opens_nothing(client, own, who, kind):
    item = own[kind]
    page = client.get(reverse("decision_preview", args=[item.release_id, who]))
    assert page.status_code == 200
    assert page.wsgi_request.viewer.states == frozenset()
    assert "preview:" in page.content.decode()
    assert not sees(item)
    foreign = own["outsider"][kind]
    assert client.get(reverse("decision_preview", args=[foreign.release_id, who])).status_code == 404


@pytest.mark.parametrize(("kind", "who"), [("agenda", "public"), ("outcome", "public"), ("text", "nobody")])
def test_without_a_page_or_a_reader_there_is_no_preview(client, own, kind, who):
    assert client.get(reverse("decision_preview", args=[own[kind].release_id, who])).status_code == 404
