"""Every kind of line in the record is written by what it tells of, with whoever did it and as what; no kind is without a test."""

import ast
import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from apmbc_portal.audit.models import Event
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.settle import DECISIONS, settle
from apmbc_portal.testing import factories as make
from apmbc_portal.testing import files
from apmbc_portal.tests.test_sensitive_pages import fields_of
from apmbc_portal.web.privacy.erasing import erase
from apmbc_portal.web.privacy.person import of_contact
from engagements import actions, handover
from engagements.models import Nomination, Proposal
from meetings import actions as meeting_actions
from meetings import consents
from meetings.wording import in_an_answer
from reports import actions as report_actions
from reports import answers, translating

pytestmark = pytest.mark.django_db


class World:
    """A State's file with everything on it, its focal point, a colleague at the desk and a browser of each."""

    def __init__(self, client):
        self.client = client
        self.staff, self.state = make.make_staff(), make.make_state()
        self.speaker = make.make_focal_point(self.state)
        self.isu, self.fp = make.viewer_of(self.staff), make.viewer_of(self.speaker)
        self.host = make.make_engagement(self.state)
        self.meeting = make.make_meeting(self.host)
        self.held = make.make_meeting(self.host, status="held")
        make.make_agenda(self.held)
        self.invitation = make.make_invitation(self.meeting, status="sent")

    def desk(self):
        self.client.force_login(self.staff)
        return self.client

    def own(self):
        self.client.force_login(self.speaker)
        return self.client


def answered(world, *people):
    row = world.invitation
    row.refresh_from_db()
    return meeting_actions.answer_invitation(
        row, version=row.link_version, seen=row.answered_at, accepted=True, people=people, given=in_an_answer()
    )


def corrected(world):
    answered(world, meeting_actions.Person("Ana"))
    row = world.invitation.participants.get()
    answered(world, meeting_actions.Person("Ana Vero", participant=row.pk))


def one_of_two_hosts(world):
    meeting = make.make_meeting(world.host, make.make_engagement())
    meeting_actions.approve(make.make_invitation(meeting), by=world.fp)


def place_made(world):
    """A nomination that begins later, in the place of one that holds today."""
    later = make.today() + datetime.timedelta(days=20)
    document = make.make_correspondence(world.state)
    proposal = Proposal.objects.create(
        state=world.state, name="New", email="new@demo.example", document=document, starts=later, ends=None, may_submit=True,
        may_release=True, instead_of=Nomination.objects.get(user=world.speaker), place="capital",
    )  # fmt: skip
    handover._nominate(proposal, world.isu)


def signed_page(world):
    draft = make.make_request(world.host, status="draft")
    actions.keep_signed_page(draft, SimpleUploadedFile("a.pdf", files.pdf()), dated=make.today(), by=world.fp)


def suggested(world):
    chair = make.make_delegate(chair=True)
    request = make.make_request(world.host, status="submitted")
    make.opened(world.host, "committee")
    make.opened(request, "committee")
    actions.suggest(request, "Invite neighbours first.", by=make.viewer_of(chair), author=chair)


def notes_written(world, **typed):
    desk = world.desk()
    address = reverse("admin:meetings_meeting_notes", args=[world.held.pk])
    context = desk.get(address).context
    data = fields_of(context["notes"], *[part.formset for part in context["parts"]])
    assert desk.post(address, data | typed).status_code == 302


def grid_changed(world):
    row = make.make_participant(world.held)
    desk, address = world.desk(), reverse("admin:meetings_meeting_participants", args=[world.held.pk])
    grid = desk.get(address).context["grid"]
    posted = desk.post(address, fields_of(grid) | {f"{grid.prefix}-0-reply": "declined", "save": "1"})
    assert (posted.status_code, row.pk) == (302, row.pk)


def refused_paper_deleted(world):
    paper = make.make_paper(world.meeting, checked="refused", file="", copy="")
    assert world.desk().post(reverse("admin:meetings_paper_delete", args=[paper.pk]), {"post": "yes"}).status_code == 302


def ended_at_the_desk(world):
    colleague = make.make_staff(user=make.make_user(name="Colleague"))
    row = colleague.staff_appointments.get()
    address = reverse("admin:accounts_staffappointment_changelist")
    world.desk().post(address, {"action": "end_now", "_selected_action": [row.pk]})


def translated(world):
    report = report_actions.begin_report(world.held, by=world.isu)
    return translating.add_translation(report.texts.filter(kind="full").get(), "fr", by=world.isu)


def remarked(world):
    report = make.make_report(world.held, status="with_state")
    answers.remark(report, [(make.make_text(report), "II.A", "Thirteen districts.")], by=world.fp)


def settled(verb):
    sources, _target, _label = DECISIONS[verb]
    status = sorted(sources)[0]

    def do(world):
        letter = Letter.objects.create(to="a@demo.example", subject="A", body="B", kind="receipt", status=status)
        assert settle(letter, verb, by=world.isu)

    return do


def password_changed(world):
    typed = {"oldpassword": make.PASSWORD, "password1": "another good horse", "password2": "another good horse"}
    world.own().post(reverse("account_change_password"), typed)


def erased(world):
    """Somebody whom a State's own words still name."""
    make.make_request(world.host, status="submitted", aims="Zora Quillfeather explained the survey.")
    erase(of_contact(make.make_contact(name="Zora Quillfeather")), by=world.isu)


