"""Erasing a person reaches the words frozen in texts and documents."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_noop

from apmbc_portal.audit.record import record
from apmbc_portal.audit.taking_out import when_taken_out
from apmbc_portal.visibility import Viewer
from reports.documents import ask_for
from reports.endings import end
from reports.frozen import counted
from reports.kinds import content_of, kind_of
from reports.kinds.contact_list import printed_people
from reports.kinds.words import cleaned
from reports.models import Document, ReportText

S = Document.Status
PORTAL = Viewer(isu=True, label="the portal, without somebody who asked to be removed")
REASON = gettext_noop("Somebody named in it asked to be removed. The file and its words were removed.")
WANTED = (S.QUEUED, S.RUNNING, S.READY)  # what failed or was called off is not made anew


@dataclass
class Forgotten:
    """What became of what named a person.

    `texts` count them now without a name; `removed` documents are gone, `made_anew` take their places; `still_named` are documents
    that were left, since what they print names the person in its own words: somebody has to change those first.
    """

    texts: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    made_anew: list = field(default_factory=list)
    still_named: list = field(default_factory=list)


@transaction.atomic
def forget(contact, *, by):
    """Take `contact` out of the frozen lists of texts, remove every document that names them, make anew what can be without them.

    Call it after the person's rows were changed, in the same transaction, with the contact as it was before: `pk`, `name`, `email`
    and `organisation` are looked for. Each step is in the record, by the contact's number and without the name.
    """
    found, today = Forgotten(texts=forget_in_texts(contact, by=by)), {}
    for document in naming(contact):
        kind, subject = kind_of(document), document.subject
        key = (document.kind, subject.pk)
        if key not in today:
            today[key] = content_of(document.kind, subject)
        if document.kind not in (Document.Kind.CONTACT_LIST, Document.Kind.LEDGER) and names(document.kind, today[key], contact):
            found.still_named.append(document)
            record(by, "still_named", document, about=kind.about(subject), person=number_of(contact))
            continue
        if document.kind == Document.Kind.LEDGER and document.is_pending:
            continue  # somebody waits for it: it ends where its words go, and is made of those that stay
        if not end(document, REASON, by=by, verb="forget_person", person=number_of(contact)):
            continue
        found.removed.append(document)
        if document.kind == Document.Kind.LEDGER:
            continue  # its words are those the State signed, and never change; a copy is made when somebody asks for one
        if fresh := made_anew(document, by=PORTAL):
            found.made_anew.append(fresh)
    found.made_anew = list(dict.fromkeys(found.made_anew))
    return found


def made_anew(document, *, by):
    """The document that takes the place of one that was removed just now, as it was before; None where nobody waits for it."""
    kind, subject = kind_of(document), document.subject
    is_wanted = document.status in WANTED and document.made_for == kind.made_for(subject, by)
    if is_wanted and not kind.ask_refusal(subject, by):
        return ask_for(document.kind, subject, by=by, user=None, file_format=document.format)
    return None


@when_taken_out
def end_ledgers(chains):
    """Printed copies of ledgers that lost words are gone; one is made when somebody asks for it, or waits for it already."""
    for document in Document.objects.filter(kind=Document.Kind.LEDGER, state__iso3__in=chains):
        if end(document, REASON, by=PORTAL, verb="forget_person") and document.is_pending:
            ask_for(document.kind, document.state, by=PORTAL, user=document.asked_by, file_format=document.format)


def forget_in_texts(contact, *, by):
    """The texts whose frozen list of participants named this person; from now on they are one of those not named."""
    changed = []
    for text in ReportText.objects.exclude(participants=[]).select_for_update():
        kept = without_person(text.participants, contact)
        if kept != text.participants:
            text.participants = kept
            text.save(update_fields=["participants"])
            record(by, "forget_person", text, about=text.about(), person=number_of(contact))
            changed.append(text)
    return changed


def without_person(groups, contact):
    """A frozen list that counts this person; the list itself where they are not in it."""
    kept = [without(group, contact) for group in groups]
    return counted([group for group, _gone in kept]) if any(gone for _group, gone in kept) else groups


def without(group, contact):
    """(a group of printed participants that counts this person without a name, how often they stood in it)."""
    kept = [person for person in group["people"] if not is_printed_as(person, group, contact)]
    gone = len(group["people"]) - len(kept)
    return group | {"people": kept, "further": group["further"] + gone}, gone


def is_printed_as(person, group, contact):
    """Whether somebody on a list is this contact: by number, whatever they were called; of lists older than that, by name and house."""
    if "id" in person:
        return person["id"] == contact.pk
    same_house = group.get("alone") or plain(group["organisation"]) == plain(contact.organisation.name)
    return same_house and plain(person["name"]) == plain(contact.name)


def number_of(contact):
    """How the record speaks of somebody whose name it must not keep."""
    return f"contact {contact.pk}"


def naming(contact):
    """The documents whose frozen words name this person."""
    rows = Document.objects.exclude(status=S.EXPIRED).order_by("-asked_at")
    return [document for document in rows.iterator(chunk_size=50) if names(document.kind, document.content, contact)]


def names(kind, content, contact):
    """Whether a content names this person: a contact list by their id, anything else by name or address."""
    if kind == Document.Kind.CONTACT_LIST:
        return bool(content) and contact.pk in printed_people(content)
    is_term = not getattr(contact, "in_words", True)  # a word of others too: only where people are listed it is the person
    sought = [contact.email] if is_term else [contact.name, contact.email]
    pattern = "|".join(rf"(?<!\w){re.escape(plain(word))}(?!\w)" for word in sought if word)
    if is_term and contact.name and any(without(group, contact)[1] for group in groups_in(content)):
        return True
    return bool(pattern) and bool(re.search(pattern, plain(" | ".join(texts(content)))))


def groups_in(value):
    """Every group of printed people in a content."""
    if isinstance(value, dict) and {"organisation", "people"} <= value.keys():
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from groups_in(part)


def plain(text):
    """A text as it is compared: without marks, in one spelling of accents and spaces, in small letters."""
    return " ".join(unicodedata.normalize("NFKC", cleaned(text)).casefold().split())


def texts(value):
    """Every string in a content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
