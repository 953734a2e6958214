"""What happens when a step of a report is taken: the step itself, then other rows, then letters."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apmbc_portal import history
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.workflow import Refused, take
from engagements.actions import say
from engagements.decisions import lapse, one_after_the_other, take_back
from engagements.models import Comment
from meetings.consents import hold_meetings
from meetings.models import AgendaItem
from reports import letters
from reports.answers import host_speaking
from reports.documents import ask_for
from reports.endings import end
from reports.frozen import freeze
from reports.models import Document, OutcomeReport, OutcomeWording, ReportApproval, ReportSection, ReportText
from reports.naming import names_in
from reports.search import index
from reports.translating import follow, not_translated
from reports.workflow import ReportStatus, approval_refusal, reversal_refusal

Kind, Attribution = ReportText.Kind, ReportText.Attribution


@transaction.atomic
def begin_report(meeting, *, by):
    """The next version of a meeting's report, in two texts with the agenda's sections; where one is open, that one.

    The first takes its words from the notes on the agenda, a later one from the version before.
    """
    meeting = type(meeting)._base_manager.select_for_update().get(pk=meeting.pk)  # two clicks give one version
    last = meeting.reports.order_by("-version").first()
    if last and last.status != ReportStatus.APPROVED:
        return last
    report = OutcomeReport.objects.create(meeting=meeting, version=last.version + 1 if last else 1)
    if last:
        copy_texts(last, report)
    else:
        _text_from_agenda(report, Kind.FULL, Attribution.NAMED)
        _text_from_agenda(report, Kind.PUBLIC, Attribution.HOST_ONLY)
    record(by, "begin_report", report)
    return report


def _text_from_agenda(report, kind, attribution):
    text = ReportText.objects.create(report=report, kind=kind, attribution=attribution, title=report.meeting.title)
    items = AgendaItem.objects.filter(agenda__meeting=report.meeting).order_by("position", "pk")
    sections = [
        ReportSection(
            text=text, position=position, number=item.number, title=item.title, theme=item.theme,
            body=item.note_full if kind == Kind.FULL else item.note_public,
        )
        for position, item in enumerate(items, 1)
    ]  # fmt: skip
    history.insert(ReportSection, sections)
    return text


def copy_texts(before, report):
    """A new version begins from the words of the one before, translations included, with new codes and no grants."""
    copies, sections = {}, {}
    for text in before.texts.order_by(F("original_id").asc(nulls_first=True), "pk"):
        copies[text.pk] = ReportText.objects.create(
            report=report, kind=text.kind, language=text.language, attribution=text.attribution, title=text.title, summary=text.summary,
            original=copies.get(text.original_id), translator=text.translator, is_authoritative=text.is_authoritative,
        )  # fmt: skip
        for s in text.sections.all():
            sections[s.pk] = ReportSection.objects.create(
                text=copies[text.pk], position=s.position, number=s.number, title=s.title, theme=s.theme, body=s.body,
                original=sections.get(s.original_id),
            )  # fmt: skip
        said = text.outcome_wordings.all()
        wordings = [OutcomeWording(text=copies[text.pk], outcome_id=row.outcome_id, wording=row.wording) for row in said]
        history.insert(OutcomeWording, wordings)


@transaction.atomic
def send_to_state(report, *, by, note="", shown=()):
    """Freeze what the texts say about people and outcomes, and send them to the host States.

    `shown` are the passages with names that whoever sends it was shown and let stand; the record keeps them.
    """
    hold_meetings(meetings=[report.meeting_id])  # whose consent ends in this moment is not frozen into its lists
    report = OutcomeReport.objects.select_for_update().get(pk=report.pk)
    look_through(report)
    report = take(report, "send", by=by, note=note)
    if shown:
        record(by, "look_at_names", report, names_shown=list(shown))
    hand_over(report, by=by)
    letters.report_for_decision(report)
    return report


def look_through(report):
    """Raise `Refused` where a text is not translated or names whom it must not."""
    for text in report.texts.filter(original=None):
        follow(text)
    for text in report.texts.select_related("original"):
        if missing := not_translated(text):
            raise Refused(_("“%(text)s” is not translated yet: %(parts)s.") % {"text": text.name, "parts": ", ".join(missing)})
        if found := names_in(text):
            raise Refused(
                _("“%(text)s” names %(names)s, which it must not.") % {"text": text.release_title(), "names": ", ".join(found)}
            )


def hand_over(report, *, by):
    """From this moment on the words of its texts are those the hosts decide about; what a host had opened were other words."""
    report.sent_at = timezone.now()
    report.save(update_fields=["sent_at"])
    report.approvals.all().delete()  # an approval is of the words it was given to
    for text in report.texts.all():
        freeze(text)
        one_after_the_other(text)
        lapse(text, by=by)


@transaction.atomic
def recall(report, *, by, note=""):
    """The ISU takes a report back for correction; approvals given to these words end with them."""
    report = take(report, "recall", by=by, note=note)
    report.approvals.all().delete()
    return report


@transaction.atomic
def send_back(report, *, by, note, citing=None, happened_on=None):
    """A host State sends the report back with a reason; its remarks and annotated files are kept beside the texts already."""
    if not note.strip():
        raise Refused(_("Say what should change: the ISU reads your note first."))
    report = take(report, "send_back", by=by, note=note, citing=citing, happened_on=happened_on)
    report.approvals.all().delete()
    host = host_speaking(report, by, citing)
    author = User.objects.filter(pk=by.person).first()
    remarks = Comment.objects.filter(engagement=host, subject__in=report.texts.values("release_id"), at__gte=report.words_since)
    files = report.returned_files.filter(engagement=host, words_of=report.words_since)
    letters.report_sent_back(report, host, remarks=remarks.count(), files=files.count())
    say(
        host,
        note,
        by=by,
        author=author,
        subject=report.texts.order_by(F("original_id").asc(nulls_first=True), "kind").first().release_id,
        section="",
        letter=False,
    )
    return report


@transaction.atomic
def approve(report, *, by, citing=None, happened_on=None, note=""):
    """A host State's approval of the texts as sent; with the last host's the report is approved. Raises `Refused`."""
    report = OutcomeReport.objects.select_for_update().get(pk=report.pk)
    if reason := approval_refusal(report, by, citing=citing):
        raise Refused(str(reason))
    host = host_speaking(report, by, citing)
    words = "\n\n---\n\n".join(f"{text.release_title()}\n\n{text.release_text()}" for text in report.texts.all())
    __, fresh = ReportApproval.objects.get_or_create(report=report, engagement=host, defaults={"by": by.label})
    if not fresh:
        raise Refused(_("Approved already; another host State has not approved yet."))
    missing = {engagement.pk for engagement in report.hosts()} - set(report.approvals.values_list("engagement_id", flat=True))
    if missing:
        record(by, "approve", report, about=host.reference or "", cites=str(citing or ""), note=note)
        said = {"note": note} if note else {}
        record_decision(host.state.iso3, by, "approve", report, text=words, evidence=citing, happened_on=happened_on, **said)
        return report
    report = take(report, "approve", by=by, citing=citing, happened_on=happened_on, text=words, note=note)
    for text in report.texts.all():
        index(text)
        ask_for("report", text, by=by, user=User.objects.filter(pk=by.person).first())  # the file is there when it is opened
    letters.report_approved(report)
    return report


@transaction.atomic
def reverse(report, *, by):
    """The State undoes what the ISU recorded in its name: the words wait for its decision again, open to nobody. Raises `Refused`."""
    hold_meetings(meetings=[report.meeting_id])
    fresh = OutcomeReport.objects.select_for_update().get(pk=report.pk)
    if reason := reversal_refusal(fresh, by):
        raise Refused(str(reason))
    report = take(fresh, "reverse", by=by)
    if fresh.status == ReportStatus.SENT_BACK:  # the ISU may have begun to change them: what waits is what they say now
        look_through(report)
        hand_over(report, by=by)
    report.approvals.filter(engagement__state__in=by.states).delete()  # another host approved these very words
    for host in report.hosts():
        if host.state_id in by.states:
            for text in report.texts.all():
                take_back(text, engagement=host, by=by)
    # They say "approved", in words that may change before the next approval: nobody is let in to them by a later decision.
    for document in Document.objects.filter(text__report=report, made_for=Document.For.READERS).exclude(status="expired"):
        end(document, gettext_noop("The approval of these words was reversed."), by=by)
    letters.report_for_decision(report)
    return report


MOVES = {"send": send_to_state, "recall": recall, "send_back": send_back, "approve": approve}
