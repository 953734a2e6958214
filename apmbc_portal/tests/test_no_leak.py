"""No leak: what `check_release` walks, as tests; and what the world of the check does show to whom it was opened.

Marked words stand in every text column, addresses come from the URL configuration: a new page or column is covered without
being listed here. `test_no_leak_broken.py` shows that the walk finds a filter that is gone.
"""

import io
import logging
import zipfile

import pytest
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.canaries import File
from apmbc_portal.testing.marked import kind_of_column, ours
from apmbc_portal.web.release_check.answers import inside, steady
from apmbc_portal.web.release_check.asking import WORD
from apmbc_portal.web.release_check.routes import UNREACHED, any_kind, every_route
from apmbc_portal.web.release_check.walk import Walk
from apmbc_portal.web.release_check.world import World, client_of

pytestmark = pytest.mark.django_db
# The walk in parts, so that several processes share it; what is in no part is in the last.
PARTS = [("documents/",), ("workspace/", "requests/", "meetings/", "engagements/"), ("admin/", "outcomes/", "states/")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Thousands of 404 are what this is about, and nobody looks into the contexts that the tests' templates keep."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.mark.parametrize("only", [*PARTS, ()], ids=lambda only: only[0].strip("/") if only else "all others")
def test_nobody_learns_of_what_was_not_opened_to_them(only):
    """Neither a word of it, nor a key, nor a count, nor that there is something: the answer is that for nothing."""
    walked = Walk(World(), only=only, but=() if only else [prefix for part in PARTS for prefix in part]).run()
    assert [str(leak) for leak in walked.leaks] == []
    assert walked.failures == []
    assert len(walked.asked) >= 8  # everybody was asked


def test_every_row_and_column_of_ours_is_planted():
    world = World()
    world.plant_hidden()
    for file in world.hidden.values():
        assert {model for model in ours()} - {type(row) for row in file.rows.values()} == set()
        assert file.unmarked == set()
    secret = world.hidden["nothing was opened"]
    for name, row in secret.rows.items():
        if row._meta.label in ("reports.Document", "reports.SearchEntry") or name in ("full", "public", "drafting text"):
            continue  # written from marked rows
        for column in row._meta.concrete_fields:
            if kind_of_column(column):
                assert WORD.search(str(getattr(row, column.name))), f"{name}.{column.name}"


def read_by(walk, client, file, *under, desk=False, until=None):
    """Where the words of `file` stand that somebody reads on all pages below `under`; no more pages are asked for once all of `until` was read."""
    found = set()
    for route in walk.routes:
        if (route.is_desk and not desk) or (under and not route.pattern.startswith(under)):
            continue
        for key in walk.keys_for(route, file) if route.keyed else [0]:
            for url, _given in route.fill(any_kind(key) | {route.of_model: [key]}):
                found |= {file.marks[word] for word in WORD.findall(walk.ask(client, "get", url)[1]) if word in file.marks}
                if until and until <= found:
                    return found
    return {where for where in found if " queued " not in where and " failed " not in where}


# All that a State can open to the public, as columns. What is not here is read by nobody outside, whatever is opened.
PUBLISHED = {
    "engagement.title",
    "request.title", "request.aims", "request.place", "request.interpretation", "request.participants", "request.support_details",
    "need.title", "need.circumstances", "need.needs", "need.challenges",
    "meeting.title", "meeting.place", "bare meeting.title", "bare meeting.place", "item.number", "item.title", "item.presenter",
    "paper.title", "paper.file_name", "paper (file)",
    "full.title", "full.summary", "full participant", "full organisation", "full outcome",
    "full section.number", "full section.title", "full section.body",
    "public.title", "public.summary", "public outcome", "outcome.text",
    "lesson.title", "lesson.text",
    "public section.number", "public section.title", "public section.body",
}  # fmt: skip
# What the participants of a meeting read of a contact list opened to them, and nobody else does.
LISTED = {"contact_list.purpose", "contact.name", "contact.title", "contact.email", "contact.phone"}


def documents(*subjects):
    """The words of finished documents about these rows: titles and files, in every form."""
    forms = {"full": ["", " docx"], "public": ["", " docx"], "contact_list": ["", " xlsx"]}
    files = {f"{name} document ready{form} (file)" for name in subjects for form in forms.get(name, [""])}
    return files | {f"{name} document ready title" for name in subjects}


def test_what_the_public_and_the_participants_read_of_a_file_of_which_everything_is_open():
    world = World()
    walk, file = Walk(world), world.open
    walk.learn()
    assert read_by(walk, Client(), file) ^ (PUBLISHED | documents("full", "public", "agenda", "request")) == set()
    person = make.make_user(password=None)
    make.make_participant(file.rows["meeting"], make.make_contact(user=person))
    read = read_by(walk, client_of(person), file, "documents/", "opened/", "meetings/")
    assert read - PUBLISHED - documents("full", "public", "agenda", "request") ^ (LISTED | documents("contact_list")) == set()


def test_the_walk_reaches_the_words_it_looks_for():
    """The two sides of a file read them at the very addresses that the others are asked at."""
    world = World()
    walk, file = Walk(world), world.open
    walk.learn()
    own = {"draft.aims", "draft need.title", "message.text", "letter (file)", "paper original (file)"}
    assert own - read_by(walk, world.insiders["State of the open file"], file, until=own) == set()
    desk = {"request.aims", "internal note.text", "contact.email", "drafting text section.body", "state.note"}
    assert desk - read_by(walk, world.insiders["ISU"], file, "admin/", desk=True, until=desk) == set()


def test_a_text_that_names_nobody_gives_its_host_away_on_no_page():
    state = make.make_state(name_en="Zqhiddenland", iso3="XZQ", region="Zqregion")
    world = World()
    walk, file = Walk(world, but=["admin/", "states/", "accounts/"]), File("n", state, attribution="nobody")
    walk.learn()
    briefs = {row.pk for row in file.of_everybody.values()}  # of the State, whatever it shares
    text, lesson = make.opened(file.rows["public"]), make.opened(file.rows["lesson"])
    told, found = {"Zqhiddenland", "XZQ", "Zqregion", "IA-2026"} - {""}, set()
    clients = [world.outsiders[who] for who in ("public", "other State's focal point")]
    for client in clients:
        for route in walk.routes:
            for key in set(walk.keys_for(route, file)) - briefs if route.keyed else [0]:
                for url, _given in route.fill(any_kind(key)):
                    answer = steady(walk.ask(client, "get", url)[1], key, "/states/XZQ/")  # every State has a page
                    found |= {(url, one) for one in told if one in answer}
        for code in ("Zqhiddenland", "XZQ", "Zqregion"):
            for url in (f"/outcomes/?q={code}", f"/outcomes/?state={code}", f"/outcomes/?region={code}"):
                assert text.code not in walk.ask(client, "get", url)[1]
            assert text.code not in walk.ask(client, "get", "/states/XZQ/")[1]
    assert {(url, one) for url, one in found if one != "IA-2026"} == set()
    assert text.code in walk.ask(Client(), "get", "/outcomes/")[1]
    assert str(lesson.release_id) in walk.ask(Client(), "get", "/lessons/")[1]


def test_an_address_nobody_can_fill_is_named_with_its_reason():
    walk = Walk(World(), only=["papers/"])
    walk.learn()
    assert walk.walked.failures == []
    assert {route.pattern for route in every_route()} >= UNREACHED.keys()
    walk.columns_asked = lambda route, clients: []
    walk.learn()
    assert [line.split(":")[0] for line in walk.walked.failures] == [
        "No row leads to papers/<uuid", "No row leads to papers/<uuid",
    ]  # fmt: skip


def test_words_are_found_inside_files():
    """In PDF, Word, spreadsheets and archives inside archives; folded in a calendar, escaped in a page."""
    from reports.models import Document

    world = World(real_files=True)
    file = world.open
    for name, at in {
        "full document ready": "full section.body", "full document ready docx": "full section.body",
        "contact_list document ready xlsx": "contact.email", "request document ready": "need.needs", "agenda document ready": "item.title",
    }.items():  # fmt: skip
        word = next(word for word, where in file.marks.items() if where == at)
        with Document.objects.get(pk=file.rows[name].pk).file.open("rb") as stored:
            data = stored.read()
        assert word in inside(data)
        assert word in inside(zipped(zipped(data)))
    assert "zqs000q" in inside(b"BEGIN:VCALENDAR\r\nSUMMARY:zqs0\r\n 00q\r\n")
    assert "zqs000q" in inside(b"<p>zq&#115;000q</p>")


def zipped(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inside", data)
    return file.getvalue()
