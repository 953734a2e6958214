"""A person's own page shows all that is held about them to whoever holds its link, and changes nothing."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.tests.own_page.looking import LIST, everything, link
from apmbc_portal.web.privacy.held import by_matter, held
from apmbc_portal.web.privacy.person import of_contact
from engagements.models import Engagement, Enquiry
from meetings.models import Contact
from reports.documents import ask_for

pytestmark = pytest.mark.django_db


def test_looking_shows_all_of_it_and_changes_nothing(client, ana):
    Enquiry.objects.create(kind="question", name="ana  VERO", email="Ana@demo.example", text="May we come?")
    Enquiry.objects.create(kind="question", name="Bo Other", email="ana@demo.example", text="Not hers")
    Letter.objects.create(
        to="ana@demo.example",
        to_name="Ana Vero",
        subject="IA-2026-XAA-09",
        body="-",
        status="sent",
        kind="invitation",
        sent_at=timezone.now(),
    )
    before = everything()
    for address in ("", f"correct/?contact={ana.pk}", "withdraw/", "confirm/", "export/"):
        assert client.get(link(ana, address)).status_code in (200, 302)
    response = client.get(link(ana))
    page = response.content.decode()
    assert everything() == before
    for words in (
        "Ana Vero",
        "Director",
        "+41 22 1",
        "Clear Fields",
        "Talks",
        "ramp",
        "I agree to be named",
        "May we come?",
        "A meeting",
    ):
        assert words in page
    for foreign in ("Bo Other", "+99 9", "Not hers", "IA-2026-XAA-09"):
        assert foreign not in page
    assert not response.cookies
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("no-referrer", True)


def test_letters_stand_by_matter_with_their_days_and_the_newest_first(ana):
    def sent(kind, *days_ago):
        for ago in days_ago:
            Letter.objects.create(
                to=ana.email, to_name=ana.name, subject="-", body="-", status="sent", kind=kind,
                sent_at=timezone.now() - datetime.timedelta(days=ago),
            )  # fmt: skip

    sent("receipt", 3, 3, *range(10, 100))
    sent("confirm_details", 1)
    sent("invitation", 2)
    letters_held = held(of_contact(ana))["letters"]
    details, meeting, file = by_matter(letters_held)
    assert (details.about, meeting.about, file.about) == ("your details", "a meeting", "a file you work on")
    assert file.newest[0] == (timezone.now().date() - datetime.timedelta(days=3), 2)
    assert (file.count, len(file.newest), len(file.earlier), file.unlisted) == (92, 6, 60, 25)
    page = " ".join(Client().get(link(ana)).content.decode().split())
    assert page.count("A file you work on") == 1
    assert "92 letters" in page
    assert "And 25 before that" in page
    assert len(letters_held) == 94  # the file to take along


def test_a_meeting_its_host_withdrew_is_not_told(client, ana):
    Engagement.objects.update(withheld=True)
    page = client.get(link(ana)).content.decode()
    assert "Talks" not in page
    assert "a meeting whose host does not show it" in page


def test_what_was_opened_to_participants_is_named_and_what_its_state_keeps_is_not(client, ana):
    meeting = ana.participations.get().meeting
    for audience in ("participants", "state"):
        people = make.make_contact_list(meeting, purpose=f"For {audience}")
        make.opened(people, audience)
        ask_for("contact_list", people, by=isu_viewer(), user=None)
    report = make.make_report(meeting, status="approved")
    text = make.make_text(report, title="Secret title", summary="Ana Vero spoke.")
    ask_for("report", text, by=isu_viewer(), user=None)
    page = client.get(link(ana)).content.decode()
    assert page.count("Contact list, Talks") == 1
    assert "Secret title" not in page
    make.opened(text, "participants")
    assert "Secret title" in client.get(link(ana)).content.decode()


@pytest.mark.parametrize("case", ["older", "tampered", "other purpose", "account", "erased", "nobody", "late"])
def test_a_link_that_opens_nothing_says_nothing(client, ana, case, monkeypatch):
    good = link(ana)
    if case == "older":
        Contact.objects.filter(pk=ana.pk).update(link_version=2)
    if case == "erased":
        Contact.objects.filter(pk=ana.pk).update(erased_on=timezone.localdate())
    if case == "late":
        monkeypatch.setattr("apmbc_portal.web.privacy.own.LINK_WORKS", datetime.timedelta(seconds=-1))
    user = make.make_user()
    url = {
        "tampered": good[:-3] + "xx/", "other purpose": link(ana, purpose="invitation"),
        "account": f"/privacy/person/{token_for('person', f'user:{user.pk}')}/", "nobody": f"/privacy/person/{token_for('person', 'contact:x')}/",
    }.get(case, good)  # fmt: skip
    for answer in (client.get(url), client.post(url + "erase/"), client.post(url + "withdraw/", {"purpose": LIST})):
        assert answer.status_code == 404
        assert "Ana Vero" not in answer.content.decode()
    assert ana.consents.in_force().exists()
