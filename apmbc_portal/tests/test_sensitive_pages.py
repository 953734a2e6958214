"""What looks like a place or like somebody who was hurt is said beside the field, and hinders nobody."""

import pytest
from django import forms
from django.urls import reverse

from apmbc_portal.testing import factories as make
from apmbc_portal.text import PlainTextField
from engagements.models import EngagementRequest
from meetings.models import AgendaItem
from reports.models import ReportSection

pytestmark = pytest.mark.django_db
PLACE = "The field lies at -8.83833, 13.23444 behind the school."
SAID = "looks like a position on the map"


class Words(forms.Form):
    aims = PlainTextField(rows=3, label="Aims", help_text="In a few words.")


def test_the_warning_stands_below_its_field_and_is_read_with_it():
    html = str(Words(initial={"aims": f"<b>{PLACE}"})["aims"])
    assert '<span class="looks" id="id_aims_look"><span class="look">“-8.83833, 13.23444” looks like' in html
    assert 'aria-describedby="id_aims_helptext id_aims_look"' in html
    assert "<b>" not in html
    form = Words({"aims": PLACE})
    assert form.is_valid()
    assert SAID in str(form["aims"])


def test_ordinary_words_hidden_copies_and_the_field_itself_carry_no_warning():
    assert "look" not in str(Words(initial={"aims": "Survey first."})["aims"])
    assert "look" not in Words(initial={"aims": PLACE})["aims"].as_hidden()


@pytest.fixture
def draft(client):
    request = make.make_request(aims="Survey first.")
    client.force_login(make.make_focal_point(request.engagement.state))
    return request


def save(client, draft, step, **fields):
    address = reverse("request_step", args=[draft.pk, step])
    page = client.get(address).context["form"]
    marks = {name: page[name].value() for name in ("revision", "seen")}
    return client.post(address, marks | fields, follow=True).content.decode()


def test_a_state_is_told_after_saving_beside_the_field_and_before_it_submits(client, draft):
    said = save(client, draft, "aims", title="Clearance", aims=PLACE)
    assert f"achieve: “-8.83833, 13.23444” {SAID}" in said
    assert EngagementRequest.objects.get().aims == PLACE
    assert SAID in client.get(reverse("request_step", args=[draft.pk, "aims"])).content.decode()
    assert SAID in client.get(reverse("request_step", args=[draft.pk, "review"])).content.decode()
    assert SAID not in client.get(reverse("request_print", args=[draft.pk])).content.decode()


def test_entries_of_a_theme_are_looked_at_too(client, draft):
    address = reverse("request_theme", args=[draft.pk, "D"])
    form = client.get(address).context["marks"]
    marks = {name: form[name].value() for name in ("revision", "seen")}
    rows = {"needs-TOTAL_FORMS": "1", "needs-INITIAL_FORMS": "0", "needs-0-title": "Prostheses", "needs-0-direction": "needs"}
    hurt = "One survivor, João, aged 12, lost his leg in Cuito."
    page = client.post(address, marks | rows | {"needs-0-circumstances": hurt}, follow=True).content.decode()
    assert "Circumstances: “One survivor, João, aged 12" in page
    assert "could be recognised" in client.get(reverse("request_step", args=[draft.pk, "review"])).content.decode()


def test_the_desk_is_told_about_notes_and_reports(client):
    client.force_login(make.make_staff())
    meeting = make.make_meeting(status="held")
    make.make_agenda(meeting)
    address = reverse("admin:meetings_meeting_notes", args=[meeting.pk])
    page = client.get(address)
    data = fields_of(page.context["notes"], *[part.formset for part in page.context["parts"]])
    said = client.post(address, data | {"notes-0-note_full": PLACE}, follow=True).content.decode()
    assert f"Full text: “-8.83833, 13.23444” {SAID}" in said
    assert said.count('class="look"') == 1
    assert AgendaItem.objects.filter(note_full=PLACE).count() == 1


def test_a_section_of_a_report_says_it_at_its_field(client):
    client.force_login(make.make_staff())
    text = make.make_text()
    ReportSection.objects.update(body=PLACE)
    page = client.get(reverse("admin:reports_reporttext_change", args=[text.pk])).content.decode()
    assert page.count('class="look"') == 1


def test_whoever_opens_something_is_told_what_to_check_first(client):
    host = make.make_engagement()
    client.force_login(make.make_focal_point(host.state))
    request = make.make_request(host, status="submitted", aims=PLACE)
    paper = make.make_paper(make.make_meeting(host), looks=[{"what": "changes", "pages": []}])
    for item, said in ((request, SAID), (paper, "It holds tracked changes")):
        page = client.get(reverse("decision", args=[item.release_id])).content.decode()
        assert "Before others read it, please check:" in page
        assert said in page
    assert "please check" not in client.get(reverse("decision", args=[host.release_id])).content.decode()


def fields_of(*formsets):
    """What a browser would send of these formsets, unchanged."""
    data = {}
    for formset in formsets:
        for bound in [bound for form in [formset.management_form, *formset.forms] for bound in form]:
            value = "" if bound.value() is None else bound.value()
            if value is not False:
                data |= {bound.html_name: value} | ({bound.html_initial_name: value} if bound.field.show_hidden_initial else {})
    return data
