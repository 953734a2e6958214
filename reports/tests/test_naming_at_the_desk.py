"""Before a report goes to the State the desk looks at whom its texts name, and the record says what was let stand."""

import pytest
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.testing.factories import (
    make_contact,
    make_engagement,
    make_meeting,
    make_participant,
    make_report,
    make_staff,
    make_text,
)
from reports.models import OutcomeReport, ReportText

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(client):
    """A report whose public text speaks of somebody by surname, which no machine can forbid."""
    client.force_login(make_staff())
    meeting = make_meeting(make_engagement(), status="held")
    make_participant(meeting, make_contact(name="José Ñandú"), attendance="present")
    report = make_report(meeting)
    make_text(report, kind="public", summary="Mr. Nandu offered two teams.")
    return report


def page(client, report):
    return client.get(reverse("admin:reports_outcomereport_change", args=[report.pk]))


def send(client, report, **data):
    data = {f"send-{name}": value for name, value in data.items()}
    return client.post(reverse("admin:reports_outcomereport_step", args=[report.pk, "send"]), data)


def token(response):
    (form,) = [form for step, form, _open in response.context["buttons"] if step.verb == "send"]
    return form.fields["names_token"].initial


def status(report):
    return OutcomeReport.objects.get(pk=report.pk).status


def test_the_passage_stands_beside_the_text_with_what_it_contradicts(client, report):
    content = page(client, report).content.decode()
    assert "Mr. Nandu offered two teams." in content
    assert "names the host State and nobody else" in content


def test_nothing_is_sent_before_somebody_says_they_looked(client, report):
    answer = send(client, report, names_token=token(page(client, report)))
    assert answer.status_code == 422
    assert "Look first at the passages" in answer.content.decode()
    assert status(report) == "drafting"
    assert not Event.objects.filter(verb="look_at_names").exists()


def test_what_was_shown_is_kept_in_the_record(client, report):
    assert send(client, report, names_token=token(page(client, report)), names_seen="on").status_code == 302
    assert status(report) == "with_state"
    (shown,) = Event.objects.get(verb="look_at_names").detail["names_shown"]
    assert shown["kind"] == "person"
    assert "Mr. Nandu offered two teams." in shown["passage"]
    assert "Ñandú" not in str(shown)  # words of the text, and no name beside them


def test_other_words_than_those_looked_at_are_not_sent(client, report):
    seen = token(page(client, report))
    ReportText.objects.update(summary="José N. and Mr. Nandu offered three teams.")
    answer = send(client, report, names_token=seen, names_seen="on")
    assert "have changed since you opened this page" in answer.content.decode()
    assert status(report) == "drafting"
    assert f'value="{token(page(client, report))}"' in answer.content.decode()


def test_where_nothing_is_found_nothing_is_asked(client, report):
    ReportText.objects.update(summary="Two teams were offered.")
    assert send(client, report).status_code == 302
    assert status(report) == "with_state"
