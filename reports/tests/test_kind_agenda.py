"""The agenda as a document: hours from minutes, one page, and never other words than readers see today."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_agenda,
    make_contact,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_participant,
    make_partner,
    make_state,
    make_user,
    opened,
    viewer_of,
)
from meetings.models import AgendaItem
from reports.documents import ask_for
from reports.kinds import KINDS, content_of
from reports.models import Document
from reports.tests.test_document_races import who_opens, world  # noqa: F401

pytestmark = pytest.mark.django_db
ISU = isu_viewer()
LUANDA = {"time_zone": "Africa/Luanda", "place": "Luanda"}
START = datetime.datetime(2026, 6, 18, 8, 30, tzinfo=datetime.UTC)


def agenda_of(*parts, **meeting):
    """An agenda of these (number, title, minutes[, theme, presenter]) parts; its meeting begins at 09:30 in Luanda."""
    given = {"starts_at": START, "ends_at": START + datetime.timedelta(hours=3)} | LUANDA | meeting
    agenda = make_agenda(make_meeting(**given))
    agenda.items.all().delete()
    for position, part in enumerate(parts):
        row = dict(zip(("number", "title", "minutes", "theme", "presenter"), part, strict=False))
        AgendaItem.objects.create(agenda=agenda, position=position, **row)
    return agenda


def hours(agenda):
    return [item["starts"] for item in content_of("agenda", agenda)["items"]]


PARTS = [
    ("I", "Introduction", 10),
    ("II", "Presentation", 0),
    ("II.A", "Clearance", 35),
    ("", "Coffee", 20),
    ("III", "Discussion", 60),
]


def test_each_part_has_the_hour_at_which_it_begins_at_the_venue():
    agenda = agenda_of(*PARTS)
    content = content_of("agenda", agenda)
    assert hours(agenda) == ["09:30", "09:40", "09:40", "10:15", "10:35"]
    assert (content["when"], content["zone"]) == ("Thursday 18 June 2026, 09:30–12:30", "Africa/Luanda, UTC+01:00")
    assert (content["total"], content["where"], content["title"]) == (125, "Luanda", "Provisional agenda")
    assert [item["title"] for item in content["items"] if item["pause"]] == ["Coffee"]


@pytest.mark.parametrize(
    "meeting",
    [
        {"starts_at": None, "ends_at": None, "place": ""},
        {"ends_at": START + datetime.timedelta(days=2)},
        {"starts_at": START + datetime.timedelta(hours=13), "ends_at": None},
    ],
)
def test_without_a_day_or_beyond_midnight_no_hour_is_made_up(meeting):
    assert hours(agenda_of(*PARTS, **meeting)) == [""] * 5


def test_parts_without_minutes_have_no_hour():
    assert hours(agenda_of(("I", "Introduction", 0), ("II", "Presentation", 0))) == ["", ""]


def test_a_theme_is_said_where_neither_number_nor_title_says_it():
    agenda = agenda_of(("II.A", "Districts", 5, "A"), ("4", "Victim assistance", 5, "D"), ("5", "Neighbours", 5, "F"))
    themes = [item["theme"] for item in content_of("agenda", agenda)["items"]]
    assert themes == ["", "", "Sharing expertise through cooperation"]


def test_it_is_provisional_until_the_meeting_was_held_and_says_when_it_is_put_off():
    content = content_of("agenda", agenda_of(*PARTS, status="postponed"))
    assert (content["title"], content["status"]) == ("Provisional agenda", "postponed")
    content = content_of("agenda", agenda_of(*PARTS, status="held"))
    assert (content["title"], content["status"]) == ("Agenda", "")


def test_twenty_parts_of_a_joint_meeting_fit_one_page_and_hostile_words_are_printed():
    from reports.printing.pdf import render

    agenda = agenda_of(
        ("I", "<script>alert(1)</script> {{ c }}", 10, "", "Chair of the Committee"),
        ("II", "Presentation by the States on status, needs and challenges", 0),
        *[(f"II.{letter}", f"Status and needs: {letter}", 8, letter, "National authority") for letter in "ABCDEF"],
        ("", "Coffee", 20),
        *[(f"III.{number}", f"Question {number} of the participants", 6) for number in range(1, 11)],
        ("IV", "W" * 200, 10),
    )
    agenda.meeting.host_engagements.add(make_engagement(make_state(name_en="Second Host")))
    data, pages = render(content_of("agenda", agenda))
    reader = PdfReader(io.BytesIO(data))
    words = " ".join(reader.pages[0].extract_text().split())
    assert (pages, agenda.items.count()) == (1, 20)
    for part in [
        "Provisional agenda", "Second Host", "Thursday 18 June 2026, 09:30–12:30 (Africa/Luanda, UTC+01:00)", "Luanda",
        "09:30 I <script>alert(1)</script> {{ c }} Chair of the Committee 10", "11:48 IV", "In all 148", "Page 1 of 1",
        "DRAFT – not opened to others", agenda.meeting.reference,
    ]:  # fmt: skip
        assert part in words, part
    assert "W" * 200 in words.replace(" ", "")
    assert reader.metadata.title == f"Provisional agenda: {agenda.meeting.title}"


def test_three_thousand_parts_are_a_long_job_and_a_page_at_once(client):
    agenda = agenda_of()
    AgendaItem.objects.bulk_create(AgendaItem(agenda=agenda, position=n, title=f"Part {n}") for n in range(3000))
    user = make_focal_point(agenda.hosts()[0].state)
    document = ask_for("agenda", agenda, by=viewer_of(user), user=user)
    assert (document.is_large, document.entries) == (True, 3000)
    client.force_login(user)
    assert "Part 2999" in client.get(reverse("document_read", args=[document.pk])).content.decode()


def test_an_agenda_without_parts_day_or_place_is_a_page_that_says_so(client):
    agenda = agenda_of(starts_at=None, ends_at=None, place="")
    user = make_focal_point(agenda.hosts()[0].state)
    document = ask_for("agenda", agenda, by=viewer_of(user), user=user)
    client.force_login(user)
    page = client.get(reverse("document_read", args=[document.pk])).content.decode()
    assert "The agenda has no parts yet." in page
    assert "The date is not fixed yet." in page
    assert "Not fixed yet" in page


# Who asks, who reads.


def opened_world(meeting, audience):
    agenda = make_agenda(meeting)
    opened(meeting, audience)
    return opened(agenda, audience)


def asked(agenda, **fields):
    document = ask_for("agenda", agenda, by=ISU, user=None)
    Document.objects.filter(pk=document.pk).update(**fields)
    return Document.objects.get(pk=document.pk)


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("state", {"isu", "own"}),
        ("participants", {"isu", "own", "participant"}),
        ("partners", {"isu", "own", "participant", "committee", "partner"}),
        ("public", {"isu", "own", "other", "expired", "committee", "participant", "partner", "public"}),
    ],
)
def test_it_is_opened_by_who_sees_the_agenda(client, world, audience, seen_by):  # noqa: F811
    meeting, cast = world
    assert who_opens(client, cast, asked(opened_world(meeting, audience))) == seen_by


def test_it_is_not_opened_by_who_sees_the_agenda_and_not_the_meeting(client, world):  # noqa: F811
    """Day, place and hosts are on it."""
    meeting, cast = world
    agenda = opened(make_agenda(meeting), "public")
    document = asked(agenda)
    assert who_opens(client, cast, document) == {"isu", "own"}
    client.force_login(cast["partner"])
    assert client.post(reverse("document_ask", args=["agenda", agenda.pk])).status_code == 404


def test_what_was_printed_before_it_was_opened_stays_inside(client, world):  # noqa: F811
    meeting, cast = world
    agenda = make_agenda(meeting)
    document = asked(agenda)
    opened(meeting), opened(agenda)
    assert who_opens(client, cast, document) == {"isu", "own"}


def test_a_file_with_words_that_were_changed_is_handed_to_nobody(client, world, settings):  # noqa: F811
    """A name printed for the participants and taken out before the agenda is opened to everybody."""
    meeting, cast = world
    agenda = opened_world(meeting, "participants")
    agenda.items.filter(number="I").update(presenter="Somebody Named")
    document = asked(agenda, status="ready", file="documents/nothing.pdf")
    client.force_login(cast["participant"])
    assert "Somebody Named" in client.get(reverse("document_read", args=[document.pk])).content.decode()
    agenda.items.filter(number="I").update(presenter="")
    opened(meeting), opened(agenda)
    for user in (None, cast["participant"], cast["isu"]):
        client.logout()
        if user:
            client.force_login(user)
        for view in ("document_read", "document_file"):
            assert client.get(reverse(view, args=[document.pk]))["Location"] == document.get_absolute_url()
        page = client.get(document.get_absolute_url()).content.decode()
        assert "was changed since" in page
        assert "Somebody Named" not in page
        assert ("make-anew" in page) == bool(user)


def test_who_reads_it_may_ask_and_is_named_to_the_two_sides_alone(client):
    meeting = make_meeting(make_engagement(), status="held")
    agenda = opened_world(meeting, "participants")
    first, second = make_user(), make_user()
    for user in (first, second):
        make_participant(meeting, make_contact(user=user), attendance="present")
    client.force_login(first)
    assert "Agenda as a PDF" in client.get(meeting.get_absolute_url()).content.decode()
    page = client.post(reverse("document_ask", args=["agenda", agenda.pk]))
    document = Document.objects.get()
    assert page["Location"] == document.get_absolute_url()
    assert (document.made_for, document.asked_by) == ("readers", first)
    assert "Call it off" in client.get(document.get_absolute_url()).content.decode()
    client.force_login(second)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "Call it off" not in page
    assert "Asked for by" not in page
    client.post(reverse("document_cancel", args=[document.pk]))
    client.post(reverse("document_ask", args=["agenda", agenda.pk]))
    assert Document.objects.get().status == "queued"
    client.force_login(make_focal_point(meeting.hosts()[0].state))
    assert "Asked for by" in client.get(document.get_absolute_url()).content.decode()
    client.force_login(make_partner())
    assert client.post(reverse("document_ask", args=["agenda", agenda.pk])).status_code == 404


def test_it_is_offered_at_the_desk_and_in_the_workspace_and_called_off_with_its_meeting(client):
    from meetings.actions import move_meeting

    state = make_state()
    meeting = make_meeting(make_engagement(state))
    agenda = make_agenda(meeting)
    client.force_login(make_focal_point(state))
    page = client.get(reverse("workspace_engagement", args=[meeting.hosts()[0].reference])).content.decode()
    assert reverse("document_ask", args=["agenda", agenda.pk]) in page
    document = ask_for("agenda", agenda, by=ISU, user=None)
    move_meeting(meeting, "cancel", by=ISU)
    assert Document.objects.get(pk=document.pk).status == "cancelled"
    assert KINDS["agenda"].desk_place(document)[0] == reverse("admin:meetings_meeting_change", args=[meeting.pk])


def test_the_number_of_queries_does_not_grow_with_the_parts(django_assert_max_num_queries):
    agenda = agenda_of(*[("", f"Part {number}", 1) for number in range(40)])
    with django_assert_max_num_queries(16):
        ask_for("agenda", agenda, by=ISU, user=None)


def test_opening_it_makes_another_document():
    agenda = make_agenda()
    inside = ask_for("agenda", agenda, by=ISU, user=None)
    agenda = opened(agenda, "public")
    outside = ask_for("agenda", agenda, by=ISU, user=None)
    assert [inside.made_for, outside.made_for] == ["state", "readers"]
    assert inside != outside
    assert timezone.now() > outside.asked_at
