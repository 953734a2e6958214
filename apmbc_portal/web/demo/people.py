"""Who appears in the demonstration. All of them are invented, and every row is marked so."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from apmbc_portal.accounts import second_factor
from apmbc_portal.accounts.models import StaffAppointment, User
from engagements.models import CommitteeSeat, Correspondence, Delegate, Nomination, Obligation, State
from meetings.models import Consent, Contact, Organisation, Representation

SOURCE = "Invented for the demonstration."

# code: names in English, French, Spanish, Russian, Arabic, Chinese; in force from
STATES = {
    "XAA": ("Aramar", "Aramar", "Aramar", "Арамар", "أرامار", "阿拉马", "2003-01-01"),
    "XAB": ("Belmora", "Belmora", "Belmora", "Бельмора", "بلمورا", "贝尔莫拉", "2001-06-01"),
    "XAC": ("Cestria", "Cestrie", "Cestria", "Цестрия", "سيستريا", "塞斯特里亚", "1999-03-01"),
    "XAD": ("Doranthe", "Doranthe", "Doranthe", "Доранта", "دورانت", "多兰特", "2005-09-01"),
    "XAE": ("Elvaria", "Elvarie", "Elvaria", "Эльвария", "إلفاريا", "埃尔瓦里亚", "2000-11-01"),
    "XAF": ("Fasoria", "Fasorie", "Fasoria", "Фасория", "فاسوريا", "法索里亚", "2002-04-01"),
    "XAG": ("Galdovia", "Galdovie", "Galdovia", "Гальдовия", "غالدوفيا", "加尔多维亚", "2008-02-01"),
    "XAH": ("Hestria", "Hestrie", "Hestria", "Гестрия", "هستريا", "赫斯特里亚", "2004-10-01"),
    "XNA": ("Norland", "Norlande", "Norlandia", "Норландия", "نورلاند", "诺兰", "1999-03-01"),
    "XNB": ("Westmark", "Westmark", "Westmark", "Вестмарк", "وستمارك", "韦斯特马克", "1999-03-01"),
    "XNC": ("Sudonia", "Sudonie", "Sudonia", "Судония", "سودونيا", "苏多尼亚", "2001-01-01"),
    "XND": ("Ostania", "Ostanie", "Ostania", "Остания", "أوستانيا", "奥斯塔尼亚", "2000-05-01"),
}

# name, kind, State it speaks for; people: name, title, language
ORGANISATIONS = [
    ("Ministry of Foreign Affairs of Norland", "state", "XNA", [("Ingrid Nordahl", "Desk officer, disarmament", "en")]),
    ("Government of Westmark, development agency", "state", "XNB", [("Daniel Weström", "Head of humanitarian section", "en")]),
    ("National mine action authority of Aramar", "state", "XAA", [("Amélia Sorrão", "Director", "fr"), ("João Pé-Leve", "Survey coordinator", "fr")]),
    ("Permanent Mission of Belmora", "state", "XAB", [("Клара Беломорова", "Counsellor", "ru")]),
    ("Mine action centre of Cestria", "state", "XAC", [("សុខា ចិន្តា", "Deputy director", "en")]),
    ("Clearwater Demining (invented)", "operator", None, [("Tadesse አበበ", "Programme manager", "en"), ("Mei Lin 林美", "Operations", "zh")]),
    ("Survey & Release Trust (invented)", "operator", None, [("Órla Nic Invente", "Director of programmes", "en")]),
    ("Survivors' Circle (invented)", "ngo", None, [("ليلى المثال", "Advocacy adviser", "ar"), ("சுந்தரி மாதிரி", "Project officer", "en")]),
    ("Regional Training Centre (invented)", "international", None, [("Nguyễn Thị Mẫu", "Course director", "fr")]),
    ("Development Bank of the Example (invented)", "finance", None, [("Примера Образцова", "Fragile States unit", "ru")]),
]  # fmt: skip


@dataclass
class Cast:
    """The people, States and organisations of the demonstration, by short names."""

    states: dict
    users: dict
    organisations: dict
    contacts: list


def day(offset):
    """A day counted from today."""
    return timezone.localdate() + datetime.timedelta(days=offset)


def load_people(password):
    """Create everybody; `password` is that of all demo sign-ins. Returns the Cast."""
    states = {code: _state(code, *row) for code, row in STATES.items()}
    organisations, contacts = _organisations(states)
    users = _users(states, organisations, password)
    donor_contact = contacts[1]
    Contact.objects.filter(pk=donor_contact.pk).update(user=users["donor"], name=users["donor"].name)
    _obligations(states)
    return Cast(states, users, organisations, contacts)


def _state(code, en, fr, es, ru, ar, zh, in_force):
    return State.objects.create(
        iso3=code, name_en=en, name_fr=fr, name_es=es, name_ru=ru, name_ar=ar, name_zh=zh, region="Demonstration",
        entry_into_force=in_force, deposited=datetime.date.fromisoformat(in_force) - datetime.timedelta(days=180),
        instrument="ratification", is_demo=True, source=SOURCE, confidence="sourced",
    )  # fmt: skip


def _organisations(states):
    organisations, contacts = {}, []
    for number, (name, kind, code, people) in enumerate(ORGANISATIONS):
        organisation = Organisation.objects.create(
            name=name, kind=kind, state=states.get(code), email=f"organisation{number}@demo.example", is_demo=True
        )
        organisations[name] = organisation
        for person, title, language in people:
            contact = Contact.objects.create(
                organisation=organisation, name=person, title=title, language=language, email=f"contact{len(contacts)}@demo.example",
                phone=f"+99 000 00{len(contacts):02d}", confirmed_on=day(-60), expires_on=day(300), is_demo=True,
            )  # fmt: skip
            Consent.objects.create(
                contact=contact, purpose="contact_list", given_on=day(-380),
                wording="I agree to appear in contact lists given to the participants of a meeting.",
            )  # fmt: skip
            contacts.append(contact)
    return organisations, contacts


def _users(states, organisations, password):
    people = {
        "isu": ("isu@demo.example", "Iris Sekretar (invented)", "Implementation support officer"),
        "state": ("state@demo.example", "Amélia Sorrão (invented)", "Director, national mine action authority"),
        "mission": ("mission@demo.example", "Baltasar Remoto (invented)", "Counsellor, Permanent Mission in Geneva"),
        "mission-XAB": ("mission.xab@demo.example", "Dora Genevska (invented)", "Counsellor, Permanent Mission in Geneva"),
        "committee": ("committee@demo.example", "Ingrid Nordahl (invented)", "Counsellor, Permanent Mission of Norland"),
        "donor": ("donor@demo.example", "Daniel Weström (invented)", "Head of humanitarian section"),
    }
    people |= {
        f"focal-{code}": (f"focal.{code.lower()}@demo.example", f"Focal point of {names[0]} (invented)", "Focal point")
        for code, names in STATES.items()
        if "XAB" <= code <= "XAH"
    }
    users = {
        key: User.objects.create_user(email, password, name=name, title=title, is_demo=True)
        for key, (email, name, title) in people.items()
    }
    # Afterwards: a new row takes the day of today, whatever is said.
    User.objects.filter(is_demo=True).update(date_joined=timezone.now() - datetime.timedelta(days=410))
    for key in ("isu", "committee"):  # nobody holds their telephone: the page that asks for a code shows it (hint.py)
        second_factor.give(users[key], second_factor.new_secret())
    StaffAppointment.objects.create(user=users["isu"], starts=day(-900), function="Implementation support officer")
    rights = {"may_draft": True, "may_submit": True, "may_release": True}
    _nominate(users["state"], states["XAA"], "National focal point", place="capital", **rights)
    releases_nothing = {"may_draft": True, "may_submit": True, "may_release": False}
    _nominate(users["mission"], states["XAA"], "Counsellor, Permanent Mission in Geneva", place="mission", **releases_nothing)
    _nominate(users["mission-XAB"], states["XAB"], "Counsellor, Permanent Mission in Geneva", place="mission", **rights)
    for key, user in users.items():
        if key.startswith("focal-"):
            _nominate(user, states[key.removeprefix("focal-")], "National focal point", place="capital", **rights)
    for code in ("XNA", "XNB", "XNC", "XND"):
        chairs = {"chair_from": day(-200), "chair_until": day(165)} if code == "XNA" else {}
        seat = CommitteeSeat.objects.create(state=states[code], starts=day(-400), ends=day(330), **chairs)
        if code == "XNA":
            Delegate.objects.create(seat=seat, user=users["committee"], starts=day(-400))
    # Two capacities: the Chair's delegate also speaks for Norland as a donor.
    Representation.objects.create(user=users["committee"], organisation=organisations[ORGANISATIONS[0][0]], starts=day(-400))
    Representation.objects.create(user=users["donor"], organisation=organisations[ORGANISATIONS[1][0]], starts=day(-400))
    return users


def _nominate(user, state, function, *, place, **rights):
    note = Correspondence.objects.create(
        state=state, kind="note_verbale", dated=day(-420), number=f"NV/{state.iso3}/12", parties=f"Permanent Mission of {state} to the ISU",
        subject="Nomination of a focal point (invented)", summary="Names the focal point and the rights given.", recorded_by="ISU staff",
    )  # fmt: skip
    period = {"starts": day(-410), "ends": day(400)}
    Nomination.objects.create(user=user, state=state, function=function, place=place, document=note, **period, **rights)


def _obligations(states):
    for code, deadline in (("XAA", "2030-12-31"), ("XAB", "2028-03-01"), ("XAC", "2029-12-31"), ("XAE", "2027-12-31")):
        Obligation.objects.create(
            state=states[code],
            article="5",
            status="outstanding",
            deadline=deadline,
            source=SOURCE,
            confidence="sourced",
            as_of="2025",
        )
    for code in ("XAA", "XAF"):
        Obligation.objects.create(
            state=states[code], article="va", status="reports_survivors", source=SOURCE, confidence="sourced"
        )
