"""A lesson is written by the ISU and read by others once, and only while, the State it came from has cleared these very words."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import PUBLIC
from apmbc_portal.workflow import Refused
from engagements.decisions import decide, grant_to, lapse
from engagements.models import Lesson, NamedGrant, Release
from reports.naming_check import naming_check

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Survey before clearance",
    "text": "Half was released.",
    "theme": "A",
    "language": "en",
    "attribution": "host_only",
}


@pytest.fixture
def lesson():
    """A lesson of a State with a focal point, that nobody else was let in to; another State's stands beside it."""
    make.make_lesson(title="Another State's")
    return make.make_lesson(make.make_engagement(make.make_state(name_en="Aramar")))


@pytest.fixture
def focal(lesson):
    return make.make_focal_point(lesson.engagement.state)


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make.make_staff())
    return client


def opened(lesson, focal, audience="public"):
    decide(lesson, audience, engagement=lesson.engagement, by=make.viewer_of(focal))
    return lesson


def change(desk, lesson, **typed):
    data = {name: getattr(lesson, name) for name in WORDS} | {"dated": lesson.dated.isoformat()}
    return desk.post(reverse("admin:engagements_lesson_change", args=[lesson.pk]), data | typed, follow=True)


def read_by(viewer):
    return {row.title for row in Lesson.objects.visible_to(viewer)}


def listed(client, query=""):
    return client.get(reverse("lessons") + query).content.decode()


# --- from the desk to the State


def test_the_desk_writes_it_on_the_file_page_and_the_state_alone_finds_it(desk, client):
    engagement = make.make_engagement()
    focal = make.make_focal_point(engagement.state)
    file = reverse("admin:engagements_engagement_file", args=[engagement.pk])
    add = f"{reverse('admin:engagements_lesson_add')}?engagement={engagement.pk}"
    assert add in desk.get(file).content.decode()
    assert f'<option value="{engagement.pk}" selected' in desk.get(add).content.decode()
    page = desk.post(add, WORDS | {"engagement": engagement.pk, "dated": "2026-11-01"}, follow=True)
    assert (page.redirect_chain[-1][0], "waits for the State" in page.content.decode()) == (f"{file}#lessons", True)
    row = Lesson.objects.get()
    letter = Letter.objects.get(kind="lesson_waits", to=focal.email)
    assert (reverse("decision", args=[row.release_id]) in letter.body, row.title in letter.body) == (True, False)
    assert (read_by(PUBLIC), client.get(row.get_absolute_url()).status_code) == (set(), 404)
    client.force_login(make.make_focal_point())
    assert row.title not in client.get("/workspace/").content.decode()
    client.force_login(focal)
    page = client.get("/workspace/").content.decode()
    assert reverse("decision", args=[row.release_id]) in page
    assert "A lesson from your experience: Survey before clearance" in page


def test_once_the_state_has_said_something_it_waits_no_longer(client, lesson, focal):
    client.force_login(focal)
    waits = f"A lesson from your experience: {lesson.title}"
    assert waits in client.get("/workspace/").content.decode()
    opened(lesson, focal, "state")  # kept: also an answer
    assert waits not in client.get("/workspace/").content.decode()
    assert read_by(PUBLIC) == set()


def test_an_empty_lesson_is_refused_at_its_fields(desk):
    engagement = make.make_engagement()
    page = desk.post(
        reverse("admin:engagements_lesson_add"), WORDS | {"engagement": engagement.pk, "dated": "2026-11-01", "text": " "}
    )
    assert set(page.context["adminform"].form.errors) == {"text"}
    assert not Lesson.objects.exists()


# --- other words


def test_while_nobody_else_reads_it_the_desk_changes_its_words_freely(desk, lesson):
    assert "anew" not in desk.get(reverse("admin:engagements_lesson_change", args=[lesson.pk])).context["adminform"].form.fields
    change(desk, lesson, text="Two thirds were released.")
    lesson.refresh_from_db()
    assert (lesson.text, LedgerEntry.objects.count()) == ("Two thirds were released.", 0)
    assert [version.text for version in lesson.history.all()] == [
        "Two thirds were released.",
        "Half of the area was released by survey.",
    ]


def test_the_words_of_an_open_lesson_do_not_change_by_accident(desk, lesson, focal):
    opened(lesson, focal)
    page = change(desk, lesson, text="All of it was released.")
    assert set(page.context["adminform"].form.errors) == {"anew"}
    assert "All of it was released." in page.content.decode()
    lesson.refresh_from_db()
    assert (lesson.text, lesson.audience) == ("Half of the area was released by survey.", "public")


def test_other_words_go_back_to_the_state_and_are_cleared_anew(client, desk, lesson, focal):
    opened(lesson, focal)
    organisation = make.make_organisation()
    grant_to(lesson, organisation.party_id, organisation.name, engagement=lesson.engagement, by=make.viewer_of(focal))
    named = make.viewer_of(make.make_partner(organisation))
    assert (read_by(PUBLIC), read_by(named)) == ({lesson.title}, {lesson.title})
    change(desk, lesson, text="All of it was released.", anew="on")
    assert (read_by(PUBLIC), read_by(make.viewer_of(make.make_partner(organisation)))) == (set(), set())
    assert client.get(lesson.get_absolute_url()).status_code == 404
    assert not Release.objects.exists()
    assert not NamedGrant.objects.exists()
    entry = LedgerEntry.objects.order_by("-number").first()
    assert (entry.verb, entry.acting_as, entry.to) == ("lapse", "ISU staff", "state")
    assert "All of it was released." in entry.text
    assert faults(lesson.engagement.state.iso3) == []
    assert Event.objects.filter(verb="lapse", about=lesson.engagement.reference).count() == 1
    assert Letter.objects.filter(kind="ledger_grew", to=focal.email).count() == 1
    client.force_login(focal)
    assert f"A lesson from your experience: {lesson.title}" in client.get("/workspace/").content.decode()
    assert "its wording was changed" in client.get("/workspace/ledger/").content.decode()


