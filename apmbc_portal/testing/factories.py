"""Rows for tests: plain functions, every argument optional, nothing random."""

import datetime

from django.utils import timezone

from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.audit.models import Publication
from apmbc_portal.testing import second_factor
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.viewer import viewer_for
from engagements.models import (
    CommitteeSeat,
    Correspondence,
    Delegate,
    Engagement,
    EngagementRequest,
    Lesson,
    Need,
    Nomination,
    Proposal,
    State,
)  # fmt: skip
from meetings.models import (
    Agenda,
    AgendaItem,
    Consent,
    Contact,
    Invitation,
    Meeting,
    Organisation,
    OrganisationConsent,
    Paper,
    Participant,
    Representation,
)  # fmt: skip
from reports.models import ContactList, Outcome, OutcomeReport, ReportSection, ReportText
from reports.search import index

INVENTED = ["Aramar", "Belmora", "Cestria", "Doranthe", "Elvaria", "Fasoria", "Galdovia", "Hestria"]
PASSWORD = "correct horse battery"  # noqa: S105


def today():
    return timezone.localdate()


def make_state(**fields):
    """An invented State: XAA Aramar, XAB Belmora, …"""
    number = State.objects.filter(iso3__startswith="X").count()
    defaults = {
        "iso3": f"XA{chr(ord('A') + number)}", "name_en": INVENTED[number % len(INVENTED)], "is_demo": True,
        "deposited": datetime.date(2002, 7, 5), "entry_into_force": datetime.date(2003, 1, 1),
    }  # fmt: skip
    return State.objects.create(**defaults | fields)


def make_user(**fields):
    number = User.objects.count() + 1
    defaults = {"email": f"person{number}@demo.example", "name": f"Person {number}"}
    return User.objects.create_user(**{"password": PASSWORD} | defaults | fields)


def make_proposal(state=None, **fields):
    """A focal point proposed and not confirmed yet."""
    state = state or make_state()
    document = fields.pop("document", None) or make_correspondence(state)
    defaults = {"name": "Mai Proposed", "email": "proposed@demo.example", "function": "Counsellor", "place": "mission"}
    return Proposal.objects.create(state=state, document=document, **defaults | fields)


def make_staff(*, has_app=True, **fields):
    """A person on the ISU's staff today, with a second factor unless told otherwise."""
    user = fields.pop("user", None) or make_user(name="Ida Staff")
    if has_app:
        second_factor.give(user)
    StaffAppointment.objects.create(user=user, **{"starts": today() - datetime.timedelta(days=30)} | fields)
    return user


def make_focal_point(state=None, **fields):
    """A person who speaks for `state` today, with every right unless told otherwise."""
    user = fields.pop("user", None) or make_user()
    rights = {"may_draft": True, "may_submit": True, "may_release": True}
    period = {"starts": today() - datetime.timedelta(days=30)}
    Nomination.objects.create(user=user, state=state or make_state(), **rights | period | fields)
    return user


def make_delegate(seat=None, *, has_app=True, **fields):
    """A person who sits on the Committee today, with a second factor; `chair=True` makes the seat hold the chair."""
    user = fields.pop("user", None) or make_user()
    if has_app:
        second_factor.give(user)
    chair = fields.pop("chair", False)
    since = fields.pop("since", today() - datetime.timedelta(days=30))
    seat = seat or CommitteeSeat.objects.create(state=make_state(), starts=since, chair_from=since if chair else None)
    Delegate.objects.create(seat=seat, user=user, **{"starts": since} | fields)
    return user


def make_organisation(**fields):
    number = Organisation.objects.count() + 1
    return Organisation.objects.create(**{"name": f"Invented Organisation {number}", "kind": "ngo", "is_demo": True} | fields)


def make_partner(organisation=None, **fields):
    """A person who represents a partner today."""
    user = fields.pop("user", None) or make_user()
    period = {"starts": today() - datetime.timedelta(days=30)}
    Representation.objects.create(user=user, organisation=organisation or make_organisation(), **period | fields)
    return user


def viewer_of(user, acting=""):
    """The Viewer of a person as a request would build it."""
    return viewer_for(user, acting)


def isu_viewer():
    """The desk, without rows."""
    return Viewer(isu=True, capacity="isu", label="ISU staff")


def make_engagement(state=None, **fields):
    number = Engagement.objects.count() + 1
    state = state or make_state()
    defaults = {
        "opened_on": today(),
        "status": "active",
        "reference": f"IA-2026-{state.iso3}-{number:02d}",
        "title": "Survey first",
    }
    return Engagement.objects.create(state=state, **defaults | fields)


def make_request(engagement=None, state=None, **fields):
    """A draft unless told otherwise."""
    if engagement is None:
        engagement = make_engagement(state) if fields.get("status", "draft") not in ("draft", "in_clearance") else make_engagement(
            state, status="exploring", reference=None
        )  # fmt: skip
    if fields.get("status", "draft") not in ("draft", "in_clearance", "discarded"):
        fields = {"submitted_at": timezone.now(), "submitted_by": "Person"} | fields
    return EngagementRequest.objects.create(engagement=engagement, **{"aims": "To finish clearance."} | fields)


def make_need(request=None, **fields):
    return Need.objects.create(
        request=request or make_request(), **{"theme": "A", "title": "Survey teams", "kind": "training"} | fields
    )


