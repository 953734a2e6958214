"""The figures a text prints, as plain data frozen with its words: what `apmbc_portal.figures.drawn` takes.

Nobody is singled out: a full text counts by kind only whom it names, a public one only kinds in which nobody stands out.
A text that names nobody shows neither requests nor days: whoever knows the file would recognise it.
"""

from collections import Counter, defaultdict

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apmbc_portal.visibility import Audience
from engagements.figures import needs_by_theme
from engagements.models import EngagementRequest, Need
from engagements.workflow import RequestStatus
from reports.models import ReportText

FEW_PEOPLE, FEW_ORGANISATIONS = 5, 3  # a kind with fewer is told only among others
FEW_EVENTS = 3
TO_PARTICIPANTS = [Audience.PARTICIPANTS, Audience.BOTH, Audience.PARTNERS, Audience.PUBLIC]


def figures_of(text):
    """The figures of `text` as its meeting stands now; one that would show nothing is left out."""
    requests = requests_shown(text)
    figures = [participants_by_kind(text), needs_of(requests), timeline(text, requests)]
    return [figure for figure in figures if figure]


def requests_shown(text):
    """What the hosts asked when they met: the only host's own; of several hosts, or in public, as far as it was opened."""
    meeting = text.report.meeting
    if not text.names_host:
        return []
    rows = EngagementRequest.objects.submitted().filter(engagement__in=meeting.host_engagements.all(), engagement__withheld=False)
    if meeting.starts_at:
        rows = rows.filter(submitted_at__lte=meeting.starts_at)
    rows = rows.exclude(status=RequestStatus.ENDED).exclude(pk__in=rows.exclude(instead_of=None).values("instead_of"))
    if text.kind == ReportText.Kind.PUBLIC:
        rows = rows.filter(audience=Audience.PUBLIC)
    elif len(text.hosts()) > 1:
        rows = rows.filter(audience__in=TO_PARTICIPANTS)
    return list(rows.select_related("engagement__state").order_by("submitted_at"))


def needs_of(requests):
    needs = list(Need.objects.filter(request__in=requests)) if requests else []
    return needs_by_theme(None, needs) if needs else None


def participants_by_kind(text):
    """How many people came, by kind of organisation; nothing where that would tell of a single one."""
    is_full = text.kind == ReportText.Kind.FULL and text.attribution == ReportText.Attribution.NAMED
    present = text.report.meeting.participants.present().select_related("contact__organisation")
    people, organisations = Counter(), defaultdict(set)
    for row in present.named() if is_full else present:
        kind = kind_of(row, text)
        people[kind] += 1
        organisations[kind].add(row.contact.organisation_id)
    if is_full:
        rows, rest = people.most_common(), present.count() - people.total()
        label = _("not named")
    else:
        rows, rest = without_few(people, organisations)
        label = _("of other kinds")
    if len(rows) < 2:
        return None
    rows = [[capfirst(words), number] for words, number in [*rows, *([(label, rest)] if rest else [])]]
    return {"kind": "participants_by_kind", "title": _("Participants by kind"), "rows": rows}


def kind_of(row, text):
    """How a participant is counted; where nobody is named a host is a State among others."""
    if row.part in (row.Part.HOST, row.Part.COMMITTEE) and text.names_host:
        return str(row.get_part_display())
    return str(row.contact.organisation.get_kind_display())


def without_few(people, organisations):
    """(rows, rest): the kinds in which nobody stands out, and how many are of the others; the rest is never few either."""
    rows, rest = [], 0
    for kind, number in people.most_common():
        if number >= FEW_PEOPLE and len(organisations[kind]) >= FEW_ORGANISATIONS:
            rows.append((kind, number))
        else:
            rest += number
    while rows and 0 < rest < FEW_PEOPLE:
        rest += rows.pop()[1]
    return rows, rest


def timeline(text, requests):
    """From the request to what is planned next. What was planned for a day that is past is not shown: nobody looks late."""
    meeting, today = text.report.meeting, timezone.localdate()
    if not text.names_host:
        return None
    several = len(text.hosts()) > 1
    rows = [[day_of(one.submitted_at), asked(one, several), "done"] for one in requests]
    if meeting.starts_at:
        rows.append([timezone.localtime(meeting.starts_at, meeting.zone).date().isoformat(), _("Meeting"), "done"])
    if text.kind == ReportText.Kind.FULL:
        planned = meeting.outcomes.filter(due__gte=today).exclude(status__in=["done", "dropped"])
        rows += [[one.due.isoformat(), capfirst(one.get_kind_display()), "to_come"] for one in planned]
    if len(rows) < FEW_EVENTS:
        return None
    return {"kind": "timeline", "title": _("Course over time"), "on": today.isoformat(), "rows": sorted(rows)}


def asked(request, several):
    said = _("Request, version %(version)s") % {"version": request.version}
    return f"{request.engagement.state.name}: {said}" if several else said


def day_of(moment):
    return timezone.localtime(moment).date().isoformat()
