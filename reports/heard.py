"""What the host States said about a report, by text and heading: for the State's own page and for the desk."""

from collections import defaultdict
from dataclasses import dataclass, field

from engagements.models import Comment
from reports.models import ReturnedFile


@dataclass
class Heard:
    """About one text: remarks on the whole of it, by heading, and its annotated files."""

    remarks: dict = field(default_factory=lambda: defaultdict(list))
    files: list = field(default_factory=list)

    @property
    def whole(self):
        return self.remarks.get("", [])

    def on(self, section):
        return self.remarks.get(str(section)[:120], [])

    def elsewhere(self, sections):
        """Remarks on headings that are gone or have other words by now."""
        there = {"", *(str(section)[:120] for section in sections)}
        return [remark for heading, remarks in self.remarks.items() if heading not in there for remark in remarks]


def heard_about(report, texts, viewer, *, hosts=None):
    """({text: Heard}, files about the whole report), as far as `viewer` may read it; of these hosts alone, where they are given."""
    by_release = {text.release_id: Heard() for text in texts}
    by_text = {text.pk: by_release[text.release_id] for text in texts}
    comments = Comment.objects.visible_to(viewer).filter(subject__in=by_release).select_related("author", "engagement__state")
    files = ReturnedFile.objects.visible_to(viewer).filter(report=report).select_related("cites", "engagement__state")
    if hosts is not None:
        comments, files = comments.filter(engagement__in=hosts), files.filter(engagement__in=hosts)
    for comment in comments:
        comment.is_of_earlier_words = comment.at < report.words_since
        by_release[comment.subject].remarks[comment.section].append(comment)
    whole = []
    for row in files:
        row.report = report
        (by_text[row.text_id].files if row.text_id in by_text else whole).append(row)
    return by_text, whole
