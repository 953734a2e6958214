"""Planning a meeting, moving its date, and the steps of its course."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.audit.record import record
from apmbc_portal.notices.models import Letter
from apmbc_portal.workflow import Refused, take, wrong_status
from engagements import consequences
from engagements.decisions import lapse, one_after_the_other
from engagements.models import Engagement
from meetings import letters
from meetings.actions.together import together_refusal, write_down
from meetings.consequences import waiting
from meetings.models import Agenda, AgendaItem, AgendaTemplate, Meeting, MeetingDate
from meetings.workflow import MeetingStatus, may_host


@transaction.atomic
def plan_meeting(hosts, *, by, citing=(), **fields):
    """A planned meeting of these engagements, the first of which gives the reference; its agenda is copied. Raises `Refused`.

    Of several States each says so in a letter that `citing` holds.
    """
    hosts = list(dict.fromkeys(hosts))
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    # The locked rows make two clicks count one after the other.
    locked = {
        row.pk: row for row in Engagement.objects.select_for_update().filter(pk__in=[host.pk for host in hosts]).order_by("pk")
    }
    hosts = [locked[host.pk] for host in hosts]
    if not hosts:
        raise Refused(_("A meeting has at least one host."))
    for host in hosts:
        if reason := may_host(host):
            raise Refused(str(reason))
    if reason := together_refusal(hosts, citing):
        raise Refused(str(reason))
    meeting = Meeting(reference=next_reference(hosts[0]), **fields)
    meeting.save(force_insert=True)
    meeting.host_engagements.set(hosts)
    copy_agenda(meeting)
    if len({host.state_id for host in hosts}) > 1:
        write_down(meeting, hosts, citing, by=by)
    record(by, "plan_meeting", meeting, begins=_iso(meeting.starts_at), hosts=[host.reference for host in hosts])
    return meeting


def next_reference(host):
    """The next reference of a host's meetings, such as IA-2026-XAA-01-M2. The caller holds the lock on the host."""
    stem = f"{host.reference}-M"
    taken = [
        row.removeprefix(stem) for row in Meeting.objects.filter(reference__startswith=stem).values_list("reference", flat=True)
    ]
    return f"{stem}{max((int(number) for number in taken if number.isdecimal()), default=0) + 1}"


def copy_agenda(meeting):
    """The parts of the template in force on the day of the meeting (today while it has none) become the meeting's own."""
    day = timezone.localdate(meeting.starts_at, meeting.zone) if meeting.starts_at else timezone.localdate()
    template = AgendaTemplate.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-version").first()
    agenda = Agenda.objects.create(meeting=meeting, template=template)
    parts = ["position", "number", "title", "theme", "minutes", "presenter"]
    items = template.items.all() if template else []
    history.insert(AgendaItem, [AgendaItem(agenda=agenda, **{name: getattr(item, name) for name in parts}) for item in items])
    return agenda


@transaction.atomic
def reschedule(meeting, *, starts_at, ends_at, by, note=""):
    """Give a meeting that lies ahead another date; the old one stays in its history, who was invited is told.

    A calendar entry that was open is open no more: its States opened the date before.
    """
    one_after_the_other(meeting)
    fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.isu:
        raise Refused(_("This step is not yours to take."))
    if fresh.status not in (MeetingStatus.PLANNED, MeetingStatus.POSTPONED):
        raise Refused(str(wrong_status(fresh)))
    if (fresh.starts_at, fresh.ends_at) == (starts_at, ends_at):
        return fresh
    _set_dates(fresh, starts_at, ends_at, by=by, note=note)
    lapse(fresh, by=by)
    if fresh.status == MeetingStatus.PLANNED and starts_at:
        tell_new_date(fresh)
    return fresh


@transaction.atomic
def postpone(meeting, *, by, note=""):
    """Put the meeting off: it has no date until there is a new one. Raises `Refused`."""
    meeting = take(meeting, "postpone", by=by, note=note)
    _set_dates(meeting, None, None, by=by, note=note)
    _follow("postpone", meeting)
    letters.postponed(meeting)
    return meeting


@transaction.atomic
def plan_again(meeting, *, by, starts_at=None, ends_at=None, note=""):
    """A postponed meeting has a date again. Raises `Refused` while it has none."""
    if starts_at:
        meeting = reschedule(meeting, starts_at=starts_at, ends_at=ends_at, by=by, note=note)
    meeting = take(meeting, "plan_again", by=by, note=note)
    _follow("plan_again", meeting)
    tell_new_date(meeting)
    return meeting


@transaction.atomic
def cancel(meeting, *, by, note=""):
    """The meeting will not take place; every invitation ends with it. Raises `Refused`."""
    meeting = take(meeting, "cancel", by=by, note=note)
    _follow("cancel", meeting)
    letters.cancelled(meeting)
    return meeting


def hold(meeting, *, by, note=""):
    """Record that the meeting was held. Raises `Refused`."""
    return take(meeting, "hold", by=by, note=note)


def close(meeting, *, by, note=""):
    """Nothing more is to be recorded about the meeting. Raises `Refused`."""
    return take(meeting, "close", by=by, note=note)


STEPS = {"postpone": postpone, "plan_again": plan_again, "hold": hold, "close": close, "cancel": cancel}


def move_meeting(meeting, verb, *, by, note=""):
    """Take a step on a meeting with all that follows from it. Raises `Refused`."""
    return STEPS[verb](meeting, by=by, note=note)


def tell_new_date(meeting):
    """Invitations still waiting to go out are written anew with the date of now; everybody else gets word of the change."""
    asked = meeting.invitations.filter(status="sent")
    unsent = [
        row
        for row in asked.select_related("organisation")
        if waiting(asked.filter(pk=row.pk), Letter.Status.QUEUED, Letter.Status.HELD).filter(kind="invitation").exists()
    ]
    waiting(meeting.invitations.all(), Letter.Status.QUEUED, Letter.Status.HELD).update(status=Letter.Status.DISCARDED)
    for row in unsent:
        letters.invitation(row)
    letters.date_changed(meeting, without=[row.pk for row in unsent])


def _follow(verb, meeting):
    consequences.apply(verb, meeting)
    meeting.refresh_from_db(fields=["held_back"])


def _set_dates(meeting, starts_at, ends_at, *, by, note):
    if meeting.starts_at:
        MeetingDate.objects.create(
            meeting=meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at, reason=note[:300], changed_by=by.label[:200]
        )
    before = meeting.starts_at
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.save(update_fields=["starts_at", "ends_at"])
    record(by, "reschedule", meeting, before=_iso(before), after=_iso(starts_at), note=note)


def _iso(moment):
    return moment.isoformat() if moment else ""
