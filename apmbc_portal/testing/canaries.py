"""Files full of marked words, for the tests that look for what leaks: every text column holds a word found nowhere else."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.testing import factories as make
from apmbc_portal.visibility import Viewer
from engagements.models import Comment, Freeze, NamedGrant, Obligation, ProposedDecision, Receipt, Release, Suggestion
from meetings.models import AgendaItem, HostApproval, MeetingDate
from reports.kinds import content_of
from reports.kinds.report import READERS
from reports.models import Document, OutcomeReport, ReportApproval, ReportSection, ReportText, ReturnedFile
from reports.search import index

WORDLESS = {
    "uuid",
    "sha256",
    "content_hash",
    "code",
    "reference",
    "number",
    "language",
    "time_zone",
    "currency",
    "themes",
    "release_id",
}
OPENED = ("engagement", "request", "meeting", "agenda", "paper", "full", "public", "outcome", "contact_list")


class File:
    """One State's file with a row of everything; `marks` maps each planted word to where it stands."""

    def __init__(self, key, state=None, **nobody):
        self.key, self.marks, self.rows = key, {}, {}
        self.state = state or make.make_state()
        self.plant_rows(**nobody)
        for row in self.rows.values():
            self.mark(row)
        self.write_files()
        for text in (self.rows["full"], self.rows["public"]):
            text.refresh_from_db()
            index(text)

    def word(self, where):
        word = f"zq{self.key}{len(self.marks):03d}q"
        self.marks[word] = where
        return word

    def plant_rows(self, attribution="host_only", status="approved"):
        rows, today = self.rows, make.today()
        engagement = rows["engagement"] = make.make_engagement(self.state, origin="portal")
        rows["letter"] = make.make_correspondence(
            engagement=engagement, file=self.store("letter"), file_name="letter.pdf", checked="passed"
        )
        rows["proposal"] = make.make_proposal(self.state, document=rows["letter"])
        rows["freeze"] = Freeze.objects.create(
            state=self.state, began_by="-", note="-", ended_by="-", ended_at=timezone.now(), ended_on_the_word_of=rows["letter"]
        )  # fmt: skip
        rows["request"] = make.make_request(engagement, status="submitted", cites=rows["letter"])
        rows["need"] = make.make_need(rows["request"])
        rows["draft"] = make.make_request(engagement, version=2, status="draft")
        rows["draft need"] = make.make_need(rows["draft"])
        rows["discarded"] = make.make_request(engagement, version=3, status="discarded")
        rows["message"] = Comment.objects.create(engagement=engagement, text="-")
        rows["internal note"] = Comment.objects.create(engagement=engagement, kind="internal", text="-")
        rows["suggestion"] = Suggestion.objects.create(request=rows["request"], text="-")
        meeting = rows["meeting"] = make.make_meeting(engagement, status="held")
        rows["past date"] = MeetingDate.objects.create(meeting=meeting, starts_at=meeting.starts_at)
        rows["agenda"] = make.make_agenda(meeting)
        rows["item"] = AgendaItem.objects.filter(agenda=rows["agenda"]).first()
        rows["paper"] = make.make_paper(
            meeting, file=self.store("paper original"), copy=self.store("paper"), file_name="paper.pdf"
        )
        rows["organisation"] = make.make_organisation(email="-@demo.example")
        rows["invitation"] = make.make_invitation(meeting, rows["organisation"], status="accepted")
        rows["approval"] = HostApproval.objects.create(
            invitation=rows["invitation"], engagement=engagement, approved=True, by="-"
        )
        rows["contact"] = make.make_contact(rows["organisation"])
        rows["participant"] = make.make_participant(meeting, rows["contact"], invitation=rows["invitation"], attendance="present")
        rows["outcome"] = make.make_outcome(meeting, due=today)
        rows["contact_list"] = make.make_contact_list(meeting)
        report = rows["report"] = make.make_report(meeting, status=status)
        rows["report approval"] = ReportApproval.objects.create(report=report, engagement=engagement, by="-")
        rows["full"] = make.make_text(report)
        rows["public"] = make.make_text(report, kind="public", attribution=attribution)
        drafting = rows["drafting report"] = OutcomeReport.objects.create(meeting=meeting, version=2)
        rows["drafting text"] = make.make_text(drafting, kind="public")
        for name in ("full", "public", "drafting text"):
            rows[f"{name} section"] = ReportSection.objects.get(text=rows[name])
        rows["returned file"] = ReturnedFile.objects.create(
            report=report, engagement=engagement, text=rows["full"], words_of=meeting.starts_at, file=self.store("returned file"),
            size=1, checked="passed", cites=rows["letter"], returned_by="-",
        )  # fmt: skip
        rows["remark"] = Comment.objects.create(engagement=engagement, subject=rows["full"].release_id, section="-", text="-")
        rows["release"] = Release.objects.create(
            item=rows["paper"].release_id, engagement=engagement, since=meeting.starts_at, by="-"
        )
        rows["grant"] = NamedGrant.objects.create(
            item=rows["draft"].release_id, engagement=engagement, party=make.make_organisation().party_id, since=meeting.starts_at
        )
        rows["proposed decision"] = ProposedDecision.objects.create(
            state=self.state, engagement=engagement, what="open", item=rows["paper"].release_id, audience="public", proposed_as="-",
            proposed_at=meeting.starts_at, expires_at=meeting.ends_at,
        )  # fmt: skip
        rows["receipt"] = Receipt.objects.create(
            item=rows["paper"].release_id,
            person=uuid.uuid4(),
            acting_as="-",
            first_at=meeting.starts_at,
            last_at=meeting.starts_at,
        )
        rows["obligation"] = Obligation.objects.create(
            state=self.state, article="5", status="outstanding", confidence="unverified"
        )

    def store(self, name):
        return default_storage.save(f"canary/{self.key}-{name}", ContentFile(self.word(f"{name} (file)").encode()))

    def mark(self, row):
        """A word of its own in every text column of the row that is typed by somebody."""
        changes = {}
        for column in row._meta.fields:
            typed = isinstance(column, models.CharField | models.TextField) and not column.choices
            if not typed or column.name in WORDLESS or isinstance(column, models.FileField) or getattr(column, "unique", False):
                continue
            word = self.word(f"{self.name_of(row)}.{column.name}")
            changes[column.name] = f"{word}@demo.example" if isinstance(column, models.EmailField) else word[: column.max_length]
        if isinstance(row, ReportText):
            where = self.name_of(row)
            person = {"name": self.word(f"{where} participant"), "title": ""}
            changes["participants"] = [
                {"organisation": self.word(f"{where} organisation"), "kind": "", "people": [person], "further": 0}
            ]
            agreed = {"kind": "", "text": self.word(f"{where} outcome"), "owner": "", "due": ""}
            changes["outcomes"] = [agreed]
            if row.kind == "public":  # as it is frozen: nobody is in it
                changes["participants"] = []
        if changes:
            type(row)._base_manager.filter(pk=row.pk).update(**changes)
            row.refresh_from_db()

    def name_of(self, row):
        return next(name for name, one in self.rows.items() if one is row)

    def write_files(self):
        """What the record says, and documents in every state."""
        desk = Viewer(isu=True, capacity="isu", label=self.word("event label"))
        record(desk, "act", self.word("event subject"), about=self.rows["engagement"].reference, note=self.word("event note"))
        record_decision(self.state.iso3, desk, "open", self.word("ledger subject"), text=self.word("ledger text"))
        for name, kind in {
            "full": "report",
            "public": "report",
            "drafting text": "report",
            "contact_list": "contact_list",
        }.items():
            row = self.rows[name]
            made_for = READERS.get(row.report.status, "isu") if kind == "report" else "readers"
            self.write_document(name, kind, row, made_for)
        self.write_document("ledger", "ledger", self.state, "state")

    def write_document(self, name, kind, row, made_for):
        on = {Document.SUBJECTS[kind].column: row, "kind": kind, "made_for": made_for}
        for state in ("ready", "failed", "queued"):
            file = self.store(f"{name} document {state}")
            self.rows[f"{name} document {state}"] = Document.objects.create(
                **on, status=state, file=file, title=self.word(f"{name} document title"), content_hash=f"{name} {state}"[:64],
                content=content_of(kind, row), error=self.word(f"{name} document error") if state == "failed" else "",
                asked_as=self.word(f"{name} document asked_as"), finished_at=self.rows["meeting"].starts_at,
            )  # fmt: skip

    def open_all(self, audience="public"):
        """As if the State had granted everything that can be granted."""
        for name in OPENED:
            # People agreed to a list for the participants of the meeting, and no State can open it wider.
            make.opened(self.rows[name], "participants" if name == "contact_list" else audience)

    @property
    def keys(self):
        """Every value by which somebody could ask for a row of this file in an address, by kind; on the desk by model."""
        found = {"int": set(), "uuid": set(), "str": set()}
        for name, row in self.rows.items():
            if name.endswith(("failed", "queued", "section")) or name in ("discarded", "draft need", "report approval"):
                continue  # rows by which no address asks, or like another of the same model
            found.setdefault(f"{row._meta.app_label}/{row._meta.model_name}", set()).add(row.pk)
            found["int" if isinstance(row.pk, int) else "uuid"].add(row.pk)
            for name in ("release_id",):
                found["uuid"] |= {getattr(row, name)} if hasattr(row, name) else set()
            for name in ("reference", "code"):
                value = getattr(row, name, None)
                found["str"] |= {value} if value and not isinstance(row, OutcomeReport) else set()
        return found
