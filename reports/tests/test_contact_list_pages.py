"""Where a contact list is made, found and taken: the desk, the host's pages, the participants' pages; and what is written down."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing import factories as make
from meetings.actions import set_agreement
from meetings.models import Meeting
from reports.kinds import content_of
from reports.models import ContactList, Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A list of three people, two of one kind of organisation; who sees it and who does not."""
    state = make.make_state()
    meeting = make.make_meeting(make.make_engagement(state), status="held")
    people = [
        make.make_participant(meeting, make.make_contact(make.make_organisation(kind=kind), name=name), attendance=attendance)
        for kind, name, attendance in (("un", "Ana", "present"), ("ngo", "Bo", "online"), ("ngo", "Cy", "present"))
    ]
    make.make_participant(meeting, make.make_contact(name="Quiet Person"), may_be_listed=False)
    guest = make.make_user()
    make.make_participant(meeting, make.make_contact(user=guest, name="Guest"), may_be_listed=False)
    return {
        "list": make.make_contact_list(meeting), "people": people, "meeting": meeting, "guest": guest,
        "focal": make.make_focal_point(state), "staff": make.make_staff(), "partner": make.make_partner(),
    }  # fmt: skip


def as_(client, user):
    reader = type(client)()
    reader.force_login(user)
    return reader


def made(client, world):
    """The host asks for the files; the documents by format."""
    contact_list = world["list"]
    as_(client, world["focal"]).post(reverse("contact_list_make", args=[contact_list.release_id]))
    return {document.format: document for document in contact_list.documents.order_by("asked_at")}


def addresses(contact_list, document):
    return [
        contact_list.get_absolute_url(), reverse("contact_list_files", args=[contact_list.release_id]), document.get_absolute_url(),
        reverse("document_read", args=[document.pk]), reverse("contact_list_csv", args=[document.pk]),
        reverse("contact_list_vcard", args=[document.pk]),
    ]  # fmt: skip


def body(response):
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_one_click_asks_for_both_files_with_the_same_people_and_csv_vcard_and_page_are_there_at_once(client, world):
    files = made(client, world)
    assert set(files) == {"pdf", "xlsx"}
    assert files["pdf"].content == files["xlsx"].content
    assert files["pdf"].expires_on == world["list"].valid_until
    assert made(client, world).keys() == files.keys()  # once more asks for nothing more
    reader = as_(client, world["focal"])
    csv, cards = (body(reader.get(address)) for address in addresses(world["list"], files["pdf"])[4:])
    assert [csv.index(name) for name in ("Ana", "Bo", "Cy")] == sorted(csv.index(name) for name in ("Ana", "Bo", "Cy"))
    assert "Quiet Person" not in csv + cards
    assert cards.count("BEGIN:VCARD") == 3
    page = body(reader.get(world["list"].get_absolute_url()))
    for words in ("Read the list", "Download the CSV", "Download the vCards", "How far it is", "3 people"):
        assert words in page, words
    assert 'http-equiv="refresh"' in page


def test_who_takes_a_copy_is_written_down_with_count_filter_and_form(client, world):
    ContactList.objects.update(narrowed_to={"kinds": ["ngo"]})
    world["list"].refresh_from_db()
    files = made(client, world)
    make.opened(world["list"], "participants")
    reader = as_(client, world["guest"])
    for address in addresses(world["list"], files["pdf"])[3:]:
        assert reader.get(address).status_code == 200
    taken = Event.objects.filter(person=world["guest"].pk, verb__in=["download", "read_document"]).order_by("pk")
    assert [event.detail for event in taken] == [
        {"count": 2, "only": "non-governmental organisation", "format": form} for form in ("page", "csv", "vcf")
    ]


def test_the_host_and_the_desk_read_it_the_participants_once_it_is_opened_and_nobody_else(client, world):
    document = made(client, world)["pdf"]
    paths = addresses(world["list"], document)

    def read(user):
        return {as_(client, user).get(path).status_code for path in paths}

    assert read(world["focal"]) == read(world["staff"]) == {200}
    assert read(world["guest"]) == read(world["partner"]) == {404}
    make.opened(world["list"], "participants")
    assert read(world["guest"]) == {200}
    assert read(world["partner"]) == {404}
    assert {client.get(path).status_code for path in paths} == {404}
    page = body(as_(client, world["guest"]).get(paths[0]))
    assert reverse("contact_list_make", args=[world["list"].release_id]) not in page
    as_(client, world["guest"]).post(reverse("contact_list_make", args=[world["list"].release_id]))
    assert Document.objects.count() == 2


