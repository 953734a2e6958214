"""What is hidden again in the next request; the ledger and its letters."""

import datetime

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import LedgerEntry, Publication
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import (
    make_contact,
    make_delegate,
    make_focal_point,
    make_participant,
    make_partner,
    make_user,
    today,
    viewer_of,
)  # fmt: skip
from apmbc_portal.tests.deciding import KINDS, WIDEST, answer, ledger, sees, url
from engagements.decisions import decide
from engagements.models import Nomination

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_closing_hides_every_row_and_opening_again_brings_back_what_was_granted(client, own):
    for kind in KINDS:
        answer(client, own[kind], WIDEST[kind])
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
        answer(client, own[kind], WIDEST[kind])
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
    assert [entry.chain for entry, *_words in page.context["rows"]] == ["XAA"]
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
    make_focal_point(state, ends=today() - DAY, may_submit=False)
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
