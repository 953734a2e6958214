"""How long what names a person is kept: one table, read by `manage.py purge`, the nightly job, the pages and docs/privacy.md.

Emptying a row keeps what counts it: meetings, enquiries and letters can be counted by kind and year for ever.
"""

import datetime
from collections.abc import Callable, Sized
from dataclasses import dataclass
from functools import partial

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.accounts.models import ERASED, StaffAppointment, User
from apmbc_portal.audit.record import record
from apmbc_portal.history.keeping import versions_over
from apmbc_portal.notices.models import Letter
from apmbc_portal.privacy.history import empty
from apmbc_portal.privacy.models import Remnant
from apmbc_portal.uploads.tasks import checked_models
from apmbc_portal.visibility import Viewer
from apmbc_portal.web.privacy.erasing import (
    NO_NEEDS,
    NOBODY,
    empty_account,
    empty_contacts,
    empty_enquiries,
    empty_invitations,
    empty_letters,
)
from apmbc_portal.web.privacy.running_out import sought_in_record, take_out_whose_time_is_over
from engagements.models import Delegate, EngagementRequest, Enquiry, Nomination, Proposal
from meetings.models import Consent, Contact, Invitation, Participant, Representation
from reports.endings import end_all, over, remove

NIGHT = Viewer(label="the portal, every night")
YEAR = 365
PRIVATE_LINKS = ["welcome", "new_password", "sign_in_code", "own_page", "own_page_asked", "login_code"]
DATED = [Nomination, Delegate, Representation, StaffAppointment]
RECEIVED = {"engagements.Correspondence": "recorded_at", "meetings.Paper": "added_at", "reports.ReturnedFile": "returned_at"}


@dataclass(frozen=True)
class Rule:
    """One kind of thing: how long it is kept, counted from what, what happens then, and how it is found and done."""

    name: object
    days: int | None  # None: for ever, or as another rule says
    since: object
    then: object
    find: Callable[[datetime.datetime], Sized]  # given the moment before which it counts
    act: Callable

    @property
    def period(self):
        if self.days is None:
            return "–"
        years, days = divmod(self.days, YEAR)
        if years and not days:
            return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
        return ngettext("%(n)s day", "%(n)s days", self.days) % {"n": self.days}

    def found(self, now=None):
        now = now or timezone.now()
        return self.find(now - datetime.timedelta(days=self.days or 0))


# --- what is over, by kind


def contacts_over(before):
    """Contacts to whom nothing ties the ISU any more: no consent, no confirmed details, no meeting, no account for so long."""
    day, today = before.date(), timezone.localdate()
    rows = Contact.objects.filter(erased_on=None, added_on__lt=day).filter(Q(user=None) | Q(user__is_active=False))
    rows = rows.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=day), Q(expires_on=None) | Q(expires_on__lt=today))
    of_theirs = {"contact": OuterRef("pk")}
    newer = Q(withdrawn_on__gte=day) | Q(withdrawn_on=None, expires_on__gte=day)
    met = Q(meeting__starts_at__gte=before) | Q(meeting__starts_at=None, meeting__created_at__gte=before)
    return rows.exclude(Exists(Consent.objects.filter(newer, **of_theirs))).exclude(
        Exists(Participant.objects.filter(met, **of_theirs))
    )


def needs_over(before):
    told = ~Q(language_needs="") | ~Q(access_needs="") | Q(sponsorship=True)
    return Participant.objects.filter(told, meeting__starts_at__lt=before)


def invitations_over(before):
    return Invitation.objects.filter(~Q(to_email="") | ~Q(to_name=""), meeting__starts_at__lt=before)


def enquiries_over(before, statuses):
    return Enquiry.objects.filter(status__in=statuses, at__lt=before).exclude(name=NOBODY)


def letters_over(before, **condition):
    gone = [Letter.Status.DRAFT, Letter.Status.SENT, Letter.Status.FAILED, Letter.Status.DISCARDED]
    return Letter.objects.filter(status__in=gone, created_at__lt=before, **condition).exclude(to="")


