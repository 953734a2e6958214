"""Where else somebody is named: every text column of every model, and what erasing a person does with a name that stands there.

Three answers. What is not named here is written by the portal or the ISU, as is who submitted a State's words: the name is taken
out (`replace`). Words of a State, and words a State approved or opened, are nobody's to change but that State's: the place is shown to
the ISU (`REMNANTS`). The rest stays for the reason given (`STAYS`). A new column needs no line here: its name is taken out.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models import Event, LedgerWords
from apmbc_portal.audit.record import record
from apmbc_portal.audit.taking_out import take_out_of_history, take_out_of_ledgers
from apmbc_portal.desk.admin import file_of
from apmbc_portal.privacy.history import is_history
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.privacy.record import NOTED, move_places
from apmbc_portal.visibility import Audience, Releasable, Viewer
from engagements.models import EngagementRequest, Need
from reports.models import OutcomeWording, ReportSection, ReportText
from reports.search import index
from reports.workflow import ReportStatus

DESK = Viewer(isu=True, capacity="isu")
# Model → why a name in it is neither taken out nor shown.
STAYS = {
    "audit.LedgerEntry": _("facts of a State's ledger, sealed: whatever somebody typed stands in audit.LedgerWords"),
    "audit.LedgerHead": _("seals of the ledgers"),
    "reports.Document": _("reports.forgetting removes the documents that print a person, and makes anew what can be without them"),
    "reports.SearchEntry": _("made from the texts, and made anew where they change"),
    "privacy.Remnant": _("says where, never whom"),
    "sessions.Session": _("an account's sessions are deleted"),
    "account.EmailAddress": _("deleted with the account"),
    "mfa.Authenticator": _("deleted with the account; sealed"),
    "usersessions.UserSession": _("deleted with the account"),
    "admin.LogEntry": _("not used"),
    "auth.Permission": _("not used"),
    "contenttypes.ContentType": _("names of tables"),
    **dict.fromkeys(
        (
            "engagements.State", "engagements.StateParty", "engagements.Obligation", "engagements.ObligationStep",
            "engagements.ActionPlan", "engagements.Occasion", "engagements.ReferenceRow", "meetings.AgendaTemplate",
            "meetings.AgendaTemplateItem",
        ),
        _("facts of the Convention with their public source"),
    ),
}  # fmt: skip
# Model → why its words are not the portal's to change. Such a place becomes a row of `Remnant`.
REMNANTS = {
    "engagements.EngagementRequest": _("a State's own words"),
    "engagements.Need": _("a State's own words"),
    "engagements.Correspondence": _("evidence of a State: its file is sealed and cannot be changed"),
    "reports.ReturnedFile": _("evidence of a State: its file is sealed and cannot be changed"),
    "meetings.Paper": _("a paper as its author handed it in"),
}
# The record: a name goes out of it in the one way its triggers let through, by `taking_out`.
RECORD = {"audit.Event", "audit.LedgerWords"}
# Models whose rows hang on a text of a State and hold somebody else's words: a name is taken out of these.
OF_OTHERS = {"reports.Interest"}
# Columns treated with their rows: lists of participants in texts by reports.forgetting, needs of people with their rows.
WITH_THEIR_ROWS = {("reports.ReportText", "participants")}


@dataclass(frozen=True)
class Columns:
    """The text columns of one model."""

    model: type
    plain: tuple
    json: tuple


def searched():
    """Every model with text that somebody may have typed."""
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed or model._meta.label in STAYS:
            continue
        columns = columns_of(model)
        if columns.plain or columns.json:
            yield columns


def columns_of(model):
    fields = [field for field in model._meta.concrete_fields if not field.choices and not field.primary_key]
    plain = tuple(field.name for field in fields if is_text(field))
    return Columns(model, plain, tuple(field.name for field in fields if isinstance(field, models.JSONField)))


def is_text(field):
    return isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.FileField)


def replace(sought):
    """Take the person out of every text that is the portal's or the ISU's own; returns how many places."""
    total, texts = 0, set()
    for columns in searched():
        if columns.model._meta.label in RECORD:
            continue
        for row in rows_naming(columns, sought):
            changes, count = without(row, columns, sought, only=NOTED if belongs_to_a_state(row) else ())
            if changes:
                columns.model._base_manager.filter(pk=row.pk).update(**changes)
                total += count
                texts |= {pk for pk in [row.pk if isinstance(row, ReportText) else getattr(row, "text_id", None)] if pk}
    for text in ReportText.objects.filter(pk__in=[pk for pk in texts if isinstance(pk, int)], search_entry__isnull=False):
        index(text)
    return total


def without(row, columns, sought, only=()):
    """({column: its value without the person}, how many places) of one row; in the columns `only` where there are any."""
    changes, total = {}, 0
    for name in (*columns.plain, *columns.json):
        if only and name not in only:
            continue
        if (row._meta.label, name) in WITH_THEIR_ROWS or row._meta.get_field(name).unique:
            continue
        before = getattr(row, name)
        is_address = isinstance(row._meta.get_field(name), models.EmailField)
        after, count = sought.without_deep(before)
        if count:
            changes[name], total = "" if is_address else after, total + count
    return changes, total


def remember(sought, person, documents, *, by):
    """Write down every place that still names the person and that the ISU may read, for it to decide about; returns the rows.

    `documents` are those that print such words: they go when the words do.
    """
    found = []
    for columns in searched():
        for row in rows_naming(columns, sought):
            if not is_read_at_the_desk(row):
                continue
            for name in (*columns.plain, *columns.json):
                found += [remnant(person, row, name, *place) for place in places_in(getattr(row, name), sought)]
    found += [remnant(person, document, "content") for document in dict.fromkeys(documents)]
    rows = Remnant.objects.bulk_create(found)
    for about in sorted({row.about for row in rows}):
        record(by, "names_still", person, about=about, places=sum(row.about == about for row in rows))
    return rows


def remnant(person, row, column, start=0, end=0):
    about = about_of(row)
    # Never its title: that may be the very words.
    place = str(row) if isinstance(row, LedgerWords) else f"{row._meta.verbose_name} {row.pk}"
    return Remnant(
        person=person, row=f"{row._meta.label_lower}:{row.pk}", column=column, place=place, about=about, start=start, length=end - start
    )  # fmt: skip


def about_of(row):
    """The reference of the file a row belongs to, as far as the row or what it hangs on knows."""
    for one in (row, *(getattr(row, name, None) for name in ("text", "contact_list", "agenda", "request", "engagement"))):
        if callable(about := getattr(one, "about", None)) or isinstance(about, str):
            return file_of(one)
    return ""


def places_in(value, sought):
    """[(start, end)] in a text; of plain data only that somebody stands there."""
    if isinstance(value, str):
        return sought.places(value)
    return [(0, 0)] if sought.without_deep(value)[1] else []


def take_out_of_record(sought, *, reason, parts=()):
    """Take the person out of the ledgers and of history (`parts`: out of these parts of entries alone); returns how many places."""
    if not sought.outline():
        return 0
    words = may_name(columns_of(LedgerWords), sought)
    words = words.filter(part__in=parts) if parts else words
    events = may_name(columns_of(Event), sought)
    for rows in (words, events):
        move_places(rows, sought, decision=_("Taken out of the record."))
    places, _chains = take_out_of_ledgers(words, sought.without_deep, reason=reason)
    return places + take_out_of_history(events, sought.without_deep)


def may_name(columns, sought):
    """Rows of a model that may name the person, as far as the database can tell."""
    rows, found = columns.model._base_manager.all(), Q()
    for name in columns.json:
        rows = rows.alias(**{f"{name}_as_text": Cast(name, models.TextField())})
    for name in (*columns.plain, *(f"{name}_as_text" for name in columns.json)):
        found |= Q(**{f"{name}__iregex": sought.outline()})
    return rows.filter(found) if sought.outline() else rows.none()


def rows_naming(columns, sought):
    """Rows of a model that name the person: the database narrows, Python looks exactly."""
    for row in may_name(columns, sought).iterator(chunk_size=200):
        if any(places_in(getattr(row, name), sought) for name in (*columns.plain, *columns.json)):
            yield row


def is_read_at_the_desk(row):
    """Whether the ISU may read this row at all: a draft is its State's alone, also where it names somebody."""
    rows, key = type(row)._default_manager.all(), row.pk
    if isinstance(row, Need):
        rows, key = EngagementRequest.objects.all(), row.request_id
    return not hasattr(rows, "visible_to") or rows.visible_to(DESK).filter(pk=key).exists()


def belongs_to_a_state(row):
    """Whether the words of this row are a State's own, or a State approved or opened them as they are."""
    if is_history(type(row)) or row._meta.label in OF_OTHERS:
        return False
    if row._meta.label in REMNANTS:
        return True
    text = row if isinstance(row, ReportText) else row.text if isinstance(row, ReportSection | OutcomeWording) else None
    if text is not None:
        return text.report.status in (ReportStatus.WITH_STATE, ReportStatus.APPROVED)
    opened = row if isinstance(row, Releasable) else getattr(row, "agenda", None)
    return isinstance(opened, Releasable) and opened.audience != Audience.STATE
