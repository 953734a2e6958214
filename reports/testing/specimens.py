"""One content of each kind of document, as the portal freezes it: what tests print and `draw_documents` shows.

`test_specimens.py` compares their keys with what the kinds freeze from real rows.
"""

from reports.testing.words import NAMES, REPORT

NUMBERS = ["I", "II", "II.A", "II.C", "III", "IV"]
WHEN = "15 October 2026, 08:30–11:30 (time zone Africa/Luanda, UTC+01:00)"
DELEGATIONS = {
    "National mine action authority of Aramar": [("Amélia Sorrão", "Director"), ("أميرة الصالح", "مديرة التخطيط")],
    "Clearwater Demining (invented)": [("Mei Lin 林美", "Operations"), ("Tadesse አበበ", "Programme manager")],
    "هيئة مكافحة الألغام في سيستريا": [("សុភា ចិន្តា", "Deputy director")],
}
FIGURES = [
    {
        "kind": "participants_by_kind", "title": "Participants by kind",
        "rows": [["Delegation of the host State", 6], ["State", 9], ["Mine action operator", 7], ["Not named", 3]],
    },
    {
        "kind": "needs_by_theme", "title": "Needs and offers by theme",
        "rows": [["A. Mine clearance", 3, 1], ["B. Stockpile destruction", 0, 0], ["D. Victim assistance", 1, 0]],
    },
    {
        "kind": "timeline", "title": "Course over time", "on": "2026-11-12",
        "rows": [["2026-03-01", "Request, version 1", "done"], ["2026-10-15", "Meeting", "done"], ["2027-03-01", "Sharing of information", "to_come"]],
    },
]  # fmt: skip


def head(kind, language="en", **facts):
    return {"kind": kind, "language": language, "labels_language": "en", "rtl": language == "ar", "demo": True} | facts


def report(language="en", *, length=2, **changes):
    """A draft in `language`, each paragraph `length` sentences long; labels are those of the interface."""
    words = REPORT[language]
    said = [words["sentence"] * length, words["sentence"] + "\n– " + words["agreed"]]
    people = DELEGATIONS | {f"Invented organisation {n}": [(f"Person {n} Example", "Adviser")] for n in range(1, 13)}
    return head("report", language) | {
        "draft": True, "reference": "IA-2026-XAA-01-M1-R2", "version": 2, "text_kind": "full report", "is_full": True,
        "attribution": "Full report. It names participants who agreed to be named.",
        "translation": "" if language == "en" else "Translation from English (Invented Translations), not authoritative",
        "address": "", "states": ["Aramar"], "meeting": "Aramar and its partners", "when": WHEN, "where": "Palais des Nations, Geneva",
        "occasion": "", "approved": "", "sent": "12 November 2026", "title": words["title"], "summary": [words["sentence"] * 2],
        "sections": [
            {"number": number, "level": number.count(".") + 1, "title": title, "paragraphs": [] if number == "II" else said}
            for number, title in zip(NUMBERS, words["sections"], strict=True)
        ],
        "figures": FIGURES,
        "participants": [
            {"organisation": name, "kind": "–", "people": [{"name": one, "title": title} for one, title in members], "further": 0}
            for name, members in people.items()
        ],
        "further": 3, "says_who": True,
        "outcomes": [
            {"kind": "sharing of information", "text": words["agreed"], "language": language, "owner": "Aramar", "due": "8 January 2027"},
            {"kind": "better national reporting", "text": "Figures by sex and age", "language": "en", "owner": "ISU", "due": ""},
        ],
    } | changes  # fmt: skip


def public_report(language="en", **changes):
    """The text for everybody, approved: no participant is named."""
    return report(
        language, draft=False, is_full=False, text_kind="public text", participants=[], further=0, says_who=False, sent="",
        attribution="Public text. It names the host State and no participant.", approved="Aramar, 20 November 2026",
        address="https://portal.example.org/outcomes/k7w2m9/", figures=FIGURES[1:],
        outcomes=[{"kind": "sharing of information", "text": REPORT[language]["agreed"], "language": language, "owner": "", "due": ""}],
        **changes,
    )  # fmt: skip


