"""A State's ledger: every decision with its exact text and its seals, for the State's own archive."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.audit.models import LedgerEntry, LedgerHead
from apmbc_portal.audit.words import removals_of
from reports.kinds.base import Kind
from reports.kinds.words import DAY, paragraphs
from reports.models import Document
from reports.verbs import receiver_label, verb_label

LARGE = 150  # entries; above it, or above so many letters, a layout takes seconds
LARGE_TEXT = 300_000


class LedgerKind(Kind):
    """The State's focal points of any right and the ISU have it; nobody else, whatever is opened to whom."""

    name = Document.Kind.LEDGER

    def find(self, key, viewer):
        rows = self.rows().filter(pk=key)
        return (rows if viewer.isu else rows.filter(pk__in=viewer.states)).first()

    def content(self, state):
        return ledger_content(state)

    def identity(self, content):
        """While no decision is added it is the same ledger, whenever it is printed."""
        return {key: value for key, value in content.items() if key != "made_on"}

    def title(self, content):
        return _("Ledger of %(state)s, %(count)s entries") % {"state": content["states"][0], "count": content["count"]}

    def made_for(self, state, viewer=None):
        return Document.For.STATE

    def entries(self, content):
        return content["count"]

    def is_large(self, content):
        letters = sum(len(text) for entry in content["rows"] for text in entry["paragraphs"])
        return content["count"] > LARGE or letters > LARGE_TEXT

    def ask_refusal(self, state, viewer):
        if viewer.isu or state.pk in viewer.states:
            return ""
        return _("A ledger is made for its State and the ISU.")

    def is_public(self, state):
        """Never: whoever receives it is written down."""
        return False

    def receipt(self, document):
        return {"count": document.entries}

    def about(self, state):
        return ""

    def state_ids(self, state):
        return {state.pk}

    def place(self, document, viewer):
        return self.desk_place(document) if viewer.isu else (reverse("ledger"), _("Ledger of your State"))

    def desk_place(self, document):
        return f"{reverse('admin:audit_ledgerentry_changelist')}?chain__exact={document.state.iso3}", _("Ledger on the desk")


def entries_of(state, count=None):
    """The entries of a State's ledger, in their order; the first `count` of them. They are never changed; a name may go out of their words."""
    rows = LedgerEntry.objects.filter(chain=state.iso3).with_words().order_by("number")
    return rows if count is None else rows.filter(number__lte=count)


def ledger_content(state, language=settings.LANGUAGE_CODE):
    """What a ledger prints. Who decided is in it as whom they acted; by name only where a mailbox of several people asked for it."""
    head = LedgerHead.objects.filter(chain=state.iso3).first()
    with override(language):
        rows = [entry_content(entry) for entry in entries_of(state, head.number if head else 0)]
        return {
            "language": language,
            "labels_language": language,
            "rtl": False,
            "demo": state.is_demo,
            "title": _("Ledger of decisions"),
            "states": [state.name],
            "reference": state.iso3,
            "made_on": date_format(timezone.localdate(), DAY),
            "count": len(rows),
            "seal": head.seal if head else "",
            "rows": rows,
        }


def entry_content(entry):
    """One decision. Times are in UTC, as they stand under the seal."""
    at = entry.at.astimezone(datetime.UTC)
    return {
        "number": entry.number,
        "decision": str(verb_label(entry.verb)),
        "to": receiver_label(entry.to),
        "note": entry.note,
        "subject": entry.subject,
        "names_shown": [shown_line(one) for one in entry.names_shown],
        "about": entry.about,
        "acting_as": entry.acting_as,
        "signed_by": entry.signed_by,
        "at": f"{date_format(at, DAY)}, {at:%H:%M} UTC",
        "happened_on": date_format(entry.happened_on, DAY) if entry.happened_on != at.date() else "",
        "evidence": entry.evidence,
        "paragraphs": paragraphs(entry.text),
        "taken_out": removals_of(entry),
        "seal": entry.seal,
        "previous": entry.previous if entry.number > 1 else "",
    }


def shown_line(one):
    """A passage with a name that was shown before the decision, and what was said against it."""
    said = ", ".join(filter(None, [one.get("kind", ""), one.get("objection", "")]))
    return f"{said}: … {one.get('passage', '')} …"
