"""The words of a report set by ReportLab, plainly: the ceiling the bench measures against."""

import io
from xml.sax.saxutils import escape

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer


def texts(value):
    """Every string in the content, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def plain_report(content):
    """PDF bytes: a cover, then every string of the content as a paragraph."""
    styles = getSampleStyleSheet()
    story = [Spacer(1, 200), Paragraph(escape(content["title"]), styles["Title"]), PageBreak()]
    for text in texts(content):
        style = styles["Heading2"] if len(text) < 60 else styles["BodyText"]
        story.append(Paragraph(escape(text), style))
    out = io.BytesIO()
    SimpleDocTemplate(out).build(story)
    return out.getvalue()
