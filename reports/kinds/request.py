"""The request as submitted: one version of what a State asks and offers, word for word."""

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagements import reading
from engagements.figures import needs_by_theme
from reports.kinds.base import Kind
from reports.kinds.words import DAY, paragraphs
from reports.models import Document

SHORT = 1200  # letters of a need that is not broken over two pages
LARGE = 60  # needs and offers; a request has a dozen


class RequestKind(Kind):
    """A version never changes once it is submitted, so that whoever sees it may have it printed."""

    name = Document.Kind.REQUEST

    def find(self, key, viewer):
        rows = self.rows().visible_to(viewer).select_related("engagement__state", "occasion")
        return rows.filter(pk=key).first()

    def content(self, request):
        return request_content(request)

    def title(self, content):
        return _("Request %(reference)s, version %(version)s: %(state)s") % {
            "reference": content["reference"], "version": content["version"], "state": content["states"][0],
        }  # fmt: skip

    def version(self, request):
        return request.version

    def entries(self, content):
        return content["count"]

    def is_large(self, content):
        return content["count"] > LARGE

    def ask_refusal(self, request, viewer):
        if request.is_editable or not request.submitted_at:
            return _("Only what was submitted becomes a document. A draft has its print version and its Word file.")
        return ""

    def place(self, document, viewer):
        request = document.request
        label = _("Request %(reference)s") % {"reference": request.engagement.reference or ""}
        return request.get_absolute_url(), label

    def engagements_q(self, engagements):
        return {"request__engagement__in": engagements}


def request_content(request, language=settings.LANGUAGE_CODE):
    """What the documents of a version print; the figure is the one its page shows."""
    needs, state = list(request.needs.all()), request.engagement.state
    with override(language):
        return {
            "language": language,
            "labels_language": language,
            "rtl": False,
            "demo": state.is_demo,
            "reference": request.engagement.reference or "",
            "version": request.version,
            "states": [state.name],
            "title": _("Request under the individualised approach"),
            "line": request.title,
            "submitted": date_format(timezone.localtime(request.submitted_at), DAY) if request.submitted_at else "",
            "mark": request.text_mark,
            "sha256": request.content_hash,
            "count": len(needs),
            "figure": needs_by_theme(request, needs),
            "sections": [section_content(section) for section in reading.sections(request, needs)],
        }


def section_content(section):
    """A section as plain data, without the lines under which nothing is said."""
    return {
        "step": section.step,
        "title": str(section.title),
        "lines": lines_content(section.lines),
        "themes": [
            {
                "letter": theme.value,
                "label": str(theme.label),
                "entries": [entry_content(entry) for entry in entries],
            }
            for theme, entries in section.themes
        ],
    }


def entry_content(entry):
    """A need or an offer; a short one is kept on one page."""
    return {
        "title": entry.title,
        "direction": entry.direction,
        "lines": lines_content(entry.lines),
        "short": sum(len(line.text) for line in entry.lines) < SHORT,
    }


def lines_content(lines):
    return [{"label": line.label, "paragraphs": paragraphs(line.text)} for line in lines if line.text.strip()]
