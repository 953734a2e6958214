"""Whose time is over, named in the record: their names go out of what was noted beside a decision, never out of its text.

A State's text loses a name only because a person asks (`erasing.py`).
"""

from apmbc_portal.audit.models import Event, LedgerWords
from apmbc_portal.audit.models.words import Part
from apmbc_portal.privacy.words import Sought
from apmbc_portal.web.privacy.erasing import everybody_but, stands_in
from apmbc_portal.web.privacy.terms import ordinary
from apmbc_portal.web.privacy.traces import columns_of, rows_naming, take_out_of_record

BESIDE = (Part.NOTE, Part.SIGNED_BY, Part.NAMES_SHOWN)


def sought_in_record(contacts=(), users=()):
    """The names and addresses of these people that nobody else here has and no word is like; as far as the record holds them."""
    rows = [row for row in (*contacts, *users) if row.email]
    others, taken = everybody_but(contacts, users)
    names = {row.name for row in rows if len(row.name.split()) > 1}
    written = written_in_record(Sought(sorted(names), []))
    named = {name for name in names if Sought([name], []).places(written) and not stands_in(name, others)}
    return Sought(sorted(named - ordinary(named)), sorted({row.email for row in rows if row.email.lower() not in taken}))


def written_in_record(sought):
    """All that is written in rows of the record that name any of these people."""
    columns = [columns_of(model) for model in (Event, LedgerWords)]
    return "\n".join(
        str(getattr(row, name)) for one in columns for row in rows_naming(one, sought) for name in (*one.plain, *one.json)
    )


def take_out_whose_time_is_over(sought):
    return take_out_of_record(sought, reason="over", parts=BESIDE)
