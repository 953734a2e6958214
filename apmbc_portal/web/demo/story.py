"""The engagements of the demonstration, each at another stage of its course."""

from django.utils import timezone

from apmbc_portal.visibility import Audience
from apmbc_portal.web.demo.people import day, load_people
from apmbc_portal.web.demo.stage import Stage, days_ago, letters_went
from apmbc_portal.web.demo.waits import what_waits
from engagements.actions import begin_request, move_engagement, move_request, open_file, save_draft, say
from engagements.decisions import decide, grant_to
from engagements.models import Correspondence, Engagement, Enquiry, Lesson, Suggestion
from reports import actions as reports
from reports.documents import ask_for
from reports.models import ContactList, ReportText

A = Audience


def load(password):
    """Load the whole demonstration into an empty portal; returns the number of engagements."""
    stage = Stage(load_people(password))
    aramar_published(stage)
    aramar_waiting(stage)
    aramar_draft(stage)
    belmora_without_names(stage)
    joint_sent_back(stage)
    elvaria_planned(stage)
    fasoria_new(stage)
    galdovia_on_behalf(stage)
    hestria_paused(stage)
    enquiries()
    what_waits(stage)
    letters_went()
    return Engagement.objects.filter(state__is_demo=True).count()


def title(engagement, words):
    Engagement.objects.filter(pk=engagement.pk).update(title=words)
    engagement.title = words  # a decision refuses a copy that reads otherwise than its row


def written(meeting, stage, *, ago, heading, summary):
    """A report drafted from the notes and given its titles."""
    with days_ago(ago):
        report = reports.begin_report(meeting, by=stage.desk)
    report.texts.update(title=heading, summary=summary)
    return report


def aramar_published(stage):
    """The whole course: request, meeting, report approved, released to participants and to the public."""
    request = stage.submit("XAA", 260)
    engagement = stage.take_up(request, 255)
    title(engagement, "Survey first, clearance by 2030")
    focal = stage.focal("XAA")
    meeting = stage.plan(engagement, ago=200, on=-150, title="Aramar and its partners", place="Palais des Nations, Geneva")
    stage.invite(meeting, ["XAA"], ago=190)
    meeting = stage.hold(meeting, "survey", ago=150)
    report = written(
        meeting, stage, ago=140, heading="Survey first, clearance by 2030",
        summary="Aramar presented what remains to be surveyed and cleared, and what it will cost. It offered courses for survey teams.",
    )  # fmt: skip
    with days_ago(135):
        report = reports.send_to_state(report, by=stage.desk)
    with days_ago(120):
        report = reports.approve(report, by=focal)
        full, public = (report.texts.get(kind=kind) for kind in ("full", "public"))
        decide(engagement, A.PUBLIC, engagement=engagement, by=focal)
        decide(meeting, A.PUBLIC, engagement=engagement, by=focal)
        decide(meeting.agenda, A.PARTICIPANTS, engagement=engagement, by=focal)
        decide(full, A.PARTICIPANTS, engagement=engagement, by=focal)
        decide(public, A.PUBLIC, engagement=engagement, by=focal)
        decide(request, A.PUBLIC, engagement=engagement, by=focal)
        for outcome in meeting.outcomes.filter(kind__in=["information", "meeting"]):  # they name no participant
            decide(outcome, A.PUBLIC, engagement=engagement, by=focal)
        contacts = ContactList.objects.create(
            meeting=meeting,
            purpose="Follow-up of the meeting between Aramar and its partners",
            dated=day(0),
            valid_until=day(330),
        )
        decide(contacts, A.PARTICIPANTS, engagement=engagement, by=focal)
        ask_for("contact_list", contacts, by=stage.desk, user=stage.cast.users["isu"])
    with days_ago(60):
        lesson = Lesson.objects.create(
            engagement=engagement, theme="A", title="Survey first: the area to clear became less than half",
            text="Before any clearance was costed, survey teams went through the oldest records with the communities.\n\n"
            "More than half of the recorded area could be released without clearance, and partners had figures they trusted.",
        )  # fmt: skip
    with days_ago(50):
        decide(lesson, A.PUBLIC, engagement=engagement, by=focal)
    Engagement.objects.filter(pk=engagement.pk).update(next_action="Ask about the costed plan", due=day(12))