def test_participants_find_it_on_the_meetings_page_and_among_what_was_opened_to_them(client, world):
    reader, address = as_(client, world["guest"]), world["list"].get_absolute_url()
    make.opened(world["meeting"], "participants")
    meeting_page = reverse("meeting", args=[world["meeting"].reference])
    assert address not in body(reader.get(meeting_page)) + body(reader.get("/opened/"))
    make.opened(world["list"], "participants")
    assert address in body(reader.get(meeting_page))
    assert address in body(reader.get("/opened/"))
    assert "The files of this list are not made yet" in body(reader.get(address))
    host = as_(client, world["focal"])
    assert address in body(host.get(meeting_page))
    assert address in body(host.get(reverse("workspace_engagement", args=[world["meeting"].hosts()[0].reference])))


def test_a_withdrawn_consent_or_the_last_day_ends_every_form_and_the_page_says_why(client, world):
    document = made(client, world)["pdf"]
    make.opened(world["list"], "participants")
    guest, host, paths = as_(client, world["guest"]), as_(client, world["focal"]), addresses(world["list"], document)
    set_agreement(world["people"][0], "contact_list", False, by=make.isu_viewer())
    for path in paths[3:]:
        assert guest.get(path).status_code == 302
    page = body(guest.get(paths[0]))
    assert "no longer agrees to be on it" in page
    assert "Download" not in page
    assert "Make the files anew" in body(host.get(paths[0]))
    assert made(client, world)["pdf"].content["count"] == 2
    assert "2 people" in body(guest.get(paths[0]))
    ContactList.objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    page = body(guest.get(paths[0]))
    assert "This list was valid until" in page
    assert "Download" not in page
    assert "Make the files" not in body(host.get(paths[0]))


def test_somebody_who_agrees_later_is_told_to_those_who_can_make_it_anew(client, world):
    made(client, world)
    host = as_(client, world["focal"])
    assert "have changed" not in body(host.get(world["list"].get_absolute_url()))
    make.make_participant(world["meeting"], make.make_contact(name="Late Person"))
    page = body(host.get(world["list"].get_absolute_url()))
    assert "have changed" in page
    assert "Make the files anew" in page


def test_the_desk_narrows_a_list_after_counting_and_every_form_says_to_whom(client, world):
    desk, add = as_(client, world["staff"]), reverse("admin:reports_contactlist_add")
    said = {
        "meeting": world["meeting"].pk, "purpose": "Survey", "dated": "2026-11-01", "valid_until": "2027-10-01",
        "kinds": ["ngo"], "attendance": ["present"], "with_hxl": "on",
    }  # fmt: skip
    page = desk.post(add, said | {"_count": "1"}, follow=True).content.decode()
    assert "1 person would be on the list, of 3 who agreed" in page
    assert "non-governmental organisation (2)" in page
    assert 'value="Survey"' in page
    assert ContactList.objects.count() == 1
    assert desk.post(add, said).status_code == 302
    narrow = ContactList.objects.get(purpose="Survey")
    assert narrow.narrowed_to == {"kinds": ["ngo"], "attendance": ["present"]}
    only = "non-governmental organisation; present"
    content = content_of("contact_list", narrow)
    assert (content["count"], content["only"], content["with_hxl"]) == (1, only, True)
    assert f"Only: {only}" in narrow.release_text()
    page = desk.get(reverse("admin:reports_contactlist_change", args=[narrow.pk])).content.decode()
    assert only in page
    assert "1 person agreed to be listed" in page
    refused = desk.post(add, said | {"kinds": ["robots"], "purpose": "Kept words"}).content.decode()
    assert "Kept words" in refused
    assert ContactList.objects.count() == 2


def test_counting_needs_a_meeting_and_takes_any_nonsense(client, world):
    desk, add = as_(client, world["staff"]), reverse("admin:reports_contactlist_add")
    for meeting in ("", "x", "9" * 30, "0"):
        page = desk.get(add, {"meeting": meeting, "dated": "2026-99-99", "kinds": "robots"}).content.decode()
        assert "Choose the meeting, then count" in page
    assert Meeting.objects.count() == 1


def test_csv_for_an_excel_that_expects_semicolons(client, world):
    document = made(client, world)["pdf"]
    response = as_(client, world["focal"]).get(reverse("contact_list_csv", args=[document.pk]), {"cells": "semicolon"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment;")
    assert body(response).startswith("\ufeffName;Title or function;")
