"""Erasing a person reaches the words frozen in documents."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_noop

from reports.documents import ask_for
from reports.endings import end
from reports.kinds import content_of, kind_of
from reports.kinds.contact_list import printed_people
from reports.kinds.words import cleaned
from reports.models import Document

S = Document.Status
REASON = gettext_noop("Somebody named in it asked to be removed. The file and its words were removed.")


@dataclass
class Forgotten:
    """What became of the documents that named a person: removed, made anew without them, or left, since the text names them still."""

    removed: list = field(default_factory=list)
    made_anew: list = field(default_factory=list)
    still_named: list = field(default_factory=list)


@transaction.atomic
def forget(contact, *, by):
    """Remove every document whose frozen words name `contact`, and make anew what can be printed without them.

    Call it after the person's rows were changed, in the same transaction, with the contact as it was before: its id, name and
    address are looked for. A report whose text itself names the person is left and returned: somebody has to change the text first.
    """
    found, today = Forgotten(), {}
    for document in naming(contact):
        kind, subject = kind_of(document), document.subject
        key = (document.kind, subject.pk)
        if key not in today:
            today[key] = content_of(document.kind, subject)
        if document.kind != Document.Kind.CONTACT_LIST and names(document.kind, today[key], contact):
            found.still_named.append(document)
            continue
        was_ready = document.status == S.READY
        if not end(document, REASON, by=by, verb="forget_person", person=f"contact {contact.pk}"):
            continue
        found.removed.append(document)
        if was_ready and document.made_for == kind.made_for(subject, by) and not kind.ask_refusal(subject, by):
            found.made_anew.append(ask_for(document.kind, subject, by=by, user=None, file_format=document.format))
    found.made_anew = list(dict.fromkeys(found.made_anew))
    return found


def naming(contact):
    """The documents whose frozen words name this person."""
    rows = Document.objects.exclude(status=S.EXPIRED).order_by("-asked_at")
    return [document for document in rows.iterator(chunk_size=50) if names(document.kind, document.content, contact)]


def names(kind, content, contact):
    """Whether a content names this person: a contact list by their id, anything else by name or address."""
    if kind == Document.Kind.CONTACT_LIST:
        return bool(content) and contact.pk in printed_people(content)
    pattern = "|".join(rf"(?<!\w){re.escape(plain(word))}(?!\w)" for word in (contact.name, contact.email) if word)
    return bool(pattern) and any(re.search(pattern, plain(text)) for text in texts(content))


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
