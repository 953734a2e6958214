"""A whole report in three languages, as a document freezes it: for what is printed, read back and looked at."""

WORDS = {
    "en": {
        "title": "Survey first, clearance by 2030",
        "sentence": "Survey and clearance went on in twelve districts; the national authority explained how suspected areas are "
        "confirmed or released, and what each step costs. ",
        "sections": [
            "Introduction by the Chair of the Committee", "Presentation by the State on status, needs and challenges",
            "Mine clearance", "Mine risk reduction and education", "Discussion with participants", "Conclusion",
        ],
        "agreed": "A costed plan by quarter is sent to the participants.",
    },
    "fr": {
        "title": "Priorité à l’enquête, déminage achevé d’ici à 2030",
        "sentence": "L’enquête et le déminage se sont poursuivis dans douze districts ; l’autorité nationale a expliqué comment les "
        "zones soupçonnées sont confirmées ou rendues, et ce que coûte chaque étape. ",
        "sections": [
            "Introduction par la présidence du Comité", "Exposé de l’État : état d’avancement, besoins et difficultés", "Déminage",
            "Réduction des risques et éducation", "Échanges avec les participants", "Conclusion",
        ],
        "agreed": "Un plan chiffré par trimestre est envoyé aux participants.",
    },
    "ar": {
        "title": "المسح أولاً، وإتمام التطهير بحلول عام 2030",
        "sentence": "تواصل المسح والتطهير في اثني عشر إقليماً، وأوضحت الهيئة الوطنية كيف تُثبت المناطق المشتبه بها أو يُفرج عنها "
        "(NTS وTS)، وكم تكلف كل خطوة. ",
        "sections": [
            "كلمة افتتاحية لرئيسة اللجنة", "عرض الدولة عن الوضع والاحتياجات والتحديات", "إزالة الألغام",
            "الحد من مخاطر الألغام والتوعية بها", "المناقشة مع المشاركين", "الخاتمة",
        ],
        "agreed": "تُرسل خطة محسوبة التكاليف لكل ربع سنة إلى المشاركين.",
    },
}  # fmt: skip
NUMBERS = ["I", "II", "II.A", "II.C", "III", "IV"]
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


def report_content(language="en", *, length=2, **changes):
    """The content of a draft in `language`, each paragraph `length` sentences long; labels are those of the interface."""
    words = WORDS[language]
    said = [words["sentence"] * length, words["sentence"] + "\n– " + words["agreed"]]
    people = DELEGATIONS | {f"Invented organisation {n}": [(f"Person {n} Example", "Adviser")] for n in range(1, 13)}
    return {
        "kind": "report", "language": language, "labels_language": "en", "rtl": language == "ar", "draft": True, "demo": True,
        "reference": "IA-2026-XAA-01-M1-R2", "version": 2, "text_kind": "full report", "is_full": True,
        "attribution": "Full report. It names participants who agreed to be named.",
        "translation": "" if language == "en" else "Translation from English (Invented Translations), not authoritative",
        "address": "", "states": ["Aramar"], "meeting": "Aramar and its partners",
        "when": "15 October 2026, 08:30–11:30 (time zone Africa/Luanda, UTC+01:00)", "where": "Palais des Nations, Geneva",
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
