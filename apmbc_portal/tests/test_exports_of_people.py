"""Whatever hands out people as a file, or as the page a file prints, is in the record: who, as whom, which form, how many, which filter."""

import re
from itertools import product

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from meetings.models import Contact
from reports.documents import ask_for
from reports.models import Document, Interest

pytestmark = pytest.mark.django_db
LISTS = {
    *(("documents/<uuid:pk>/file/", form) for form in ("pdf", "xlsx")), ("documents/<uuid:pk>/people.csv", "csv"),
    ("documents/<uuid:pk>/people.vcf", "vcf"), ("documents/<uuid:pk>/read/", "page"),
}  # fmt: skip
NAME, ADDRESS = "Xu Zqvero", "xu@zqvero.example"


@pytest.fixture
def world(settings, tmp_path):
    """A meeting with somebody on its list and in its report, in every form, open to whoever took part; three readers, and an outsider."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    state = make.make_state()
    engagement = make.make_engagement(state)
    meeting = make.make_meeting(engagement, status="held")
    person = make.make_contact(make.make_organisation(kind="ngo"), name=NAME, email=ADDRESS, phone="+41 22 555 01 02")
    make.make_participant(meeting, person, attendance="present")
    reader = make.make_user()
    make.make_participant(meeting, make.make_contact(user=reader), attendance="present", may_be_listed=False)
    people = make.make_contact_list(meeting, narrowed_to={"kinds": ["ngo"]})
    printed = {"organisation": "O", "kind": "", "further": 0, "people": [{"name": NAME, "title": ""}]}
    text = make.make_text(make.make_report(meeting, status="approved"), participants=[printed])
    draft = make.make_text(make.make_report(meeting, status="drafting", version=2), participants=[printed])
    for row in (engagement, meeting, people, text):
        make.opened(row, "participants")
    Interest.objects.create(text=text, organisation=make.make_organisation(), shared_with="isu", note=f"Please write to {NAME}.")
    subjects = {"contact_list": (people, ("pdf", "xlsx")), "report": (text, ("pdf", "docx")), "draft": (draft, ("docx",))}
    documents = []
    for kind, (subject, forms) in subjects.items():
        for form in forms:
            one = ask_for("report" if kind == "draft" else kind, subject, by=isu_viewer(), user=None, file_format=form)
            name = default_storage.save(f"documents/{one.pk}.{form}", ContentFile(f"{NAME} {ADDRESS}".encode()))
            Document.objects.filter(pk=one.pk).update(status="ready", file=name, finished_at=timezone.now())
            documents.append(one)
    keys = {
        "uuid": [*(one.pk for one in documents), people.release_id, text.release_id],
        "int": [person.pk, people.pk],
        "str": [meeting.reference, engagement.reference, text.code],
        "whom": [f"contact:{person.pk}"],
        "object_id": [person.pk],
    }
    readers = {
        "ISU": make.make_staff(),
        "host": make.make_focal_point(state),
        "took part": reader,
        "outsider": make.make_partner(),
    }
    return keys, readers


def routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, here)
        elif "(?P" not in here and "logout" not in here:
            yield here, pattern.pattern.converters


def addresses(keys):
    """Every address of the resolver, filled with the keys of this world."""
    for route, converters in routes():
        choices = []
        for name, converter in converters.items():
            kind = "uuid" if isinstance(converter, UUIDConverter) else "int" if isinstance(converter, IntConverter) else "str"
            choices.append(keys.get(name, keys[kind]))
        for values in product(*choices):
            left = iter(values)
            yield route, "/" + re.sub(r"<[^>]+>", lambda _part, left=left: str(next(left)), route)


def handed_out(response, route):
    """Whether an answer carries the person out of the portal: a file, or the page that a file prints."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return (ADDRESS.encode() in body or NAME.encode() in body) and (not is_page or route.endswith("read/"))


def test_every_address_that_hands_out_people_writes_it_down(world):
    """Some seconds, since it asks for every address: the next export is covered without being listed here."""
    keys, readers = world
    found = {}
    for who in ("ISU", "host", "took part"):
        client = Client()
        client.force_login(readers[who])
        asked = addresses(keys) if who != "took part" else [(route, url) for (route, _form), url in found["host"].items()]
        for route, url in asked:
            if route.startswith("admin/") and who != "ISU":
                continue
            before = Event.objects.count()
            if not handed_out(client.get(url), route):
                continue
            event = Event.objects.order_by("pk")[before:].get()
            assert (event.person, bool(event.acting_as), event.detail["count"]) == (readers[who].pk, True, 1), url
            assert event.detail.get("only", "non-governmental organisation") == "non-governmental organisation"
            assert ("only" in event.detail) == event.subject.startswith("Contact list"), url
            found.setdefault(who, {}).setdefault((route, event.detail["format"]), url)
    for forms in found.values():
        assert set(forms) >= LISTS
        assert ("documents/<uuid:pk>/file/", "docx") in forms
    assert ("admin/reports/interest/export/", "csv") in found["ISU"]
    outsider = Client()
    outsider.force_login(readers["outsider"])
    for (route, _form), url in {one for forms in found.values() for one in forms.items()}:
        assert not handed_out(outsider.get(url), route)


def test_the_file_of_all_that_is_held_is_written_down_whoever_takes_it(world):
    keys, readers = world
    staff = Client()
    staff.force_login(readers["ISU"])
    contact = Contact.objects.get(name=NAME)
    own = f"/privacy/person/{token_for('person', keys['whom'][0], contact.link_version)}/export/"
    for client, url, acting in (
        (staff, f"/admin/held/{keys['whom'][0]}/export/", "ISU staff"),
        (Client(), own, "the person, by personal link"),
    ):
        before = Event.objects.count()
        assert ADDRESS in client.post(url).content.decode()
        event = Event.objects.order_by("pk")[before:].get()
        assert (event.verb, event.acting_as, event.detail["format"], event.detail["count"]) == (
            "export_person",
            acting,
            "json",
            1,
        )
