"""The demonstration shows every stage, invents everything, and is refused in service."""

import datetime
import unicodedata

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import faults
from apmbc_portal.notices.models import Letter
from apmbc_portal.visibility import PUBLIC
from engagements.models import Engagement, EngagementRequest, Lesson, Nomination, State, StateParty
from meetings.models import Contact, Meeting, Organisation
from reports.models import Document, OutcomeReport, ReportText

PASSWORD = "a password for tests"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for this file in a transaction that is given up at its end."""
    with pytest.MonkeyPatch.context() as patch, override_settings(DEMO=True), django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("DEMO_PASSWORD", PASSWORD)
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)
        connection.run_on_commit.clear()  # its wake-ups are not those of the tests
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)


# First in this file: later ones see what was loaded.
def test_it_is_refused_in_service_and_without_a_password(db, settings, monkeypatch):
    settings.DEMO = False
    with pytest.raises(CommandError, match="refused in service"):
        call_command("load_demo")
    settings.DEMO = True
    monkeypatch.setenv("DEMO_PASSWORD", "short")
    with pytest.raises(CommandError, match="12 characters"):
        call_command("load_demo")
    assert not State.objects.exists()


def test_every_stage_has_something_to_show(demo):
    files = Engagement.objects.filter(state__is_demo=True)
    assert files.count() >= 6
    assert {"active", "exploring", "paused"} <= set(files.values_list("status", flat=True))
    assert {"draft", "submitted", "in_dialogue", "under_way"} <= set(EngagementRequest.objects.values_list("status", flat=True))
    assert Meeting.objects.held().count() >= 3
    assert [m for m in Meeting.objects.all() if m.host_engagements.count() == 2]
    assert set(OutcomeReport.objects.values_list("status", flat=True)) == {"drafting", "with_state", "sent_back", "approved"}


def test_a_visitor_finds_one_text_that_names_its_host_and_one_that_names_nobody(demo):
    published = ReportText.objects.visible_to(PUBLIC)
    assert {text.attribution for text in published} == {"host_only", "nobody"}
    assert {file.state.iso3 for file in Engagement.objects.visible_to(PUBLIC)} == {"XAA"}


def test_names_come_in_several_scripts(demo):
    letters = "".join(Contact.objects.values_list("name", flat=True))
    scripts = {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
    assert {"LATIN", "CYRILLIC", "ARABIC", "KHMER", "CJK", "ETHIOPIC", "TAMIL"} <= scripts


def test_nothing_in_it_is_real_or_counted(demo):
    assert StateParty.objects.parties_on(datetime.date(2026, 11, 23)).count() == 161
    assert not State.objects.filter(is_demo=True).exclude(iso3__range=("XAA", "XZZ")).exists()
    assert not Engagement.objects.filter(state__is_demo=False).exclude(origin="public_sources").exists()
    for rows in (Contact, Organisation):
        assert not rows.objects.filter(is_demo=False).exists()
    assert not Nomination.objects.filter(user__is_demo=False).exists()


def test_its_letters_went_along_the_story(demo):
    went = Letter.objects.filter(status="sent")
    assert len(set(went.values_list("sent_at__date", flat=True))) > 20
    assert not went.exclude(sent_at__date=F("queued_at__date")).exists()
    assert not went.filter(sent_at__date=timezone.localdate()).exists()
    links = Letter.objects.filter(status="queued", queued_at__lt=timezone.now() - datetime.timedelta(days=1))
    assert set(links.values_list("link_view", flat=True)) == {"invitation"}  # to be tried by whoever looks around
    assert not Document.objects.filter(asked_at__date=timezone.localdate()).exists()
    assert not User.objects.filter(is_demo=True, date_joined__date=timezone.localdate()).exists()


def test_its_ledgers_are_whole(demo):
    assert [fault for state in State.objects.filter(is_demo=True) for fault in faults(state.iso3)] == []


def test_loading_again_changes_nothing(demo):
    before = Engagement.objects.count()
    call_command("load_demo", verbosity=0)
    assert Engagement.objects.count() == before


@pytest.mark.parametrize("who", ["isu", "state", "mission", "focal.xab", "committee", "donor"])
def test_each_demo_person_can_sign_in(demo, client, who):
    assert client.login(username=f"{who}@demo.example", email=f"{who}@demo.example", password=PASSWORD)


def test_something_waits_for_the_person_it_waits_for(demo, client):
    files = Engagement.objects.filter(state__iso3="XAA")

    def page(who, path):
        client.force_login(User.objects.get(email=f"{who}@demo.example"))
        return client.get(path, follow=True).content.decode()

    assert "1 proposal waits for a second person" in page("state", "/workspace/")
    assert "Celeste Vindoura (invented)" in page("state", "/workspace/people/")
    assert "Government of Westmark" in page("state", f"/workspace/{files.get(title__startswith='Survey first').reference}/")
    assert "The third outcome may be read by the participants." in page("state", "/workspace/recorded/")
    proposed = page("focal.xab", "/workspace/")
    assert "Calendar entry of Belmora: survivors&#x27; inclusion" in proposed
    assert "Survey teams of two provinces" in page("donor", "/interests/")


def test_one_lesson_is_public_and_one_waits_for_its_state(demo, client):
    assert [(row.engagement.state.iso3, row.names_host) for row in Lesson.objects.visible_to(PUBLIC)] == [("XAA", True)]
    assert [(row.engagement.state.iso3, row.names_host) for row in Lesson.objects.undecided()] == [("XAA", False)]
    client.force_login(User.objects.get(email="state@demo.example"))
    assert "A lesson from your experience: Teachers first" in client.get("/workspace/").content.decode()


def test_history_holds_what_the_desk_has_changed(demo):
    place = Meeting.objects.get(title="Elvaria and its partners").history.first()
    assert (place.place, place.acting_as) == ("Elvaria City, Hall of the Rivers", "ISU staff")
