"""Contact lists of any length for the bench: invented people, as a list freezes them; and the same list set by ReportLab and openpyxl."""

import io

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

from apmbc_portal.bench.plain import A4, WIDTH, Numbered, escape, styles, table

GIVEN = ["Ana", "Bo", "Chantha", "Daniel", "Émilie", "Farid", "Ingrid", "José", "Kwame", "Leïla", "Mei", "Nguyễn", "Órla", "Petr"]
FAMILY = ["Example", "da Silva", "Weström", "Obrazcova", "Ní Invente", "Sorrão", "van der Proof", "Muster", "Kovač", "Mbeki"]
TITLES = ["Director", "Deputy Permanent Representative to the United Nations Office at Geneva", "Programme manager", "Desk officer, disarmament",
          "Head of survey and clearance", "Adviser on the assistance of victims"]  # fmt: skip
GROUPS = ["delegation of the host State", "State", "United Nations", "mine action operator", "non-governmental organisation"]
EACH = 4  # people of one organisation


def people(number):
    """A frozen contact list of so many people."""
    persons = [
        {
            "id": n, "name": f"{GIVEN[n % 14]} {FAMILY[n % 10]}", "title": TITLES[n % 6],
            "email": f"{GIVEN[n % 14].lower()}.{n}@organisation-{n // EACH}.example", "phone": f"+99 {n % 1000:03} {n * 7919 % 10000:04}",
        }
        for n in range(number)
    ]  # fmt: skip
    organisations = [
        {"name": f"Invented organisation of the mine action community, number {n // EACH}", "people": persons[n : n + EACH]}
        for n in range(0, number, EACH)
    ]
    size = -(-len(organisations) // len(GROUPS))
    return {
        "kind": "contact_list", "language": "en", "labels_language": "en", "rtl": False, "demo": False, "title": "Contact list",
        "reference": "IA-2026-XAA-01-M1", "meeting": "Aramar and its partners", "states": ["Aramar"], "when": "18 June 2026, 08:30", "where": "Geneva",
        "purpose": "Follow-up of the meeting between Aramar and its partners", "handling": "Do not pass the list on. " * 8, "only": "",
        "with_hxl": False, "dated": "1 July 2026", "valid_until": "30 June 2027", "days": {"dated": "2026-07-01", "valid_until": "2027-06-30"},
        "count": number,
        "groups": [
            {"title": title, "organisations": organisations[start : start + size]}
            for title, start in zip(GROUPS, range(0, len(organisations), size), strict=False)
        ],
    }  # fmt: skip


class List(BaseDocTemplate):
    """Notes each heading for the outline."""

    def __init__(self, out, content):
        super().__init__(out, pagesize=A4, title=content["title"], lang=content["language"])
        self.addPageTemplates(PageTemplate("page", [Frame(24 * mm, 25 * mm, WIDTH, A4[1] - 55 * mm, 0, 0, 0, 0)]))

    def afterFlowable(self, flowable):  # noqa: N802  (ReportLab's name)
        if flowable.__class__ is Paragraph and flowable.style.name == "h2":
            key = f"s{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level=0)


def plain_list(content):
    """PDF bytes by ReportLab: the same words, columns, repeated headings, group rows, outline, running heads and page x of y."""
    s = styles()

    def p(text, style="cell"):
        return Paragraph(escape(text), s[style])

    facts = [("Host", content["states"][0]), ("Meeting", f"{content['when']}, {content['where']}"), ("Purpose", content["purpose"]),
             ("Date of the list", content["dated"]), ("Valid until", content["valid_until"]), ("People", str(content["count"]))]  # fmt: skip
    story = [p(content["title"], "title"), p(content["meeting"], "states"), table([[p(a, "label"), p(b)] for a, b in facts], (0.235, 0.765)),
             Spacer(1, 10 * mm), p(content["handling"], "label")]  # fmt: skip
    for group in content["groups"]:
        rows, spans = [[p(text, "label") for text in ("Name", "Title or function", "E-mail", "Telephone")]], []
        for organisation in group["organisations"]:
            spans.append(len(rows))
            rows.append([p(f"<b>{organisation['name']}</b>".replace("<b>", "").replace("</b>", "")), "", "", ""])
            rows += [[p(one[name]) for name in ("name", "title", "email", "phone")] for one in organisation["people"]]
        story += [p(group["title"], "h2"), table(rows, (0.21, 0.25, 0.35, 0.19), head=1, spans=spans)]
    out = io.BytesIO()
    List(out, content).build(story, canvasmaker=lambda *args, **kwargs: Numbered(*args, content=content, **kwargs))
    return out.getvalue()
