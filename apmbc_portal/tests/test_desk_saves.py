"""Two people at the desk: an old page never undoes what a colleague wrote meanwhile."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apmbc_portal.audit.models import Event, Publication
from apmbc_portal.testing import factories as make
from engagements.models import Occasion

pytestmark = pytest.mark.django_db


class Inputs(HTMLParser):
    """What a browser would post from a page: every input, select and textarea of its largest form."""

    def __init__(self, page):
        super().__init__()
        self.data, self.select, self.area = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") != "checkbox" or "checked" in attrs:
                self.data[name] = attrs.get("value") or ""
        elif tag == "select" and name:
            self.select, self.data[name] = name, ""
        elif tag == "option" and self.select and "selected" in attrs:
            self.data[self.select] = attrs.get("value") or ""
        elif tag == "textarea" and name:
            self.area, self.data[name] = name, ""

    def handle_endtag(self, tag):
        self.select = None if tag == "select" else self.select
        self.area = None if tag == "textarea" else self.area

    def handle_data(self, text):
        if self.area:
            self.data[self.area] += text.removeprefix("\n").removeprefix("\r\n")


def page_of(client, row):
    """The address of a row's form and what a browser would post from it, hidden values included."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    data = Inputs(client.get(address).content.decode()).data
    return address, {name: value for name, value in data.items() if not name.startswith("_")}


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
    assert desk.post(address, Inputs(page).data).status_code == 302
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


def test_two_people_in_the_lines_below_a_row_keep_both_changes(desk):
    obligation = make.make_state().obligations.create(article="5", status="outstanding")
    line = obligation.steps.create(position=1, text="Extension granted")
    address, first = page_of(desk, obligation)
    _address, second = page_of(desk, obligation)
    assert desk.post(address, first | {"steps-0-text": "First extension granted"}).status_code == 302
    assert desk.post(address, second | {"steps-0-decided_at": "3RC"}).status_code == 302
    line.refresh_from_db()
    assert (line.text, line.decided_at) == ("First extension granted", "3RC")
    quarrel = desk.post(address, second | {"steps-0-text": "Refused"}).content.decode()
    assert "Somebody else changed this meanwhile to “First extension granted”." in quarrel


def test_a_choice_and_a_date_emptied_by_one_are_not_filled_again_by_the_other(desk):
    engagement = make.make_engagement(assignee=make.make_staff(), due=make.today())
    address, first = page_of(desk, engagement)
    _address, second = page_of(desk, engagement)
    assert desk.post(address, first | {"assignee": "", "due": ""}).status_code == 302
    assert desk.post(address, second | {"next_action": "Call"}).status_code == 302
    engagement.refresh_from_db()
    assert (engagement.assignee, engagement.due, engagement.next_action) == (None, None, "Call")


def test_line_ends_of_a_browser_are_no_change_of_a_colleague(desk):
    engagement = make.make_engagement(desk_note="First line\nSecond line\n")
    address, data = page_of(desk, engagement)
    data = {name: value.replace("\r\n", "\n").replace("\n", "\r\n") for name, value in data.items()}
    answer = desk.post(address, data | {"desk_note": data["desk_note"] + "Third line"})
    assert answer.status_code == 302
    engagement.refresh_from_db()
    assert engagement.desk_note == "First line\nSecond line\nThird line"


@pytest.mark.parametrize("hostile", ["left\u202eright", "bell\x07", "null\x00"])
def test_characters_nobody_sees_are_refused_at_their_field(desk, hostile):
    row = occasion()
    address, data = page_of(desk, row)
    answer = desk.post(address, data | {"place": hostile})
    assert list(answer.context["adminform"].form.errors) == ["place"]
    row.refresh_from_db()
    assert row.place == "Geneva"


def test_markup_is_text_like_any_other(desk):
    row = occasion()
    address, data = page_of(desk, row)
    desk.post(address, data | {"place": "<script>alert(1)</script>"})
    page = desk.get(reverse("admin:engagements_occasion_changelist")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_saving_an_unchanged_page_writes_nothing_into_the_row(desk):
    row = occasion()
    address, data = page_of(desk, row)
    Occasion.objects.filter(pk=row.pk).update(place="Oslo")
    assert desk.post(address, data).status_code == 302
    row.refresh_from_db()
    assert row.place == "Oslo"


def test_the_history_of_a_row_leads_on_to_what_the_record_says_of_it_or_of_its_file(desk):
    engagement, row = make.make_engagement(), occasion()
    events = reverse("admin:audit_event_changelist")
    history = desk.get(reverse("admin:engagements_engagement_history", args=[engagement.pk])).content.decode()
    assert f'href="{events}?about={engagement.reference}"' in history
    address, data = page_of(desk, row)
    desk.post(address, data | {"place": "Oslo"})
    context = desk.get(reverse("admin:engagements_occasion_history", args=[row.pk])).context
    assert [change.kind for change in context["changes"]] == ["changed", "entered"]
    listed = desk.get(context["events"])
    assert [event.verb for event in listed.context["cl"].result_list] == ["change"]
    assert '<td class="field-step">Change</td>' in listed.content.decode()
