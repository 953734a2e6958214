"""What a State opened is what others read: other words of a meeting, its agenda or a paper wait for the State again."""

import datetime

import pytest

from apmbc_portal.audit.models import LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import PUBLIC
from apmbc_portal.web.workspace.waiting import files_of, waiting_for
from apmbc_portal.workflow import Refused
from engagements.decisions import decide, grant_to
from engagements.models import NamedGrant, Release
from meetings.actions import postpone, reschedule
from meetings.models import Agenda, AgendaItem, Meeting, Paper
from meetings.tests.test_desk import changed, page

pytestmark = pytest.mark.django_db
MODELS = {"meeting": Meeting, "agenda": Agenda, "paper": Paper}


@pytest.fixture
def world():
    """A meeting of two States that all opened, with agenda and paper; another State's meeting stands beside it, open too."""
    hosts = [make.make_engagement(), make.make_engagement()]
    meeting = make.make_meeting(*hosts, starts_at=datetime.datetime(2027, 6, 18, 8, tzinfo=datetime.UTC),
                                ends_at=datetime.datetime(2027, 6, 18, 11, tzinfo=datetime.UTC))  # fmt: skip
    rows = {"meeting": meeting, "agenda": make.make_agenda(meeting), "paper": make.make_paper(meeting)}
    beside = make.make_meeting()
    others = {make.opened(row).pk for row in (beside, make.make_agenda(beside), make.make_paper(beside))}
    focal = [make.make_focal_point(host.state) for host in hosts]
    for row in rows.values():
        for host, person in zip(hosts, focal, strict=True):
            decide(row, "public", engagement=host, by=make.viewer_of(person))
    Letter.objects.all().delete()
    return rows | {"focal": focal, "hosts": hosts, "others": others}


def open_rows(world):
    """Which of the meeting's rows the public reads; the other meeting's stay open whatever happens here."""
    seen = {kind: set(model.objects.visible_to(PUBLIC).values_list("pk", flat=True)) for kind, model in MODELS.items()}
    assert world["others"] <= set().union(*seen.values())
    return {kind for kind, found in seen.items() if world[kind].pk in found}


def waits(person):
    """Where a State is led to decide, on its first page."""
    viewer = make.viewer_of(person)
    return {one.url for one in waiting_for(viewer, files_of(viewer)) if "Changed since" in one.title}


def change(desk, world, kind, **typed):
    """A post of the desk's form for this row, as a browser would send it."""
    if kind == "paper":
        paper = Paper.objects.get(pk=world["paper"].pk)
        return desk.post(
            f"/admin/meetings/paper/{paper.pk}/change/", {"title": paper.title, "language": paper.language, "item": ""} | typed
        )
    meeting = Meeting.objects.get(pk=world["meeting"].pk)
    return desk.post(page(meeting), changed(meeting, **typed))


OTHER_WORDS = [
    ("meeting", {"title": "Meeting on something else"}),
    ("meeting", {"place": "Vienna"}),
    ("meeting", {"day": "2027-06-19"}),
    ("meeting", {"ends": "12:30"}),
    ("meeting", {"format": "online"}),
    ("agenda", {"items-0-presenter": "The Director of Somewhere"}),
    ("agenda", {"items-1-position": "0"}),
    ("agenda", {"items-0-DELETE": "on"}),
    ("paper", {"title": "Another title"}),
    ("paper", {"language": "fr"}),
]