def make_correspondence(state=None, **fields):
    engagement = fields.get("engagement")
    state = state or (engagement.state if engagement else make_state())
    sealed = {
        "file": "sealed/original",
        "file_name": "note.pdf",
        "sha256": f"{Correspondence.objects.count() + 1:064x}",
        "checked": "passed",
    }
    defaults = {"kind": "note_verbale", "dated": today(), "subject": "Request for a meeting"} | sealed
    return Correspondence.objects.create(state=state, **defaults | fields)


def make_meeting(*engagements, **fields):
    """A meeting of these host engagements (one invented host unless told), planned in thirty days."""
    engagements = engagements or (make_engagement(),)
    number = Meeting.objects.count() + 1
    start = timezone.now() + datetime.timedelta(days=30)
    if fields.get("status") in ("held", "closed"):
        start = timezone.now() - datetime.timedelta(days=30)
    defaults = {
        "reference": f"{engagements[0].reference}-M{number}", "title": "Meeting on the individualised approach",
        "place": "Geneva", "starts_at": start, "ends_at": start + datetime.timedelta(hours=3),
    }  # fmt: skip
    meeting = Meeting.objects.create(**defaults | fields)
    meeting.host_engagements.set(engagements)
    return meeting


def make_agenda(meeting=None, **fields):
    agenda = Agenda.objects.create(meeting=meeting or make_meeting(), **fields)
    AgendaItem.objects.create(agenda=agenda, position=1, number="I", title="Introduction", minutes=10)
    AgendaItem.objects.create(agenda=agenda, position=2, number="II.A", title="Mine clearance", theme="A", minutes=30)
    return agenda


def make_paper(meeting=None, **fields):
    """A paper whose file passed the check, with its copy."""
    defaults = {"title": "Work plan", "file": "papers/original", "copy": "papers/copy", "checked": "passed"}
    return Paper.objects.create(meeting=meeting or make_meeting(), **defaults | fields)


def make_contact(organisation=None, **fields):
    number = Contact.objects.count() + 1
    defaults = {"name": f"Contact {number}", "email": f"contact{number}@demo.example", "is_demo": True}
    return Contact.objects.create(organisation=organisation or make_organisation(), **defaults | fields)


def make_participant(meeting=None, contact=None, *, organisation_agrees=True, **fields):
    """Somebody who accepted and agreed to be listed and named, as did their organisation, unless told otherwise.

    Whoever is not listed is not named either, unless told otherwise.
    """
    contact = contact or make_contact()
    ticks = {"may_be_listed": True, "may_be_named": fields.get("may_be_listed", True)}
    participant = Participant.objects.create(
        meeting=meeting or make_meeting(), contact=contact, **{"reply": "accepted"} | ticks | fields
    )
    if organisation_agrees:
        of = {"meeting": participant.meeting, "organisation": contact.organisation}
        OrganisationConsent.objects.get_or_create(**of, withdrawn_on=None, defaults={"wording": "We agree to be named."})
    known = set(contact.consents.values_list("purpose", flat=True))
    if participant.may_be_listed and "contact_list" not in known:
        Consent.objects.create(contact=contact, purpose="contact_list", wording="I agree to stand in contact lists.")
    if participant.may_be_named and "naming" not in known:
        Consent.objects.create(contact=contact, purpose="naming", wording="I agree to be named in reports.")
    return participant


def make_invitation(meeting=None, organisation=None, **fields):
    defaults = {"to_email": "invited@demo.example", "to_name": "The Director"}
    return Invitation.objects.create(
        meeting=meeting or make_meeting(), organisation=organisation or make_organisation(), **defaults | fields
    )


def make_report(meeting=None, **fields):
    return OutcomeReport.objects.create(meeting=meeting or make_meeting(status="held"), **fields)


def make_text(report=None, **fields):
    """The full text of a report unless told otherwise."""
    report = report or make_report()
    kind = fields.get("kind", "full")
    defaults = {
        "kind": kind,
        "title": "Survey first, clearance by 2030",
        "attribution": "named" if kind == "full" else "host_only",
    }
    text = ReportText.objects.create(report=report, **defaults | fields)
    ReportSection.objects.create(
        text=text, position=1, number="II.A", title="Mine clearance", theme="A", body="Twelve districts remain."
    )
    return text


def make_outcome(meeting=None, **fields):
    return Outcome.objects.create(
        meeting=meeting or make_meeting(status="held"), **{"kind": "meeting", "text": "A second meeting in the capital"} | fields
    )


def make_contact_list(meeting=None, **fields):
    defaults = {"purpose": "Follow-up of the meeting", "dated": today(), "valid_until": today() + datetime.timedelta(days=365)}
    return ContactList.objects.create(meeting=meeting or make_meeting(status="held"), **defaults | fields)


def make_lesson(engagement=None, **fields):
    defaults = {"title": "Survey before clearance", "text": "Half of the area was released by survey.", "theme": "A"}
    return Lesson.objects.create(engagement=engagement or make_engagement(), **defaults | fields)


def opened(item, audience="public"):
    """`item` as if all its hosts had granted this audience: for worlds whose subject is not the decision itself."""
    now = timezone.now()
    type(item)._base_manager.filter(pk=item.pk).update(audience=audience, audience_since=now)
    item.audience, item.audience_since = audience, now
    Publication.bump()
    return item


def make_published(engagement=None, audience="public", **fields):
    """A public text, approved, opened and findable; host named unless told otherwise."""
    report = make_report(make_meeting(engagement or make_engagement(), status="held"), status="approved")
    text = make_text(report, **{"kind": "public", "themes": "A"} | fields)
    index(text)
    return opened(text, audience)
