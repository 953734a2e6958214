"""What an operator sees and does: the queues on the desk and in the terminal, many documents at once."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import make_contact_list, make_text
from reports.models import Document
from reports.tests.asking import ask

pytestmark = pytest.mark.django_db
S = Document.Status
LIST = reverse("admin:reports_document_changelist")


def minutes_ago(count):
    return timezone.now() - datetime.timedelta(minutes=count)


@pytest.fixture
def standing():
    """One of each: waiting for long, waiting and large, being made, failed now, failed long ago, ready."""
    return {
        "late": ask(make_text(title="Late"), asked_at=minutes_ago(90)),
        "large": ask(make_text(title="Large"), asked_at=minutes_ago(20), is_large=True),
        "running": ask(make_text(title="Running"), status=S.RUNNING, attempt=1, leased_until=timezone.now()),
        "failed": ask(make_text(title="Failed"), status=S.FAILED, attempt=3, error="It broke.", finished_at=minutes_ago(5)),
        "old": ask(make_text(title="Old"), status=S.FAILED, attempt=3, finished_at=minutes_ago(60 * 24 * 8)),
        "ready": ask(make_text(title="Ready"), status=S.READY, file="documents/x.pdf"),
    }


def run(*arguments):
    """(exit code, what was printed, what was complained about) of `manage.py documents`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("documents", *arguments, stdout=out, stderr=err)
    except CommandError as end:
        return end.returncode, out.getvalue(), err.getvalue() + str(end)
    return 0, out.getvalue(), err.getvalue()


def test_the_desk_shows_how_the_queues_stand_and_the_first_page_what_is_wrong(
    desk, standing, django_assert_max_num_queries, django_assert_num_queries
):
    desk.get(LIST)
    with django_assert_max_num_queries(16):
        page = desk.get(LIST).content.decode()
    for words in [
        "waiting, the oldest for 1\xa0hour, 30\xa0minutes, 1 being made",
        "Too long: do the workers run?",
        "failed in the last seven",
    ]:
        assert words in page
    assert (page.count('class="late"'), page.count('class="none"')) == (2, 0)
    start = desk.get(reverse("admin:index")).content.decode()
    assert "Documents that could not be made in the last seven days" in start
    assert "Documents that wait too long" in start
    Document.objects.exclude(status=S.READY).delete()
    page = desk.get(LIST).content.decode()
    assert "nothing waits" in page
    assert (page.count('class="late"'), page.count('class="none"')) == (0, 3)
    start = desk.get(reverse("admin:index")).content.decode()
    assert "Documents that" not in start


def act(desk, action, documents):
    data = {"action": action, "_selected_action": [str(document.pk) for document in documents]}
    return desk.post(LIST, data, follow=True).content.decode()


def test_many_are_made_again_or_called_off_at_once_and_what_is_left_is_named(desk, standing, django_capture_on_commit_callbacks):
    over = ask(make_contact_list(), status=S.FAILED)
    type(over.contact_list).objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    connection.run_on_commit.clear()  # the clicks of the lines above have woken the workers already
    with django_capture_on_commit_callbacks() as callbacks:
        page = act(desk, "make_again", [standing[name] for name in ("failed", "old", "ready")] + [over])
    assert "2 documents are queued again." in page
    assert "Ready (full report): It neither failed nor was called off." in page
    assert "This list is no longer valid." in page
    assert len([one for one in callbacks if getattr(one, "wakes", "")]) == 1
    assert set(Document.objects.filter(status=S.QUEUED).values_list("title", flat=True)) == {
        f"{title} (full report)" for title in ("Late", "Large", "Failed", "Old")
    }
    page = act(desk, "call_off", standing.values())
    assert "5 documents are called off." in page
    assert "Ready (full report): It is finished already." in page
    assert Event.objects.filter(verb="ask_again").count() == 2
    assert Event.objects.filter(verb="cancel_document").count() == 5


def test_the_terminal_says_how_the_queues_stand_and_its_exit_code_whether_a_person_is_needed(standing):
    code, said, _complaint = run()
    assert code == 1
    assert "Documents: 1 waiting, the oldest for 1 hour, 1 being made  <- too long: do the workers run?" in said
    assert "Long documents: 1 waiting, the oldest for 20 minutes, 0 being made\n" in said
    assert "Failed in the last seven days: 1" in said
    code, said, _complaint = run("--failed")
    assert (code, "It broke." in said, "2 in all" in said) == (0, True, True)
    assert "Running" in run("--waiting")[1]
    assert "6 in all" in run("--list")[1]
    Document.objects.exclude(status=S.READY).delete()
    assert run()[0] == 0


def test_the_terminal_makes_again_and_calls_off_by_the_beginning_of_an_id(standing):
    failed = standing["failed"]
    assert run("--retry", str(failed.pk)[:8])[0] == 0
    failed.refresh_from_db()
    assert (failed.status, failed.attempts_allowed) == (S.QUEUED, 6)
    assert Event.objects.get(verb="ask_again").acting_as == "operator, on the command line"
    code, said, complaint = run("--cancel", str(failed.pk), str(standing["ready"].pk))
    assert (code, "1 called off" in said, "It is finished already." in complaint) == (2, True, True)
    Document.objects.filter(pk=standing["large"].pk).update(status=S.FAILED, finished_at=timezone.now())
    assert "1 queued again" in run("--retry-failed")[1]
    for wrong in ("ffffffffffff", "not-an-id"):
        code, _said, complaint = run("--retry", wrong)
        assert (code, wrong in complaint) == (2, True)