def agenda(items=None, **changes):
    names = list(NAMES.values())
    parts = [
        ("09:30", "I", 1, "Introduction by the Chair of the Committee", "", "Chair of the Committee", 10),
        ("09:40", "II", 1, "Presentation by the State on status, needs and challenges", "", "Amélia Sorrão", 20),
        ("10:00", "II.A", 2, "Mine clearance", "", names[6][0], 25),
        ("10:25", "II.D", 2, "مساعدة الضحايا", "Victim assistance", names[3][0], 15),
        ("10:40", "", 1, "Coffee", "", "", 20),
        ("11:00", "III", 1, "Discussion with participants", "", names[2][0], 45),
        ("11:45", "IV", 1, "Conclusion", "", names[0][0], 15),
    ]
    fields = ["starts", "number", "level", "title", "theme", "presenter", "minutes"]
    items = [dict(zip(fields, part, strict=True)) | {"pause": not part[1]} for part in parts] if items is None else items
    return head("agenda") | {
        "closed": False, "title": "Provisional agenda", "status": "", "reference": "IA-2026-XAA-01-M1", "meeting": "Aramar and its partners",
        "states": ["Aramar"], "when": "15 October 2026, 09:30–12:00", "zone": "time zone Europe/Zurich, UTC+02:00",
        "where": "Palais des Nations, Geneva", "occasion": "Intersessional Meetings", "timed": True, "presented": True,
        "total": sum(item["minutes"] for item in items), "overrun": 0, "dense": len(items) > 14, "items": items,
    } | changes  # fmt: skip


def line(label, *paragraphs):
    return {"label": label, "paragraphs": list(paragraphs)}


def request(**changes):
    sentence = REPORT["en"]["sentence"]
    needs = [
        {"title": "Training of survey teams", "direction": "needs", "short": True,
         "lines": [line("Circumstances", sentence * 2), line("Needs", sentence, "Two workshops."), line("Amount", "from 5,000 USD")]},
        {"title": "أجهزة كشف للمسح التقني", "direction": "needs", "short": True, "lines": [line("Needs", REPORT["ar"]["sentence"])]},
    ]  # fmt: skip
    offer = {"title": "A school for deminers", "direction": "offers", "short": True, "lines": [line("Offer", sentence)]}
    return head("request") | {
        "reference": "IA-2026-XAA-01", "version": 2, "states": ["Aramar"], "title": "Request under the individualised approach",
        "line": "Survey first, clearance by 2030", "submitted": "1 March 2026", "mark": "4f1c-90ab-22d7", "sha256": "4f1c90ab22d7" + "0" * 52,
        "count": 3, "figure": FIGURES[1],
        "sections": [
            {"step": "aims", "title": "Aims", "lines": [line("Aims", sentence * 2, sentence)], "themes": []},
            {"step": "themes", "title": "Needs and offers", "lines": [], "themes": [
                {"letter": "A", "label": "Mine clearance", "entries": needs},
                {"letter": "D", "label": "Victim assistance", "entries": []},
                {"letter": "F", "label": "Sharing its own expertise", "entries": [offer]},
            ]},
            {"step": "format", "title": "Organisation", "lines": [line("Format", "In person"), line("Languages", "English, Arabic")], "themes": []},
        ],
    } | changes  # fmt: skip


def brief(**changes):
    need = {
        "letter": "A",
        "theme": "Mine clearance",
        "title": "Training of survey teams",
        "terms": "training, from 5,000 USD, 2027",
    }
    return head("brief") | {
        "title": "Aramar", "reference": "XAA", "made_on": "25 November 2026", "address": "https://portal.example.org/states/XAA/",
        "region": "Northern Invented Region",
        "membership": {
            "since": "1 January 2003", "source": "Treaty Collection", "as_of": "2026",
            "facts": [{"label": "Deposit", "text": "1 July 2002 (ratification)"}, {"label": "In force from", "text": "1 January 2003"}],
        },
        "obligations": [
            {"article": "Article 5: mine clearance", "status": "outstanding", "deadline": "1 June 2030",
             "steps": ["2012: extension until 2020", "2020: extension until 2030"], "source": "Decision of 18MSP", "as_of": "2025"},
        ],
        "needs": [need, need | {"title": "أجهزة كشف للمسح التقني", "terms": ""}], "offers": [need | {"letter": "F", "title": "A school for deminers"}],
        "engagements": [{"title": "Survey first, clearance by 2030", "reference": "IA-2026-XAA-01", "year": 2026}],
        "meetings": [{"title": "Aramar and its partners", "when": WHEN, "where": "Palais des Nations, Geneva"}],
        "texts": [
            {"title": REPORT[language]["title"], "language": language, "kind": "public text", "shared": "20 November 2026",
             "address": f"https://portal.example.org/outcomes/k7w2m9{language}/"} for language in ("en", "ar")
        ],
        "made_of": {"engagements": [], "requests": [], "meetings": [], "texts": [], "obligations": [], "membership": True},
    } | changes  # fmt: skip


