"""Before a text is opened: what of the meeting it names, with the passages, and whether the State has looked at them."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from engagements.models import Lesson
from reports.models import Outcome, ReportText
from reports.naming import traces_in, traces_in_lesson, traces_in_outcome


@dataclass(frozen=True)
class NamingCheck:
    """What was found in one row; `token` names exactly this, so that nobody confirms other passages than they were shown."""

    item: object
    traces: tuple

    @property
    def against(self):
        """What contradicts what the text says of itself, or a person's word."""
        return [trace for trace in self.traces if trace.objection]

    @property
    def agreed(self):
        """What is named, and may be."""
        return [trace for trace in self.traces if not trace.objection]

    @property
    def token(self):
        return hashlib.sha256(repr(self.traces).encode()).hexdigest()

    def shown(self):
        """What the ledger keeps: kind and passage, which are words of the sealed text, and no name beside them."""
        return [{"kind": one.kind, "passage": one.excerpt, "objection": one.objection} for one in self.traces]


def naming_check(item):
    """The check of one row; None for rows that are searched for nobody."""
    look = {ReportText: traces_in, Outcome: traces_in_outcome, Lesson: traces_in_lesson}.get(type(item))
    return NamingCheck(item, tuple(look(item))) if look else None


def checks_of(items):
    return [check for item in items if (check := naming_check(item))]


def token_of(checks):
    """One token for all that a page shows."""
    return hashlib.sha256("".join(check.token for check in checks).encode()).hexdigest()


def naming_objection(checks, data):
    """Why what was found has not been looked at yet, as a POST says it; an empty string where it has, or nothing was found."""
    if not any(check.traces for check in checks):
        return ""
    if data.get("names_token") != token_of(checks):
        return _("Look at the names that were found first: what was found has changed since you opened this page.")
    if data.get("names_seen") != "yes":
        return _("Say that you have looked at these passages.")
    return ""


def asked_about(checks, data, objection):
    """What the partials `names.html` and `names_seen.html` show; the objection only once somebody has confirmed without looking."""
    return {
        "checks": checks,
        "asks_names": any(check.traces for check in checks),
        "names_token": token_of(checks),
        "names_objection": objection if data.get("confirmed") else "",
    }
