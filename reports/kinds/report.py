"""The meeting report: one text of it, in one language."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagements.languages import language_name
from reports.kinds.base import Kind
from reports.kinds.words import DAY, labels_language, paragraphs, printed_day, when, where
from reports.models import Document, ReportText
from reports.workflow import ReportStatus

# Who reads the words a document prints: what is printed while the ISU writes stays with the ISU.
READERS = {ReportStatus.WITH_STATE: Document.For.STATE, ReportStatus.APPROVED: Document.For.READERS}


class MeetingReport(Kind):
    name = Document.Kind.REPORT
    formats = (Document.Format.PDF, Document.Format.DOCX)

    def content(self, text):
        return report_content(text)

    def title(self, content):
        """A full text says so; the title of a public one stands alone."""
        return f"{content['title']} ({content['text_kind']})" if content["is_full"] else content["title"]

    def version(self, text):
        return text.report.version

    def made_for(self, text, viewer=None):
        return READERS.get(text.report.status, Document.For.ISU)

    def receipt(self, document):
        """How many people it names as present."""
        return {"count": sum(len(group["people"]) for group in document.content.get("participants", []))}

    def replaced_q(self):
        """A draft, once the State has approved the text."""
        return Q(text__report__status=ReportStatus.APPROVED)

    def desk_place(self, document):
        report = document.text.report
        return reverse("admin:reports_outcomereport_change", args=[report.pk]), report.reference

    def meetings_q(self, meetings):
        return {"text__report__meeting__in": meetings}


def report_content(text):
    """What the documents of a text print. One that names nobody has no reference, host, place or day either."""
    with override(labels_language(text.language)):
        return head_of(text) | facts_of(text) | body_of(text)


def head_of(text):
    """Which text this is."""
    report = text.report
    return {
        "kind": "report",
        "language": text.language,
        "labels_language": labels_language(text.language),
        "rtl": text.is_rtl,
        "draft": report.status != ReportStatus.APPROVED,
        "demo": any(host.state.is_demo for host in report.hosts()),
        "reference": text.reference,
        "version": report.version,
        "text_kind": str(text.get_kind_display()),
        "is_full": text.kind == ReportText.Kind.FULL,
        "attribution": attribution_note(text),
        "translation": translation_note(text),
        "address": settings.SITE_URL + text.get_absolute_url() if report.status == ReportStatus.APPROVED else "",
    }


def facts_of(text):
    """Host, day and place, where they may be told."""
    report, meeting = text.report, text.meeting_told()
    if not text.names_host:
        return {"states": [], **dict.fromkeys(["meeting", "when", "where", "occasion", "approved", "sent"], "")}
    return {
        "states": [host.state.name for host in report.hosts()],
        "meeting": meeting.title if meeting.title != text.title else "",
        "when": when(meeting),
        "where": where(meeting),
        "occasion": str(meeting.occasion or ""),
        "approved": approvals_of(report),
        "sent": date_format(timezone.localtime(report.sent_at), DAY) if report.status == ReportStatus.WITH_STATE else "",
    }


def body_of(text):
    """The words themselves, and what was frozen with them."""
    return {
        "title": text.title,
        "summary": paragraphs(text.summary),
        "sections": [
            {"number": s.number, "level": s.level, "title": s.title, "paragraphs": paragraphs(s.body)}
            for s in text.printed_sections()
        ],
        "figures": text.figures,
        "participants": [group for group in text.participants if group["people"]],
        "further": sum(group["further"] for group in text.participants if not group["people"]),
        "says_who": any(outcome["owner"] or outcome["due"] for outcome in text.outcomes),
        "outcomes": [{"language": text.language} | outcome | {"due": printed_day(outcome["due"])} for outcome in text.outcomes],
    }


def approvals_of(report):
    """Which States approved and when; empty until all have."""
    if report.status != ReportStatus.APPROVED:
        return ""
    rows = report.approvals.select_related("engagement__state").order_by("at")
    return "; ".join(f"{row.engagement.state.name}, {date_format(timezone.localtime(row.at), DAY)}" for row in rows)


def attribution_note(text):
    if text.kind == text.Kind.FULL:
        return _("Full report. It names participants who agreed to be named.")
    if text.names_host:
        return _("Public text. It names the host State and no participant.")
    return _("Public text. It names neither the host State nor any participant.")


def translation_note(text):
    if not text.original_id:
        return ""
    said = _("Translation from %(language)s") % {"language": language_name(text.original.language)}
    said = f"{said} ({text.translator})" if text.translator else said
    return said if text.is_authoritative else _("%(translation)s, not authoritative") % {"translation": said}


def sample():
    """A small content with every part, for a worker's first render."""
    nothing = dict.fromkeys(
        ["reference", "attribution", "translation", "address", "meeting", "when", "where", "occasion", "approved", "sent"], "–"
    )
    figure = {"kind": "participants_by_kind", "title": "–", "rows": [["–", 2], ["–", 1]]}
    return nothing | {
        "kind": "report", "language": "en", "labels_language": settings.LANGUAGE_CODE, "rtl": False, "draft": True, "demo": False,
        "version": 1, "text_kind": "–", "is_full": True, "states": ["–"], "title": "Ä ị (ع)", "summary": ["–"], "further": 1, "says_who": True,
        "sections": [{"number": "I", "level": 1, "title": "–", "paragraphs": ["–"]}], "figures": [figure],
        "participants": [{"organisation": "–", "kind": "–", "people": [{"name": "–", "title": "–"}], "further": 1}],
        "outcomes": [{"kind": "–", "text": "–", "language": "en", "owner": "–", "due": "–"}],
    }  # fmt: skip
