"""Who changed which field, from what to what: kept for every row people edit at the desk, read there, edited by nobody."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from simple_history.models import registered_models

from apmbc_portal import history
from apmbc_portal.accounts.models import User
from apmbc_portal.desk import DeskAdmin
from apmbc_portal.links import token_for
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.test_sensitive_pages import fields_of
from engagements.actions import begin_request, save_draft, submit
from engagements.models import Engagement, EngagementRequest, Nomination, Obligation, State
from meetings.actions import planning, record_attendance
from meetings.models import AgendaItem, AgendaTemplate, Contact, Organisation, Participant
from reports import actions as report_actions
from reports.models import ReportSection

pytestmark = pytest.mark.django_db
ISU = make.isu_viewer()


def page_of(client, row):
    label = row._meta.label_lower.replace(".", "_")
    return client.get(reverse(f"admin:{label}_history", args=[row.pk]))


def change(client, row, **typed):
    """Post the page of a row as a browser does, with these fields typed anew."""
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    context = client.get(address).context
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    own = {bound.html_name: bound.value() for bound in context["adminform"].form if bound.value() not in (None, False, [], True)}
    answer = client.post(address, own | fields_of(*formsets) | typed)
    assert answer.status_code == 302, answer.context["errors"]


def test_a_change_at_the_desk_is_read_with_both_values_by_whom_and_as_what(desk):
    row = make.make_organisation(name="Invented <b>Bureau</b>", kind="ngo")
    change(desk, row, name="Invented Office", kind="un")
    page = page_of(desk, row).content.decode()
    assert "<bdi>Ida Staff</bdi>, ISU staff" in page
    assert "<del>Invented &lt;b&gt;Bureau&lt;/b&gt;</del>" in page
    assert "<ins>Invented Office</ins>" in page
    assert [version.history_type for version in Organisation.history.all()] == ["~", "+"]


def test_a_long_text_is_compared_word_by_word(desk):
    row = make.make_engagement(desk_note="The embassy called twice about the survey in the north and asks for a date in spring.")
    change(desk, row, desk_note="The embassy called twice about the survey in the south and asks for a date in spring.")
    page = page_of(desk, row).content.decode()
    assert "survey in the <del>north</del><ins>south</ins> and asks" in page


def test_parts_of_a_row_stand_in_its_history(desk):
    meeting = make.make_meeting()
    make.make_agenda(meeting)
    item = AgendaItem.objects.get(number="II.A")
    item.title = "Clearance"
    item.save(update_fields=["title"])
    page = page_of(desk, meeting).content.decode()
    assert "<del>Mine clearance</del>" in page
    assert "Agenda item: " in page


def test_a_save_that_touches_nothing_kept_and_a_sign_in_leave_no_version(client):
    user = make.make_focal_point()
    before = User.history.count()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    user.refresh_from_db()
    assert user.last_login
    user.set_password("another good horse")
    user.save(update_fields=["password"])
    assert User.history.count() == before


def test_a_request_is_kept_from_its_submission_on_and_never_as_a_draft(client):
    state = make.make_state()
    user = make.make_focal_point(state)
    by = make.viewer_of(user)
    draft = begin_request(state, by=by)
    for revision, words in enumerate(["zqfirstq thoughts", "zqsecondq thoughts", "What we ask."]):
        assert save_draft(draft, ("title", "aims"), {"title": "Survey", "aims": words}, by=by, revision=draft.revision), revision
        draft.refresh_from_db()
    assert not EngagementRequest.history.exists()
    make.make_need(draft, challenges="Terrain")
    submit(draft, by=by)
    assert {(version.status, version.aims) for version in EngagementRequest.history.all()} == {("submitted", "What we ask.")}
    client.force_login(make.make_staff())
    page = page_of(client, draft.engagement).content.decode()
    assert "What we ask." in page
    assert "zq" not in page


def test_a_discarded_draft_leaves_nothing():
    draft = make.make_request(aims="zqwordsq")
    draft.status = "discarded"
    draft.save(update_fields=["status"])
    draft.delete()
    assert not EngagementRequest.history.exists()


def test_what_comes_by_a_personal_link_says_so(client):
    invitation = make.make_invitation(status="sent")
    address = reverse("invitation", args=[token_for("invitation", invitation.pk, invitation.link_version)])
    typed = {"people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 0, "answer": "accepted", "words": "", "seen": ""}
    assert client.post(address, typed | {"people-0-name": "Ana Vero"}).status_code == 302
    version = Contact.history.get()
    assert (version.history_user_id, version.acting_as) == ("", "somebody without an account, by a personal link")


# --- what goes around save() ------------------------------------------------------------------------------------------------
def test_attendance_of_many_leaves_a_version_of_each(desk):
    meeting = make.make_meeting(status="held")
    rows = [make.make_participant(meeting) for _number in range(3)]
    record_attendance(meeting, {row.pk: "present" for row in rows}, by=ISU)
    kept = Participant.history.filter(history_type="~", attendance="present")
    assert {version.id for version in kept} == {row.pk for row in rows}
    assert "<ins>present</ins>" in page_of(desk, meeting).content.decode()


def test_an_agenda_from_the_template_and_a_report_from_the_notes_begin_with_a_version(desk):
    template = AgendaTemplate.objects.create(version=99, title="Structure", in_force_from=make.today())
    template.items.create(position=1, number="I", title="Introduction")
    meeting = make.make_meeting(status="held", starts_at=None, ends_at=None)
    planning.copy_agenda(meeting)
    assert AgendaItem.history.filter(history_type="+").count() == meeting.agenda.items.count() >= 1
    report_actions.begin_report(meeting, by=ISU)
    assert ReportSection.history.filter(history_type="+").count() == ReportSection.objects.count() >= 2


def test_reference_data_that_changes_leaves_a_version_in_nobodys_name():
    call_command("load_reference", verbosity=0)
    assert State.history.count() == State.objects.count() > 150
    assert Obligation.history.count() == Obligation.objects.count()
    assert set(State.history.values_list("acting_as", "history_user_id")) == {("", "")}


def test_an_update_keeps_a_version_of_what_it_changed_and_of_nothing_else():
    one, other = make.make_contact(), make.make_contact()
    rows = Contact.objects.filter(pk=one.pk, title="")
    assert history.update(rows, title="Director") == 1
    assert history.update(rows, title="Director") == 0
    assert list(Contact.history.filter(history_type="~").values_list("id", "title")) == [(one.pk, "Director")]
    assert other.history.count() == 1


def test_ending_a_nomination_early_is_read_in_its_history(desk):
    row = Nomination.objects.get(user=make.make_focal_point())
    assert row.end_now()
    assert not row.end_now()
    kept = row.history.first()
    assert (kept.ends, row.history.filter(history_type="~").count()) == (make.today(), 1)
    assert page_of(desk, row).status_code == 200


# --- who reads, who edits -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [make.make_focal_point, make.make_delegate, make.make_partner, None])
def test_nobody_else_reads_it(client, who):
    row = make.make_organisation(name="zqnameq")
    if who:
        client.force_login(who())
    answer = page_of(client, row)
    assert (answer.status_code, b"zqnameq" in answer.content) == (302, False)


def test_what_the_desk_may_not_see_has_no_history_there(desk):
    request = make.make_request(make.make_engagement(), status="draft")
    hidden = make.make_correspondence(engagement=request.engagement, request=request, subject="zqsignedq")
    answer = page_of(desk, hidden)
    assert answer.status_code in (302, 404)
    assert b"zqsignedq" not in desk.get(answer.headers.get("Location", "/")).content
    assert desk.get(reverse("admin:meetings_organisation_history", args=[99999])).status_code == 404


def test_it_is_read_and_never_edited(desk):
    row = make.make_organisation()
    address = reverse("admin:meetings_organisation_history", args=[row.pk])
    before = Organisation.history.count()
    for method in (desk.post, desk.put, desk.delete):
        method(address, {"name": "x", "_save": "1"})
    assert Organisation.history.count() == before
    assert [model for model in admin.site._registry if hasattr(model, "instance_type")] == []
    events = desk.get(reverse("admin:audit_event_changelist"))
    assert events.status_code == 200
    assert desk.get(reverse("admin:audit_event_add")).status_code == 403


def test_a_person_who_is_erased_goes_from_history_too(desk):
    editor = make.make_staff(user=make.make_user(name="Former Colleague"))
    row = make.make_contact(name="Ana Quorvex", email="ana@demo.example")
    version = row.history.get()
    version.history_user_id = str(editor.pk)
    version.save(update_fields=["history_user_id"])
    assert "Former Colleague" in page_of(desk, row).content.decode()
    editor.staff_appointments.all().delete()
    editor.delete()
    page = page_of(desk, row).content.decode()
    assert "somebody who was erased" in page
    row.history.all().delete()
    assert "Ana Quorvex" not in page_of(desk, row).content.decode().replace(f"History: {row}", "")


def test_a_page_outside_the_desk_asks_nothing_more(client, django_assert_num_queries):
    """The middleware that tells who acts must not wake the session or the database of a reader."""
    address = make.make_state().get_absolute_url()
    client.get(address)
    answer = client.get(address)
    assert "sessionid" not in answer.cookies
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


# --- nothing is forgotten ----------------------------------------------------------------------------------------------------------
# What is changed on the desk by steps alone, which stand in `audit.Event`.
BY_STEPS = {"reports.OutcomeReport", "privacy.Remnant"}


def test_every_row_that_has_a_form_on_the_desk_keeps_versions():
    edited = {
        model._meta.concrete_model
        for model, one in admin.site._registry.items()
        if isinstance(one, DeskAdmin) and (one.may_add or one.may_change)
    }
    inline = {part.model for one in admin.site._registry.values() for part in one.inlines}
    without = {model._meta.label for model in edited | inline if not hasattr(model, "history")}
    assert without - BY_STEPS == OWN_DATES


# Rows that are dated themselves: a consent is given and ended, never rewritten.
OWN_DATES = {"meetings.Consent"}


def test_nothing_goes_around_the_versions():
    """`update` and `bulk_create` on a model that keeps versions, by name, of a column that is kept.

    What erases people is left out: no version may hold what it takes away.
    """
    kept = {model.__name__: {field.name for field in model.history.model.tracked_fields} for model in registered_models.values()}
    found = []
    for app in ("apmbc_portal", "engagements", "meetings", "reports"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if {"tests", "testing", "bench", "migrations", "demo", "history", "privacy"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                chain = ast.unparse(node.func.value)
                model = re.match(r"(\w+)\.(?:objects|_base_manager)\b", chain)
                columns = kept.get(model[1], set()) if model else set()
                named = {word.arg for word in node.keywords}
                around = node.func.attr == "update" and named & columns or node.func.attr == "bulk_create" and columns
                if around:
                    found.append(f"{path.name}:{node.lineno} {model[1]}.{node.func.attr}({', '.join(sorted(named))})")
    assert found == []


def test_versions_hold_no_password_and_no_file():
    for model in registered_models.values():
        columns = {field.name for field in model.history.model.tracked_fields}
        assert not columns & {"password", "last_login", "session_number", "file", "copy", "audience", "withheld", "link_version"}
    assert {model._meta.app_label for model in registered_models.values()} == {"accounts", "engagements", "meetings", "reports"}
    assert apps.get_model("engagements.HistoricalEngagement") is Engagement.history.model
