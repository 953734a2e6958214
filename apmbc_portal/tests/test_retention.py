"""What is kept no longer goes by one table; the figures stay."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.history import note
from apmbc_portal.history.differences import changes_of
from apmbc_portal.history.keeping import histories
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import history_of
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.factories import isu_viewer
from apmbc_portal.uploads.tasks import checked_models
from apmbc_portal.web.privacy.retention import RECEIVED, RETENTION, purge
from apmbc_portal.web.tasks import purge_what_is_over
from engagements.models import Correspondence, Engagement, EngagementRequest, Enquiry, Proposal
from meetings.models import Consent, Contact, Invitation, Meeting, Participant
from reports.documents import ask_for
from reports.models import Document

pytestmark = pytest.mark.django_db
COUNTED = [kind for kind in RETENTION if kind != "events"]


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def at(row, **columns):
    type(row)._base_manager.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


@pytest.fixture
def aged(settings, tmp_path):
    """Of every kind one row that is over, and one that is a day short of it."""
    settings.MEDIA_ROOT = tmp_path
    for short in (0, 2):
        for kind in COUNTED:
            PLANT[kind]((RETENTION[kind].days or 0) + 1 - short)
    return settings


def contact_at(days):
    contact = at(make.make_contact(name=f"Contact of {days}", phone="+1"), added_on=ago(3000).date())
    meeting = at(make.make_meeting(status="held"), starts_at=ago(days), ends_at=None)
    make.make_participant(meeting, contact, attendance="present", may_be_listed=False)


def needs_at(days):
    meeting = at(make.make_meeting(status="held"), starts_at=ago(days), ends_at=None)
    make.make_participant(meeting, access_needs="ramp", may_be_listed=False)


def invitation_at(days):
    make.make_invitation(at(make.make_meeting(status="held"), starts_at=ago(days), ends_at=None), status="accepted")


def enquiry_at(status):
    def plant(days):
        row = Enquiry.objects.create(kind="question", name="Ana", email="ana@demo.example", text="-", status=status)
        at(row, at=ago(days))

    return plant


def letter_at(kind):
    def plant(days):
        row = Letter.objects.create(
            to="ana@demo.example", to_name="Ana", subject="s", body="b", kind=kind, status="sent", sent_at=ago(days)
        )
        at(row, created_at=ago(days))

    return plant


def draft_at(days):
    at(make.make_request(status="discarded"), created_at=ago(days))


def proposal_at(days):
    state = make.make_state()
    row = Proposal.objects.create(
        state=state, name="Ana", email="ana@demo.example", status="declined", document=make.make_correspondence(state)
    )
    at(row, proposed_at=ago(days))


def account_at(days):
    at(make.make_user(), date_joined=ago(3000), last_login=ago(days))


def session_at(days):
    store = SessionStore()
    store.create()
    Session.objects.filter(session_key=store.session_key).update(expire_date=ago(days))


def refused_at(days):
    name = default_storage.save("sealed/x", ContentFile(b"bad"))
    at(make.make_correspondence(file=name, sha256="0" * 64, checked="refused", refused_for="macros"), recorded_at=ago(days))


def list_at(days):
    today = timezone.localdate()
    people = make.make_contact_list(make.make_meeting(status="held"), dated=today, valid_until=today)
    document = ask_for("contact_list", people, by=isu_viewer(), user=None)
    last = today - datetime.timedelta(days=days)
    at(people, valid_until=last)
    at(document, expires_on=last)


def remnant_at(days):
    Remnant.objects.create(person="contact 1", row="x:1", column="c", place="p", settled_at=ago(days))


def versions_at(make_row):
    """Two versions of one row: the newer stays as the one its next change is compared with."""

    def plant(days):
        row = make_row()
        note([row])
        row.history.update(history_date=ago(days))

    return plant


PLANT = {
    "contacts": contact_at, "needs": needs_at, "invitations": invitation_at, "enquiries": enquiry_at("closed"),
    "spam": enquiry_at("spam"), "letters": letter_at("receipt"), "links": letter_at("sign_in_code"), "drafts": draft_at,
    "proposals": proposal_at, "accounts": account_at, "sessions": session_at, "refused_files": refused_at, "documents": list_at,
    "remnants": remnant_at, "history_of_people": versions_at(make.make_contact), "history_of_matters": versions_at(make.make_engagement),
}  # fmt: skip


def figures():
    """What is counted, by kind and year."""

    def by_year(rows, kind, when):
        return sorted(rows.annotate(year=ExtractYear(when)).values_list(kind, "year").order_by().annotate(Count("pk")))

    took_part = Participant.objects.values_list("part", "reply", "attendance")
    return (
        by_year(Participant.objects.all(), "contact__organisation__kind", "meeting__starts_at"), sorted(took_part),
        by_year(Enquiry.objects.all(), "kind", "at"), by_year(Letter.objects.all(), "kind", "created_at"),
        by_year(Invitation.objects.all(), "status", "meeting__starts_at"), by_year(Meeting.objects.all(), "status", "starts_at"),
    )  # fmt: skip


def test_every_kind_goes_when_its_time_is_over_and_no_day_before(aged):
    expected = dict.fromkeys(COUNTED, 1) | {"events": 0}
    before = figures()
    assert purge(dry_run=True) == expected
    assert purge(dry_run=True) == expected
    assert not Event.objects.filter(verb="purge").exists()
    assert purge() == expected
    assert figures() == before
    assert purge() == dict.fromkeys(RETENTION, 0)
    first, second = Event.objects.filter(verb="purge").order_by("pk")
    assert (first.detail, second.detail) == (dict.fromkeys(COUNTED, 1), {})


def test_what_goes_is_what_the_table_says(aged):
    purge()
    emptied = Contact.objects.get(erased_on__isnull=False)
    assert (emptied.name, emptied.phone, emptied.participations.count()) == ("–", "", 1)
    assert sorted(Letter.objects.values_list("to", "to_name", "subject", "body")) == [
        ("", "", "–", ""), ("", "", "–", ""), *[("ana@demo.example", "Ana", "s", "b")] * 2
    ]  # fmt: skip
    assert sorted(Enquiry.objects.values_list("name", "email")) == [*[("Ana", "ana@demo.example")] * 2, *[("–", "")] * 2]
    assert sorted(Participant.objects.exclude(access_needs="").values_list("access_needs", flat=True)) == ["ramp"]
    assert EngagementRequest.objects.filter(status="discarded").count() == 1
    assert Invitation.objects.filter(to_email="").count() == 1
    refused = Correspondence.objects.filter(checked="refused").order_by("recorded_at")
    assert [(bool(row.file), row.sha256) for row in refused] == [(False, "0" * 64), (True, "0" * 64)]
    assert set(Document.objects.values_list("status", flat=True)) == {"expired", "queued"}
    assert not UserSession.objects.exists()


def test_refused_files_leave_the_store(aged, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        purge()
    kept = Correspondence.objects.exclude(file="").get(checked="refused").file.name
    assert default_storage.listdir("sealed")[1] == [kept.removeprefix("sealed/")]


@pytest.mark.parametrize("tie", ["consent", "confirmed", "coming meeting", "account", "in time"])
def test_a_contact_with_a_tie_is_kept(tie):
    contact = at(make.make_contact(), added_on=ago(2000).date())
    if tie == "consent":
        Consent.objects.create(contact=contact, purpose="invitations", wording="-", given_on=ago(700).date())
    if tie == "confirmed":
        at(contact, confirmed_on=ago(300).date())
    if tie == "coming meeting":
        make.make_participant(at(make.make_meeting(), starts_at=None, ends_at=None), contact, may_be_listed=False)
    if tie == "account":
        at(contact, user=make.make_user())
    if tie == "in time":
        at(contact, expires_on=timezone.localdate())
    over = at(make.make_contact(), added_on=ago(2000).date())
    purge()
    assert not Contact.objects.filter(pk=over.pk).exists()
    contact.refresh_from_db()
    assert contact.erased_on is None


def test_an_account_in_function_is_kept_however_rarely_it_signs_in():
    state, long_ago = make.make_state(), {"starts": ago(900).date(), "ends": ago(800).date()}
    holder, former = make.make_focal_point(state), make.make_focal_point(state, **long_ago)
    last_of_a_state = make.make_focal_point(**long_ago)
    for user in (holder, former, last_of_a_state):
        at(user, date_joined=ago(2000))
    purge()
    for user in (holder, former, last_of_a_state):
        user.refresh_from_db()
    assert (holder.is_active, former.is_active, last_of_a_state.is_active) == (True, False, True)
    assert former.nominations.count() == 1


def test_the_command_and_the_night_do_the_same(aged, capsys):
    call_command("purge", dry_run=True)
    said = capsys.readouterr().out
    assert all(f"\n{kind} " in f"\n{said}" for kind in RETENTION)
    assert f"{len(COUNTED)} rows and files would go." in said
    call_command("purge")
    assert f"{len(COUNTED)} rows and files done." in capsys.readouterr().out
    purge_what_is_over()
    assert list(Event.objects.filter(verb="purge").values_list("acting_as", flat=True)) == [
        "the portal, every night", "whoever runs the portal, by purge",
    ]  # fmt: skip


def test_every_kind_of_file_that_is_checked_has_a_day_it_came():
    assert {model._meta.label for model in checked_models()} == set(RECEIVED)


def test_of_versions_the_last_before_the_day_stays_and_those_of_a_row_that_is_no_more_go(client):
    file, gone = make.make_engagement(title="First"), make.make_engagement(title="Deleted")
    for title in ("Second", "Third"):
        file.title = title
        file.save(update_fields=["title"])
    gone.delete()
    Engagement.history.update(history_date=ago(4000))
    file.title = "Fourth"
    file.save(update_fields=["title"])
    assert purge()["history_of_matters"] == 4  # two of the file, both of the other
    assert list(Engagement.history.order_by("history_id").values_list("title", flat=True)) == ["Third", "Fourth"]
    now, before = changes_of(file.history.all())
    assert (now.kind, [(one.before, one.after) for one in now.fields]) == ("changed", [("Third", "Fourth")])
    assert before.kind == "stood"
    client.force_login(make.make_staff())
    page = client.get(reverse("admin:engagements_engagement_history", args=[file.pk])).content.decode()
    assert "what was before is kept no longer" in page


def test_every_table_of_versions_is_kept_for_a_written_time():
    assert set(histories()) == {kept for kept in map(history_of, apps.get_models()) if kept}
