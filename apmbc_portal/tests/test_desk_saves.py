"""Two people at the desk: an old page never undoes what a colleague wrote meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.models import Event, Publication
from apmbc_portal.testing import factories as make
from engagements.models import Occasion

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make.make_staff())
    return client


def page_of(client, row):
    """The address of a row's form and the values a browser would post from it, hidden ones included."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    answer = client.get(address)
    form = answer.context["adminform"].form
    data = {}
    for bound in form:
        for name, html_name in ((bound.value(), bound.html_name), (bound.value(), bound.html_initial_name)):
            widget = bound.field.widget if html_name == bound.html_name else bound.field.hidden_widget()
            shown = widget.format_value(bound.field.prepare_value(name)) if hasattr(widget, "format_value") else name
            data[html_name] = "" if shown is None else shown[0] if isinstance(shown, list) else shown
    return address, {name: value for name, value in data.items() if value is not None}


def occasion():
    return Occasion.objects.create(kind="MSP", number=98, name="Ninety-eighth Meeting", place="Geneva")


def test_different_fields_changed_by_two_people_are_both_kept(desk):
    row = occasion()
    address, first = page_of(desk, row)
    _address, second = page_of(desk, row)
    assert desk.post(address, first | {"place": "Siem Reap"}).status_code == 302
    assert desk.post(address, second | {"name": "The Meeting"}).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.name) == ("Siem Reap", "The Meeting")


def test_the_same_field_changed_twice_is_told_and_can_be_decided(desk):
    row = occasion()
    address, first = page_of(desk, row)
    _address, second = page_of(desk, row)
    desk.post(address, first | {"place": "Siem Reap"})
    refused = desk.post(address, second | {"place": "Oslo"})
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Somebody else changed this meanwhile to “Siem Reap”." in page
    assert 'value="Oslo"' in page
    row.refresh_from_db()
    assert row.place == "Siem Reap"
    form = refused.context["adminform"].form
    again = second | {"place": "Oslo", form["place"].html_initial_name: form.data[form["place"].html_initial_name]}
    assert desk.post(address, again).status_code == 302
    row.refresh_from_db()
    assert row.place == "Oslo"


def test_the_same_change_twice_is_no_quarrel(desk):
    row = occasion()
    address, first = page_of(desk, row)
    _address, second = page_of(desk, row)
    desk.post(address, first | {"place": "Oslo"})
    assert desk.post(address, second | {"place": "Oslo"}).status_code == 302


def test_only_changed_columns_are_written(desk):
    row = occasion()
    address, data = page_of(desk, row)
    with CaptureQueriesContext(connection) as seen:
        desk.post(address, data | {"place": "Oslo"})
    written = [one["sql"] for one in seen if one["sql"].startswith('UPDATE "engagements_occasion"')]
    assert len(written) == 1
    assert '"place"' in written[0]
    assert '"name"' not in written[0]


def test_a_change_leaves_a_line_with_the_names_of_fields_and_raises_the_counter(desk):
    row = occasion()
    address, data = page_of(desk, row)
    before = Publication.current()
    desk.post(address, data | {"place": "Oslo"})
    event = Event.objects.get()
    assert (event.verb, event.detail["fields"], event.acting_as) == ("change", ["Place"], "ISU staff")
    assert Publication.current() == before + 1


def test_saving_an_unchanged_page_writes_nothing_into_the_row(desk):
    row = occasion()
    address, data = page_of(desk, row)
    Occasion.objects.filter(pk=row.pk).update(place="Oslo")
    assert desk.post(address, data).status_code == 302
    row.refresh_from_db()
    assert row.place == "Oslo"


def test_history_of_a_file_and_of_a_row_is_the_record(desk):
    engagement, row = make.make_engagement(), occasion()
    history = desk.get(reverse("admin:engagements_engagement_history", args=[engagement.pk]))
    assert history["Location"] == f"{reverse('admin:audit_event_changelist')}?about={engagement.reference}"
    address, data = page_of(desk, row)
    desk.post(address, data | {"place": "Oslo"})
    answer = desk.get(reverse("admin:engagements_occasion_history", args=[row.pk]), follow=True)
    assert [event.verb for event in answer.context["cl"].result_list] == ["change"]