# verb: (what is done, who did it: "isu", "fp", or "" for somebody the portal has no number for)
DONE = {
    "begin": (lambda w: actions.begin_request(w.state, by=w.fp), "fp"),
    "begin_draft": (lambda w: actions.begin_request(w.state, by=w.fp), "fp"),
    "open_file": (lambda w: actions.begin_file(make.make_state(), by=w.isu), "isu"),
    "keep_signed_page": (signed_page, "fp"),
    "suggest": (suggested, None),
    "record_correspondence": (
        lambda w: w.desk().post(
            reverse("admin:engagements_correspondence_add"),
            {"state": w.state.pk, "kind": "mail", "way": "in", "dated": make.today().isoformat(), "subject": "A mail"},
        ),
        "isu",
    ),
    "shorten_nomination": (place_made, "isu"),
    "propose_invitation": (
        lambda w: meeting_actions.propose_invitations(w.meeting, [make.make_organisation()], by=w.isu),
        "isu",
    ),
    "approve_for_one_host": (one_of_two_hosts, "fp"),
    "answer_invitation": (answered, ""),
    "name_person": (lambda w: answered(w, meeting_actions.Person("Ana")), ""),
    "correct_person": (corrected, ""),
    "agree_to_be_listed": (lambda w: answered(w, meeting_actions.Person("Ana", may_be_listed=True)), ""),
    "agree_to_be_named": (lambda w: answered(w, meeting_actions.Person("Ana", may_be_named=True)), ""),
    "confirm_details": (
        lambda w: consents.confirm(make.make_contact(), ["contact_list"], by=w.isu, cites=make.make_correspondence(kind="mail")),
        "isu",
    ),
    "send_again": (lambda w: meeting_actions.send_again(w.invitation, by=w.isu), "isu"),
    "reschedule": (
        lambda w: meeting_actions.reschedule(
            w.meeting, starts_at=timezone.now() + datetime.timedelta(days=60), ends_at=None, by=w.isu
        ),
        "isu",
    ),
    "enter_participant": (
        lambda w: meeting_actions.enter_person(
            w.held, make.make_organisation(kind="state", state=w.state), by=w.isu, name="Ana Vero", part="host"
        ),
        "isu",
    ),
    "change_participant": (grid_changed, "isu"),
    "write_notes": (lambda w: notes_written(w, **{"notes-0-note_full": "Twelve districts."}), "isu"),
    "add_outcome": (lambda w: notes_written(w, **{"outcomes-0-kind": "meeting", "outcomes-0-text": "Again in spring"}), "isu"),
    "change_outcome": (
        lambda w: (make.make_outcome(w.held), notes_written(w, **{"outcomes-0-text": "Again in autumn"})),
        "isu",
    ),
    "delete": (refused_paper_deleted, "isu"),
    "begin_report": (lambda w: report_actions.begin_report(w.held, by=w.isu), "isu"),
    "add_translation": (translated, "isu"),
    "remove_translation": (lambda w: translating.remove_translation(translated(w), by=w.isu), "isu"),
    "remark_on_report": (remarked, "fp"),
    "end": (ended_at_the_desk, "isu"),
    "names_still": (erased, "isu"),
    "appoint": (lambda w: call_command("appoint_staff", "new@demo.example", "New Colleague", verbosity=0, stdout=Quiet()), ""),
    "sign_in_failed": (
        lambda w: w.client.post(reverse("account_login"), {"login": w.speaker.email, "password": "wrong"}),
        "",
    ),
    "change_password": (password_changed, "fp"),
    "end_sessions": (lambda w: w.own().post(reverse("sessions"), {"others": "1"}), "fp"),
    **{f"letter_{verb}": (settled(verb), "isu") for verb in DECISIONS},
}


class Quiet:
    def write(self, *_words):
        """Nobody reads it."""


@pytest.mark.parametrize("verb", DONE)
def test_what_is_done_is_written_down_with_whoever_did_it(client, verb):
    do, who = DONE[verb]
    world = World(client)
    before = set(Event.objects.values_list("pk", flat=True))
    do(world)
    line = Event.objects.exclude(pk__in=before).get(verb=verb)
    people = {"isu": str(world.staff.pk), "fp": str(world.speaker.pk)}
    assert str(line.person or "") == people.get(who, str(line.person or "") if who is None else "")
    assert line.acting_as
    assert line.subject
    named = [world.speaker.email, world.speaker.name, "Ana Vero", "a@demo.example"]
    assert [word for word in named if word in f"{line.subject} {line.detail}"] == []


WHERE = {"record": slice(1, 2), "note_receipt": slice(1, 2), "record_decision": slice(2, 3), "write_down": slice(0, 2)}


def verbs_of(path):
    """The verbs a file writes into the record, as far as they are words of the code."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[WHERE.get(name, slice(0))]
            yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_no_kind_of_line_is_without_a_test():
    """Each verb in the code is named by a test: here, or where what it tells of is tested."""
    apps = [Path(settings.BASE_DIR, app) for app in ("apmbc_portal", "engagements", "meetings", "reports")]
    beside = {"tests", "testing", "bench", "migrations", "demo"}
    verbs = {verb for app in apps for path in app.rglob("*.py") if not beside & set(path.parts) for verb in verbs_of(path)}
    tests = "\n".join(path.read_text() for app in apps for path in app.rglob("tests/**/*.py"))
    assert len(verbs) > 50
    assert {verb for verb in verbs if f'"{verb}"' not in tests} == set()


def test_the_record_is_read_and_never_edited_on_the_desk(client):
    world = World(client)
    actions.begin_file(make.make_state(), by=world.isu)
    desk, line = world.desk(), Event.objects.get(verb="open_file")
    for address in (
        reverse("admin:audit_event_add"),
        reverse("admin:audit_event_change", args=[line.pk]),
        reverse("admin:audit_event_delete", args=[line.pk]),
    ):
        assert desk.post(address, {"verb": "nothing", "post": "yes"}).status_code == 403
    assert Event.objects.get(pk=line.pk).verb == "open_file"
    assert "delete_selected" not in desk.get(reverse("admin:audit_event_changelist")).content.decode()