def aramar_waiting(stage):
    """A second file of the same State: its report waits for the focal point's decision."""
    request = stage.submit("XAA", 120)
    engagement = stage.take_up(request, 115)
    title(engagement, "Risk education for returning families")
    meeting = stage.plan(
        engagement, ago=90, on=-40, title="Risk education in the north of Aramar", format="hybrid", time_zone="Africa/Luanda"
    )
    stage.invite(meeting, ["XAA"], ago=80)
    meeting = stage.hold(meeting, "education", ago=40)
    report = written(
        meeting, stage, ago=30, heading="Risk education for returning families", summary="Sixty schools are without materials."
    )
    with days_ago(20):
        reports.send_to_state(report, by=stage.desk)
        say(
            engagement,
            "The report of the meeting is with you. Take the time you need.",
            by=stage.desk,
            author=stage.cast.users["isu"],
        )
        say(
            engagement,
            "Check the spelling of district names against the survey.",
            by=stage.desk,
            author=stage.cast.users["isu"],
            kind="internal",
        )
    with days_ago(12):
        Lesson.objects.create(
            engagement=engagement, theme="C", attribution="nobody", title="Teachers first, posters second",
            text="Materials were used where teachers had chosen the language of each school before anything was printed.",
        )  # fmt: skip
    Engagement.objects.filter(pk=engagement.pk).update(next_action="Wait for the State's decision on the report", due=day(5))


def aramar_draft(stage):
    """A draft nobody but the State can read."""
    with days_ago(2):
        draft = begin_request(stage.cast.states["XAA"], by=stage.focal("XAA"))
        values = {
            "title": "A visit to the northern workshops",
            "aims": "A visit of two partners to the northern workshops.",
            "themes": ["D"],
        }
        save_draft(draft, list(values), values, by=stage.focal("XAA"), revision=draft.revision)


def belmora_without_names(stage):
    """A published summary that names nobody, of a file nobody outside knows of."""
    request = stage.submit("XAB", 300)
    engagement = stage.take_up(request, 295)
    title(engagement, "Medical care and economic inclusion of survivors")
    focal = stage.focal("XAB")
    meeting = stage.plan(engagement, ago=250, on=-210, title="Belmora: survivors' inclusion", format="online")
    stage.invite(meeting, ["XAB"], ago=240)
    meeting = stage.hold(meeting, "inclusion", ago=210)
    report = written(
        meeting, stage, ago=200, heading="Medical and economic inclusion of survivors",
        summary="A State presented its plans for the care and the economic inclusion of survivors.",
    )  # fmt: skip
    public = report.texts.get(kind="public")
    ReportText.objects.filter(pk=public.pk).update(attribution="nobody")
    with days_ago(195):
        report = reports.send_to_state(report, by=stage.desk)
    with days_ago(180):
        report = reports.approve(report, by=focal)
        decide(report.texts.get(kind="public"), A.PUBLIC, engagement=engagement, by=focal)
        decide(report.texts.get(kind="full"), A.COMMITTEE, engagement=engagement, by=focal)
        decide(engagement, A.COMMITTEE, engagement=engagement, by=focal)
        norland = stage.cast.states["XNA"]
        grant_to(request, norland.party_id, str(norland), engagement=engagement, by=focal)


def joint_sent_back(stage):
    """Two hosts, one meeting; one of them has sent the report back."""
    files = []
    for code, ago in (("XAC", 150), ("XAD", 148)):
        words = None if code == "XAC" else {
            "aims": "To plan, with Cestria, the clearance of areas on both sides of the river.",
            "needs": [("A", "offers", "Records of earlier survey", "expertise", None, None, "", "Access to archives.", "")],
            "participants": "The same as Cestria asks for.",
        }  # fmt: skip
        with days_ago(ago + 10):
            draft = stage.draft(code, words)
        with days_ago(ago):
            request = move_request(draft, "submit", by=stage.focal(code))
        files.append(stage.take_up(request, ago - 5))
        title(files[-1], "Survey of the river banks")
    meeting = stage.plan(*files, ago=100, on=-35, title="Cestria and Doranthe: the river banks", place="Regional Training Centre")
    stage.invite(meeting, ["XAC", "XAD"], ago=90)
    meeting = stage.hold(meeting, "rivers", ago=35)
    report = written(meeting, stage, ago=30, heading="The river banks", summary="Two States compared their records of survey.")
    with days_ago(28):
        report = reports.send_to_state(report, by=stage.desk)
    with days_ago(15):
        reports.send_back(report, by=stage.focal("XAD"), note="The second paragraph of II.A mixes the two sides of the river.")


