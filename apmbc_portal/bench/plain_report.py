"""The meeting report set by ReportLab: the same words and drawings on the same number of pages as the portal's."""

import io

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, PageBreak, Spacer, Table
from reportlab.platypus.tableofcontents import TableOfContents

from apmbc_portal.bench.plain import WIDTH, Drawing, Numbered, Paper, p, styles, table
from apmbc_portal.figures import drawn

FACTS = [("Document", "attribution"), ("Meeting", "when"), ("Place", "where"), ("Beside", "occasion"), ("Reference", "reference"),
         ("Approved by", "approved"), ("Permanent address", "address")]  # fmt: skip
DESIGNATIONS = (
    "The designations used and the presentation of material do not imply any opinion on the legal status of any country, "
    "territory, city or area, or of its authorities, or on the delimitation of its frontiers or boundaries."
)


def plain_report(content):
    """PDF bytes of a report's content: cover, contents, sections, figures with their tables, outcomes and participants."""
    story = [*cover(content), *contents(), *words(content), *figures(content), *outcomes(content), *participants(content)]
    reference = f"{content['reference']} · version {content['version']}"
    heads = [reference + (" · Demonstration: invented" if content["demo"] else ""), "", content["title"]]
    out = io.BytesIO()
    Paper(out, content).multiBuild(story, canvasmaker=lambda *a, **k: Numbered(*a, heads=heads, bare_first=True, **k))
    return out.getvalue()


def cover(content):
    said = content | {"reference": f"{content['reference']}, version {content['version']}"}
    facts = [[p(label, "term"), p(said[name], "fact")] for label, name in FACTS if content[name]]
    return [
        p("Anti-Personnel Mine Ban Convention · the individualised approach", "kind"), p(" · ".join(content["states"]), "states"),
        p(content["title"], "title"), p(content["meeting"], "meeting"), table(facts, (0.235, 0.765), padding=2 * mm),
        Spacer(1, 85 * mm), p(DESIGNATIONS, "designations"), PageBreak(),
    ]  # fmt: skip


def contents():
    return [p("Contents", "h2"), TableOfContents(levelStyles=[styles()["text"]] * 2, dotsMinLevel=-1)]


def words(content):
    if content["summary"]:
        yield from [p("Summary", "h2"), *map(p, content["summary"])]
    for section in content["sections"]:
        yield p(f"{section['number']} {section['title']}", "h3" if section["level"] > 1 else "h2")
        yield from map(p, section["paragraphs"])


def figures(content):
    yield from [CondPageBreak(60 * mm), p("In figures", "h2")]
    for figure in map(drawn, content["figures"]):
        drawing, below = Drawing(figure.svg, 92 * mm), figure.kind == "timeline"
        rows = [[p(words, "label" if how == "label" else "label-count") for words, how in figure.headings]]
        rows += [[p(words, "small" if how != "count" else "count") for words, how in row] for row in figure.cells]
        widths = (0.6, 0.2, 0.2)
        if below:
            yield from [p(figure.title, "caption"), drawing, Spacer(1, 4 * mm), table(rows, widths, head=1, padding=1.1 * mm)]
            continue
        wide = WIDTH - 99 * mm
        counts = len(figure.columns) - 1
        beside = table(rows, (1 - 0.23 * counts, *[0.23] * counts), head=1, across=wide, padding=1.1 * mm)
        both = Table(
            [[drawing, beside]],
            [99 * mm, wide],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)],
        )
        yield KeepTogether([p(figure.title, "caption"), both])


def outcomes(content):
    if content["outcomes"]:
        rows = [[p(text, "label") for text in ("Follow-up", "What was agreed", "Who and when")]]
        for one in content["outcomes"]:
            kind = one["kind"][:1].upper() + one["kind"][1:]
            rows.append([p(kind, "cell"), p(one["text"], "cell"), p(f"{one['owner']}\n{one['due']}", "cell")])
        yield from [p("Outcomes", "h2"), table(rows, (0.25, 0.47, 0.28), head=1)]


def participants(content):
    if content["participants"]:
        rows, spans = [[p("Name", "label"), p("Title or function", "label")]], []
        for group in content["participants"]:
            spans.append(len(rows))
            rows.append([p(group["organisation"], "group"), ""])
            rows += [[p(one["name"], "cell"), p(one["title"], "cell")] for one in group["people"]]
        more = f" {content['further']} further people took part." if content["further"] else ""
        yield from [CondPageBreak(60 * mm), p("Participants", "h2"), p(f"Named are those who agreed to it.{more}", "quiet")]
        yield table(rows, (0.47, 0.53), head=1, spans=spans)