@pytest.mark.parametrize(("kind", "typed"), OTHER_WORDS)
def test_other_words_are_said_first_and_then_wait_for_every_host(desk, world, kind, typed):
    row, others = world[kind], set(MODELS) - {kind} - ({"agenda"} if kind == "meeting" and "title" in typed else set())
    refused = change(desk, world, kind, **typed)
    assert (refused.status_code, "Say that it goes back to the State" in refused.content.decode()) == (200, True)
    assert (open_rows(world), Letter.objects.count()) == (set(MODELS), 0)
    assert change(desk, world, kind, **typed, anew="on").status_code == 302
    assert open_rows(world) == others
    fresh = type(row).objects.get(pk=row.pk)
    assert not Release.objects.filter(item=row.release_id).exists()
    for host, person in zip(world["hosts"], world["focal"], strict=True):
        entries = LedgerEntry.objects.filter(chain=host.state.iso3, verb="lapse")
        assert fresh.release_text() in {entry.text for entry in entries}
        assert (len(entries), faults(host.state.iso3)) == (len(set(MODELS) - others), [])
        assert Letter.objects.filter(kind="ledger_grew", to=person.email).count() == len(entries)
    changed_rows = [world[name] for name in set(MODELS) - others]
    assert waits(world["focal"][0]) == {f"/workspace/items/{one.release_id}/" for one in changed_rows}
    for host, person in zip(world["hosts"], world["focal"], strict=True):
        for one in changed_rows:
            decide(type(one).objects.get(pk=one.pk), "public", engagement=host, by=make.viewer_of(person))
    assert (open_rows(world), waits(world["focal"][0])) == (set(MODELS), set())


def test_what_is_no_word_of_it_and_what_nobody_opened_is_changed_without_asking(desk, world):
    notes = {"notes-TOTAL_FORMS": 0, "notes-INITIAL_FORMS": 0, "outcomes-TOTAL_FORMS": 0, "outcomes-INITIAL_FORMS": 0}
    assert desk.post(page(world["meeting"], "notes"), notes).status_code == 302
    assert change(desk, world, "meeting").status_code == 302
    assert change(desk, world, "paper", item=AgendaItem.objects.first().pk).status_code == 302
    assert open_rows(world) == set(MODELS)
    closed = make.make_meeting()
    assert "anew" not in desk.get(page(closed)).context["adminform"].form.fields
    assert desk.post(page(closed), changed(closed, title="Free to change")).status_code == 302
    assert not LedgerEntry.objects.filter(verb="lapse").exists()


def test_a_word_of_one_host_and_a_grant_by_name_count_as_open(desk):
    host, other = make.make_engagement(), make.make_engagement()
    meeting, organisation = make.make_meeting(host, other), make.make_organisation()
    by = make.viewer_of(make.make_focal_point(host.state))
    grant_to(meeting, organisation.party_id, organisation.name, engagement=host, by=by)
    assert "Say that it goes back" in desk.post(page(meeting), changed(meeting, title="Other")).content.decode()
    assert desk.post(page(meeting), changed(meeting, title="Other", anew="on")).status_code == 302
    assert not NamedGrant.objects.exists()


def test_a_new_date_after_a_postponement_waits_for_the_hosts_and_putting_off_alone_does_not(world):
    isu = make.isu_viewer()
    postpone(world["meeting"], by=isu)
    assert not LedgerEntry.objects.filter(verb="lapse").exists()
    start = datetime.datetime(2027, 9, 1, 8, tzinfo=datetime.UTC)
    reschedule(world["meeting"], starts_at=start, ends_at=None, by=isu)
    assert LedgerEntry.objects.filter(verb="lapse").count() == 2
    assert Meeting.objects.get(pk=world["meeting"].pk).audience == "state"


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("by_name", [True, False])
def test_nobody_opens_other_words_than_they_read(kind, by_name):
    host, organisation = make.make_engagement(), make.make_organisation()
    meeting = make.make_meeting(host)
    make.make_agenda(meeting)
    make.make_paper(meeting)
    read = MODELS[kind].objects.get()
    read.release_text()
    MODELS[kind].objects.filter(pk=read.pk).update(title="Other") if kind != "agenda" else AgendaItem.objects.update(
        title="Other"
    )
    said = {"engagement": host, "by": make.viewer_of(make.make_focal_point(host.state))}
    with pytest.raises(Refused, match="has changed"):
        grant_to(read, organisation.party_id, organisation.name, **said) if by_name else decide(read, "public", **said)
    assert (Release.objects.count(), NamedGrant.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)