def contact_list(people=70, **changes):
    """Everybody of `NAMES` in one organisation, then others, three to an organisation."""

    def person(number, name, title):
        return {
            "id": number,
            "name": name,
            "title": title,
            "email": f"person{number}@example.org",
            "phone": f"+999 55 {number:04}",
        }

    mixed = [person(number, *NAMES[script]) for number, script in enumerate(NAMES, 1)][:people]
    others = [person(number, f"Guest {number:02} Example", "Adviser") for number in range(len(mixed) + 1, people + 1)]
    houses = [{"name": f"Invented organisation {n // 3 + 1}", "people": others[n : n + 3]} for n in range(0, len(others), 3)]
    return head("contact_list") | {
        "title": "Contact list", "reference": "IA-2026-XAA-01-M1", "meeting": "Aramar and its partners", "states": ["Aramar"],
        "when": WHEN, "where": "Palais des Nations, Geneva", "purpose": "Training of survey teams",
        "handling": "Everybody listed agreed to it for this purpose and can withdraw at any time.", "only": [], "with_hxl": False,
        "dated": "3 November 2026", "valid_until": "2 November 2027", "days": {"dated": "2026-11-03", "valid_until": "2027-11-02"},
        "count": people,
        "groups": [
            {"title": "State", "organisations": [{"name": "Delegations", "people": mixed}]},
            {"title": "mine action operator", "organisations": houses},
        ][: 2 if houses else 1],
    } | changes  # fmt: skip


def ledger(entries=3, **changes):
    """A ledger whose last entries say everything an entry can say."""
    seals = [format(number * 0x9E3779B97F4A7C15 % 2**64, "016x") * 4 for number in range(entries + 1)]
    plain = {"decision": "Request submitted", "to": "", "note": "", "subject": "Request, version 1", "about": "IA-2026-XAA-01",
             "acting_as": "Focal point of Aramar", "happened_on": "", "names_shown": [], "evidence": "", "signed_by": "", "taken_out": [], "paragraphs": [REPORT["en"]["sentence"] * 3]}  # fmt: skip
    opened = plain | {
        "decision": "Opened",
        "to": "the public",
        "subject": REPORT["ar"]["title"],
        "paragraphs": [REPORT["ar"]["sentence"] * 2],
    }
    by_letter = plain | {
        "decision": "Opened by name", "to": "Invented Trust", "subject": "Survey first, clearance by 2030 (full report)", "happened_on": "10 November 2026",
        "acting_as": "ISU, recording the State's letter", "evidence": "note verbale, 2026-11-10, NV-12, sha256:" + "4f1c90ab22d7" * 5,
        "note": "By letter of the Permanent Mission.",
        "names_shown": ["person: … presented by Amélia Sorrão, Director …"], "paragraphs": [], "signed_by": "[…], Counsellor",
        "taken_out": ["Signature: words taken out on 24 November 2026, because a person asked to be removed (entry 4). The seal of the original remains."],
    }  # fmt: skip
    kinds = [plain, opened, by_letter]
    return head("ledger") | {
        "title": "Ledger of decisions", "states": ["Aramar"], "reference": "XAA", "made_on": "25 November 2026", "count": entries,
        "seal": seals[entries] if entries else "",
        "rows": [
            kinds[(number - 1) % 3] | {"number": number, "at": "12 November 2026, 13:03 UTC", "seal": seals[number], "previous": seals[number - 1] if number > 1 else ""}
            for number in range(1, entries + 1)
        ],
    } | changes  # fmt: skip


PAPERS = {
    "report": report,
    "report in Arabic": lambda: report("ar"),
    "approved report": lambda: report(draft=False, sent="", approved="Aramar, 20 November 2026"),
    "public report": public_report,
    "agenda": agenda,
    "request": request,
    "brief": brief,
    "contact list": contact_list,
    "ledger": ledger,
}
