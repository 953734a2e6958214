"""Who changed which field of a row, from what to what: a table of versions beside each table that people edit at the desk.

An app writes down what it keeps in its `models/history.py`, one line a model with the columns left out: those that a step, a
decision or a worker writes, which stand in `audit.Event` and in the ledger with their own evidence.

    keep(Engagement, *RELEASE, "withheld", "created_at")        keep(Contact, "link_version", of_people=True)

A version is written by every `save()` of a row that touches a kept column. What goes around `save()` says so:

    update(Nomination.objects.filter(pk=pk), ends=last)        insert(AgendaItem, rows)        note(rows)

Versions of people and their functions are kept for less long than others (`keeping.py`). Versions are read on the desk
(`desk/history.py`), never edited, and go with a person who is erased: they are reached through the manager `history` of each model.
"""

from apmbc_portal.history.bulk import insert, note, update
from apmbc_portal.history.records import keep

CHECK = (
    "file", "file_name", "sha256", "checked", "file_kind", "refused_for", "refused_detail", "looks", "check_attempt", "check_until",
)  # fmt: skip
RELEASE = ("release_id", "audience", "audience_since")

__all__ = ["CHECK", "RELEASE", "insert", "keep", "note", "update"]