def test_a_change_of_its_date_alone_leaves_it_open(desk, lesson, focal):
    opened(lesson, focal)
    change(desk, lesson, dated="2026-01-05")
    lesson.refresh_from_db()
    assert (lesson.dated.isoformat(), lesson.audience) == ("2026-01-05", "public")


@pytest.mark.parametrize("by_name", [True, False])
def test_nobody_opens_other_words_than_they_read(lesson, focal, by_name):
    read = Lesson.objects.get(pk=lesson.pk)
    Lesson.objects.filter(pk=lesson.pk).update(text="Changed between the page and the decision.")
    by, organisation = make.viewer_of(focal), make.make_organisation()
    how = partial(grant_to, read, organisation.party_id, organisation.name) if by_name else partial(decide, read, "public")
    with pytest.raises(Refused, match="has changed"):
        how(engagement=lesson.engagement, by=by)
    assert (read_by(PUBLIC), NamedGrant.objects.count(), LedgerEntry.objects.count()) == (set(), 0, 0)


def test_what_was_kept_lapses_without_a_line_and_waits_again(lesson, focal):
    opened(lesson, focal, "state")
    entries = LedgerEntry.objects.count()
    assert not lapse(lesson, by=make.isu_viewer())
    assert (LedgerEntry.objects.count(), lesson in Lesson.objects.undecided()) == (entries, True)


# --- readers


def test_it_is_found_by_its_theme_until_it_is_taken_back(client, lesson, focal):
    assert "No lesson is open to you yet" in listed(client)
    opened(lesson, focal)
    assert lesson.title in listed(client)
    assert lesson.title in listed(client, "?theme=A")
    assert "No lesson on this theme" in listed(client, "?theme=B")
    assert lesson.title in listed(client, "?theme=nonsense&page=9999")
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert "Half of the area was released by survey." in page
    assert "Aramar" in page
    assert lesson.engagement.reference not in page  # that there is a file was opened to nobody
    assert str(lesson.release_id) in client.get("/sitemap.xml").content.decode()
    opened(lesson, focal, "state")
    assert lesson.title not in listed(client)
    assert client.get(lesson.get_absolute_url()).status_code == 404


def test_one_that_names_nobody_tells_neither_the_state_nor_the_file_nor_the_day(client, lesson, focal):
    lesson.attribution, lesson.dated = "nobody", "2019-02-03"
    lesson.save(update_fields=["attribution", "dated"])
    make.opened(lesson.engagement)  # that the file exists is public: the lesson still does not lead to it
    opened(lesson, focal)
    pages = listed(client) + client.get(lesson.get_absolute_url()).content.decode()
    assert "It names nobody" in pages
    assert [word for word in ("Aramar", lesson.engagement.state.iso3, lesson.engagement.reference, "2019") if word in pages] == []


def test_the_pages_lead_to_it(client):
    for path in ("/", "/outcomes/"):
        assert f'href="{reverse("lessons")}"' in client.get(path).content.decode()


def test_a_copy_of_the_public_page_does_not_outlive_the_decision(client, lesson, focal):
    before = client.get(reverse("lessons"))
    assert client.get(reverse("lessons"), headers={"if-none-match": before["ETag"]}).status_code == 304
    opened(lesson, focal)
    after = client.get(reverse("lessons"), headers={"if-none-match": before["ETag"]})
    assert (after.status_code, lesson.title in after.content.decode()) == (200, True)


def test_whoever_read_it_before_it_was_public_is_told_to_the_state(client, lesson, focal):
    opened(lesson, focal, "partners")
    partner = make.make_partner()
    client.force_login(partner)
    assert "open to: all partners" in listed(client)
    client.get(lesson.get_absolute_url())
    client.force_login(focal)
    page = client.get(reverse("decision", args=[lesson.release_id]))
    assert [one.who for one in page.context["received"]] == [partner.name]


def test_a_state_that_drafts_is_led_to_the_lessons_of_others_on_that_theme(client, lesson, focal):
    writer = make.make_focal_point()
    draft = make.make_request(make.make_engagement(writer.nominations.get().state, reference=None))
    client.force_login(writer)
    link = f'{reverse("lessons")}?theme=A"'
    assert link not in client.get(reverse("request_theme", args=[draft.pk, "A"])).content.decode()
    opened(lesson, focal)
    assert link in client.get(reverse("request_theme", args=[draft.pk, "A"])).content.decode()
    assert "lesson of another State" not in client.get(reverse("request_theme", args=[draft.pk, "B"])).content.decode()


# --- names


@pytest.mark.parametrize(
    ("attribution", "found"),
    [("host_only", {"José Ñandú"}), ("nobody", {"José Ñandú", "Aramar", "Novo Porto"})],
)
def test_before_it_is_opened_it_is_searched_for_names_from_every_meeting_of_its_file(lesson, attribution, found):
    meeting = make.make_meeting(lesson.engagement, status="held", place="Hotel Azul, Novo Porto")
    make.make_participant(meeting, make.make_contact(name="José Ñandú"), attendance="present")
    lesson.attribution, lesson.text = attribution, "Mr. Nandu of Aramar said so in Novo Porto."
    assert {trace.name for trace in naming_check(lesson).traces} == found


def test_one_that_names_nobody_is_searched_for_its_state_also_before_any_meeting(lesson):
    lesson.attribution, lesson.text = "nobody", "Aramar said so."
    assert [(trace.name, bool(trace.objection)) for trace in naming_check(lesson).traces] == [("Aramar", True)]