def drafts_over(before):
    """Drafts a State discarded: nobody but that State ever read them. One that was signed at home, or followed, stays."""
    rows = EngagementRequest.objects.filter(status="discarded", signed_pages=None, followed_by=None, documents=None)
    return rows.filter(Q(edited_at__lt=before) | Q(edited_at=None, created_at__lt=before))


def proposals_over(before):
    return Proposal.objects.exclude(status="open").filter(proposed_at__lt=before).exclude(name=NOBODY)


def accounts_over(before):
    """Accounts of people who have held no function and have not signed in for so long."""
    rows = User.objects.filter(date_joined__lt=before).filter(Q(last_login=None) | Q(last_login__lt=before))
    for model in DATED:
        held = model.objects.filter(user=OuterRef("pk")).filter(Q(ends=None) | Q(ends__gte=before.date()))
        rows = rows.exclude(Exists(held))
    rows = rows.exclude(pk__in=Nomination.objects.last_word().values("user"))  # a State never loses its last one in silence
    return rows.exclude(email__endswith=ERASED)


def sessions_over(before):
    ended = Session.objects.filter(expire_date__lt=before)
    shown = UserSession.objects.filter(last_seen_at__lt=before).exclude(
        session_key__in=Session.objects.filter(expire_date__gte=before).values("session_key")
    )
    return [*ended, *shown]


def refused_files_over(before):
    """Files the check did not take, still in quarantine."""
    found = []
    for model in checked_models():
        since = {f"{RECEIVED[model._meta.label]}__lt": before}
        found += model._base_manager.filter(checked="refused", **since).exclude(file="")
    return found


def remnants_over(before):
    return Remnant.objects.filter(settled_at__lt=before)


# --- what is done with it; each returns how many


def delete_each(rows):
    for row in rows:
        row.delete()
    return len(rows)


def anonymise_contacts(rows):
    contacts = list(rows)
    named = sought_in_record(contacts=contacts)
    done = empty_contacts(contacts)["contacts"]
    take_out_whose_time_is_over(named)
    return done


def empty_needs(rows):
    return empty(Participant, rows.values_list("pk", flat=True), **NO_NEEDS)


def empty_proposals(rows):
    return empty(Proposal, rows.values_list("pk", flat=True), name=NOBODY, email="", function="")


def empty_accounts(rows):
    users = list(rows)
    named = sought_in_record(users=users)
    done = sum(empty_account(user) for user in users)
    take_out_whose_time_is_over(named)
    return done


def remove_files(rows):
    """Take refused files out of the store; their names go too, their hashes stay."""
    for row in rows:
        name = row.file.name
        type(row)._base_manager.filter(pk=row.pk).update(file="", file_name="")
        transaction.on_commit(partial(remove, name), robust=True)
    return len(rows)


def delete_versions(versions):
    return versions.delete()


def end_documents(_rows):
    return end_all()


def nothing(_before):
    return []


EMPTIED = _("reader, subject and text are emptied; kind, day and that it was sent stay")
VERSIONS = _("deleted; of a row that is still there the last one stays, so that its next change has a before")
ANONYMISED = _("name, address and text are emptied; that somebody wrote, of which kind and when, stays")

