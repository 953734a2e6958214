"""Files full of marked words, for whoever looks for what leaks: every text column holds a word found nowhere else.

Rows that have to fit together are planted by hand; a model that is not among them is planted as its columns ask, and every
column of every row is marked as its type asks. So a new model and a new column are covered without being listed.
"""

import datetime
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from apmbc_portal.dated import Dated
from apmbc_portal.testing import factories as make
from apmbc_portal.testing.marked import OPENED, kind_of_column, marked_json, ours
from apmbc_portal.testing.marked_documents import write_documents
from engagements.models import Comment, Freeze, NamedGrant, Obligation, ProposedDecision, Receipt, Release, State, Suggestion
from meetings.models import AgendaItem, HostApproval, MeetingDate, OrganisationConsent
from reports.kinds import content_of
from reports.models import Document, Interest, OutcomeReport, ReportApproval, ReportSection, ReportText, ReturnedFile
from reports.search import index


class File:
    """One State's file with a row of everything; `marks` maps each planted word to where it stands.

    `beside` is another file: the rows then stand in its engagement, and those of a meeting beside those of its meeting.
    """

    def __init__(self, key, state=None, *, beside=None, real_files=False, **nobody):
        self.key, self.marks, self.rows, self.unmarked = key, {}, {}, set()
        self.of_everybody = {}  # what nobody can close: a brief of the State
        self.beside, self.real_files = beside, real_files
        self.state = beside.state if beside else state or make.make_state()
        self.plant_rows(**nobody)
        self.plant_the_rest()
        for row in self.rows.values():
            self.mark(row)
        write_documents(self)
        for text in (self.rows["full"], self.rows["public"]):
            text.refresh_from_db()
            index(text)

    def word(self, where):
        word = f"zq{self.key}{len(self.marks):03d}q"
        self.marks[word] = where
        return word

    def plant_rows(self, attribution="host_only", status="approved"):
        rows, today = self.rows, make.today()
        if self.beside:
            engagement = rows["engagement"] = self.beside.rows["engagement"]
            version = engagement.requests.count()
        else:
            engagement, version = make.make_engagement(self.state, origin="portal"), 0
            rows["engagement"] = engagement
        rows["letter"] = make.make_correspondence(
            engagement=engagement, file=self.store("letter"), file_name="letter.pdf", checked="passed"
        )
        rows["proposal"] = make.make_proposal(self.state, document=rows["letter"])
        rows["freeze"] = Freeze.objects.create(
            state=self.state, began_by="-", note="-", ended_by="-", ended_at=timezone.now(), ended_on_the_word_of=rows["letter"]
        )  # fmt: skip
        rows["request"] = make.make_request(engagement, version=version + 1, status="submitted", cites=rows["letter"])
        rows["need"] = make.make_need(rows["request"])
        # A file has one open draft.
        rows["draft"] = make.make_request(engagement, version=version + 2, status="discarded" if self.beside else "draft")
        rows["draft need"] = make.make_need(rows["draft"])
        rows["discarded"] = make.make_request(engagement, version=version + 3, status="discarded")
        rows["message"] = Comment.objects.create(engagement=engagement, text="-")
        rows["internal note"] = Comment.objects.create(engagement=engagement, kind="internal", text="-")
        rows["suggestion"] = Suggestion.objects.create(request=rows["request"], text="-")
        rows["lesson"] = make.make_lesson(engagement, attribution=attribution)
        meeting = rows["meeting"] = make.make_meeting(engagement, status="held")
        rows["past date"] = MeetingDate.objects.create(meeting=meeting, starts_at=meeting.starts_at)
        rows["agenda"] = make.make_agenda(self.beside.rows["bare meeting"] if self.beside else meeting)
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
        rows["agreement"] = OrganisationConsent.objects.create(meeting=meeting, organisation=rows["organisation"], wording="-")
        rows["participant"] = make.make_participant(meeting, rows["contact"], invitation=rows["invitation"], attendance="present")
        rows["contact"].consents.update(given_in="desk", cites=rows["letter"])
        rows |= {f"consent {one.purpose}": one for one in rows["contact"].consents.all()}
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
        rows["interest"] = Interest.objects.create(text=rows["public"], organisation=make.make_organisation(), note="-")
        rows["receipt"] = Receipt.objects.create(
            item=rows["paper"].release_id,
            person=uuid.uuid4(),
            acting_as="-",
            first_at=meeting.starts_at,
            last_at=meeting.starts_at,
        )
        if self.beside:
            self.plant_beside(self.beside.rows["meeting"], self.beside.rows["public"])
            return
        rows["obligation"], _made = Obligation.objects.get_or_create(
            state=self.state, article="5", status="outstanding", confidence="unverified"
        )
        if not State.objects.exclude(note="").filter(pk=self.state.pk).exists():  # all else about a State is public
            State.objects.filter(pk=self.state.pk).update(note=self.word("state.note"))
        rows["bare meeting"] = make.make_meeting(engagement, status="held")  # it never has an agenda of its own file

    def plant_beside(self, meeting, public):
        """Further rows of a meeting, and of a report, that others read."""
        rows = self.rows
        rows["second paper"] = make.make_paper(
            meeting, file=self.store("second paper original"), copy=self.store("second paper"), file_name="second.pdf"
        )
        rows["second outcome"] = make.make_outcome(meeting)
        rows["second contact_list"] = make.make_contact_list(meeting)
        rows["second invitation"] = make.make_invitation(meeting, rows["organisation"], status="sent")
        rows["second contact"] = make.make_contact(rows["organisation"])
        rows["second participant"] = make.make_participant(meeting, rows["second contact"], attendance="present")
        rows["translation"] = make.make_text(public.report, kind="public", language="fr", original=public)
        rows["translation section"] = ReportSection.objects.get(text=rows["translation"])
        rows["meeting held back"] = make.make_meeting(rows["engagement"], status="held", held_back=True)

    def plant_the_rest(self):
        """A row of every model that was not planted by hand, filled as its columns ask."""
        for model in ours():
            if not any(isinstance(row, model) for row in self.rows.values()):
                self.rows[model._meta.label_lower] = self.build(model)

    def build(self, model):
        """A row of any model: what it points at is a row of this file."""
        given = {}
        for column in model._meta.concrete_fields:
            if column.is_relation and not column.null:
                given[column.name] = self.one_of(column.related_model)
            elif column.has_default() or column.null or getattr(column, "auto_now_add", False) or column.primary_key:
                continue
            elif column.choices:
                given[column.name] = column.flatchoices[0][0]
            elif isinstance(column, models.DateTimeField):
                given[column.name] = self.rows["meeting"].starts_at
            elif isinstance(column, models.DateField):
                given[column.name] = make.today() - datetime.timedelta(days=400)
            elif isinstance(column, models.EmailField):
                given[column.name] = "-@demo.example"
            elif isinstance(column, models.IntegerField | models.DecimalField | models.FloatField):
                given[column.name] = 1
        if issubclass(model, Dated):  # of a time that is over, so that nothing planted here opens anything
            given |= {"starts": make.today() - datetime.timedelta(days=400), "ends": make.today() - datetime.timedelta(days=300)}
        try:
            found = model._base_manager.filter(**{name: row for name, row in given.items() if isinstance(row, models.Model)})
            return (found.first() if given else None) or model._base_manager.create(**given)
        except Exception as error:
            raise Unplantable(
                f"No row of {model._meta.label} can be made by its columns alone: plant one in canaries.py"
            ) from error

    def one_of(self, model):
        """A row of `model` that is of this file, or one that is made for it."""
        if model._meta.label == "engagements.State":
            return self.state
        for row in self.rows.values():
            if isinstance(row, model):
                return row
        if model._meta.label == "accounts.User":
            return make.make_user(password=None, name="-")
        return self.build(model)

    def store(self, name):
        return default_storage.save(f"canary/{self.key}-{name}", ContentFile(self.word(f"{name} (file)").encode()))

    def mark(self, row):
        """A word of its own in every text column of the row that is typed by somebody."""
        if self.beside and row in self.beside.rows.values():
            return
        changes = {}
        for column in row._meta.concrete_fields:
            kind = kind_of_column(column)
            if not kind:
                continue
            where = f"{self.name_of(row)}.{column.name}"
            if kind == "json" and isinstance(row, ReportText):
                continue  # frozen, see below
            if kind == "json":
                changes[column.name] = marked_json(getattr(row, column.name), self.word, where)
            elif column.max_length and column.max_length < len(f"zq{self.key}000q"):
                self.unmarked.add(f"{row._meta.label}.{column.name}")
            else:
                word = self.word(where)
                changes[column.name] = f"{word}@demo.example" if isinstance(column, models.EmailField) else word
        if isinstance(row, ReportText):
            changes |= self.frozen_words(row)
        if changes:
            type(row)._base_manager.filter(pk=row.pk).update(**changes)
            row.refresh_from_db()

    def frozen_words(self, text):
        """Who and what a text froze; of a public one, nobody."""
        where = self.name_of(text)
        agreed = {"kind": "", "text": self.word(f"{where} outcome"), "owner": "", "due": ""}
        if text.kind == "public":
            return {"outcomes": [agreed], "participants": [], "figures": []}
        person = {"name": self.word(f"{where} participant"), "title": ""}
        group = {"organisation": self.word(f"{where} organisation"), "kind": "", "people": [person], "further": 0}
        return {"outcomes": [agreed], "participants": [group], "figures": []}

    def name_of(self, row):
        return next(name for name, one in self.rows.items() if one is row)

    def open_what_never_opens(self):
        """As if a mistake had opened what its status keeps closed: drafts, a text that is still written, a meeting held back."""
        for name in ("draft", "discarded", "drafting text", "meeting held back"):
            if name in self.rows:
                make.opened(self.rows[name])

    def open_all(self, audience="public", names=OPENED):
        """As if the State had granted everything that can be granted."""
        for name in names:
            # People agreed to a list for the participants of the meeting, and no State can open it wider.
            make.opened(self.rows[name], "participants" if name == "contact_list" else audience)
        for row in self.rows.values():
            if isinstance(row, Document):  # an agenda is handed out while it says what its readers see
                Document.objects.filter(pk=row.pk).update(
                    content=content_of(row.kind, type(row.subject).objects.get(pk=row.subject.pk))
                )

    @property
    def keys(self):
        """Every value by which somebody could ask for a row of this file in an address, by kind."""
        found = {"int": set(), "uuid": set(), "str": set()}
        for row in self.rows.values():
            found["int" if isinstance(row.pk, int) else "uuid"].add(row.pk)
            found["uuid"] |= {row.release_id} if hasattr(row, "release_id") else set()
            for name in ("reference", "code"):
                value = getattr(row, name, None)
                found["str"] |= {value} if value and not isinstance(row, OutcomeReport) else set()
        return found


class Unplantable(Exception):
    """A model whose rows cannot be made by looking at its columns."""