def elvaria_planned(stage):
    """A first meeting held long ago whose report is still being drafted; the next one planned and announced."""
    request = stage.submit("XAE", 90)
    engagement = stage.take_up(request, 85)
    title(engagement, "Work plan to completion")
    first = stage.plan(
        engagement, ago=70, on=-21, title="Elvaria: costing the work plan", format="online", time_zone="Asia/Phnom_Penh"
    )
    first = stage.hold(first, "costing", ago=21)
    written(first, stage, ago=10, heading="Costing the work plan", summary="")
    meeting = stage.plan(
        engagement, ago=14, on=45, title="Elvaria and its partners", place="Elvaria City", time_zone="Asia/Phnom_Penh"
    )
    stage.invite(meeting, ["XAE"], ago=10, accept=False)
    with days_ago(8):
        decide(meeting, A.PUBLIC, engagement=engagement, by=stage.focal("XAE"))
        decide(engagement, A.PARTNERS, engagement=engagement, by=stage.focal("XAE"))


def fasoria_new(stage):
    """A request that arrived the day before yesterday and waits in the queue."""
    stage.submit("XAF", 2)


def galdovia_on_behalf(stage):
    """Begun by a note verbale, recorded by the desk on the State's behalf; the Chair has made a suggestion."""
    state = stage.cast.states["XAG"]
    with days_ago(60):
        engagement = Engagement.objects.create(
            state=state, origin="correspondence", opened_on=timezone.localdate(), title="Lessons on handing over land"
        )
        engagement = open_file(engagement, by=stage.desk)
        note = Correspondence.objects.create(
            state=state, engagement=engagement, kind="note_verbale", dated=day(-2), number="NV/XAG/7", parties="Permanent Mission to the ISU",
            subject="Offer to share lessons (invented)", recorded_by=stage.desk.label, recorded_at=timezone.now(),
        )  # fmt: skip
        draft = begin_request(state, by=stage.desk, on_behalf=True, engagement=engagement, cites=note)
        values = {
            "aims": "To share what was learned while completing clearance.",
            "themes": ["F"],
            "participants": "States with near deadlines.",
        }
        save_draft(draft, list(values), values, by=stage.desk, revision=draft.revision)
        request = move_request(draft, "record", by=stage.desk)
    with days_ago(50):
        request = move_request(request, "acknowledge", by=stage.desk)
        request = move_request(request, "enter_dialogue", by=stage.desk)
        decide(request, A.COMMITTEE, engagement=engagement, by=stage.focal("XAG"))
    with days_ago(40):
        Suggestion.objects.create(
            request=request, text="Two of the States that begin extension requests next year could be invited first.",
            author=stage.cast.users["committee"], acting_as="Chair of the Committee, Norland",
        )  # fmt: skip


def hestria_paused(stage):
    """Paused by the State, for a reason nobody asked."""
    engagement = stage.take_up(stage.submit("XAH", 45), 40)
    title(engagement, "Destruction of remaining stockpiles")
    with days_ago(9):
        move_engagement(engagement, "pause", by=stage.focal("XAH"))


def enquiries():
    Enquiry.objects.create(
        kind="question", name="A. Student (invented)", email="student@demo.example", organisation="Invented University",
        text="Where can I read about past meetings?",
    )  # fmt: skip
    Enquiry.objects.create(
        kind="interest", name="Counsellor of Sudonia (invented)", email="sudonia@demo.example", organisation="Sudonia",
        text="We would like to know how the individualised approach could help us before our next extension request.",
    )  # fmt: skip