RETENTION = {
    "contacts": Rule(
        _("contacts"), YEAR, _("the last consent, confirmation or meeting, whichever came last"),
        _("anonymised; deleted where no meeting counts them; their names go out of notes in the record"), contacts_over, anonymise_contacts,
    ),
    "needs": Rule(
        _("needs of participants: language, access, sponsorship"), 90, _("the meeting"), _("emptied"), needs_over, empty_needs
    ),
    "invitations": Rule(
        _("to whom an invitation was addressed"), 2 * YEAR, _("the meeting"), _("emptied; the organisation and its answer stay"),
        invitations_over, empty_invitations,
    ),
    "enquiries": Rule(
        _("enquiries that were answered or closed"), YEAR, _("the day they came"), ANONYMISED,
        partial(enquiries_over, statuses=["answered", "closed"]), empty_enquiries,
    ),
    "spam": Rule(
        _("enquiries marked as spam"), 30, _("the day they came"), ANONYMISED, partial(enquiries_over, statuses=["spam"]),
        empty_enquiries,
    ),
    "letters": Rule(
        _("letters, sent, discarded or failed"), YEAR, _("the day they were written"), EMPTIED, letters_over, empty_letters
    ),
    "links": Rule(
        _("letters with a personal link or a code"), 30, _("the day they were written"), EMPTIED,
        partial(letters_over, kind__in=PRIVATE_LINKS), empty_letters,
    ),
    "drafts": Rule(
        _("drafts of requests that a State discarded"), YEAR, _("the last change"), _("deleted"), drafts_over, delete_each
    ),
    "proposals": Rule(
        _("proposals of focal points that are settled"), YEAR, _("the day they were made"), _("name, address and function are emptied"),
        proposals_over, empty_proposals,
    ),
    "accounts": Rule(
        _("accounts without a function"), 2 * YEAR, _("the last function or sign-in, whichever came last"),
        _("emptied and closed; the number that history knows stays, the name goes out of signatures and notes in the record"), accounts_over, empty_accounts,
    ),
    "sessions": Rule(_("sessions, with address and browser"), 1, _("their end"), _("deleted"), sessions_over, delete_each),
    "refused_files": Rule(
        _("files the check refused, in quarantine"), 30, _("the day they came"), _("the file is removed; its hash is kept"),
        refused_files_over, remove_files,
    ),
    "documents": Rule(
        _("contact lists past their last day, and files for the ISU or a State alone"), None, _("their own last day; a file for the ISU or a State, 90 days"),
        _("file and words are removed; the hash is kept"), lambda _before: list(over()), end_documents,
    ),
    "remnants": Rule(
        _("places that named an erased person, decided about"), YEAR, _("the decision"), _("deleted"), remnants_over, delete_each
    ),
    "history_of_people": Rule(
        _("versions of rows about people: contacts, participations, functions, organisations, enquiries, accounts"), 2 * YEAR, _("the change"),
        VERSIONS, partial(versions_over, of_people=True), delete_versions,
    ),
    "history_of_matters": Rule(
        _("versions of all other rows: files, meetings, texts, facts"), 10 * YEAR, _("the change"), VERSIONS,
        partial(versions_over, of_people=False), delete_versions,
    ),
    "events": Rule(
        _("history: steps, decisions, exports, sign-ins"), None, "",
        _("kept: people stand in it as numbers, and a name goes out of its words when the person is erased"), nothing, len,
    ),
}  # fmt: skip


AT_ONCE = 500  # rows held and asked about again together


def acted(rule, now):
    """Do what the rule says to what is over and still is once nobody else can touch it; returns how many.

    A person may confirm, agree or sign in while the night looks: whoever did is not over any more.
    """
    found = rule.found(now)
    if not isinstance(found, models.QuerySet):
        return rule.act(found)
    keys = list(found.order_by().values_list("pk", flat=True))
    parts = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
    return sum(rule.act(rule.found(now).filter(pk__in=hold(found.model, part))) for part in parts)


def hold(model, keys):
    """Those of these rows that are still there, held until the transaction ends: nothing that hangs on them is written meanwhile."""
    return list(model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def purge(*, dry_run=False, by=NIGHT, now=None):
    """Do what the table says today, each kind in a transaction of its own; {kind: how many}. `dry_run` only counts."""
    if dry_run:
        return {kind: len(rule.found(now)) for kind, rule in RETENTION.items()}
    now, done = now or timezone.now(), {}
    for kind, rule in RETENTION.items():
        with transaction.atomic():
            done[kind] = acted(rule, now)
    record(by, "purge", "retention", **{kind: count for kind, count in done.items() if count})
    return done
