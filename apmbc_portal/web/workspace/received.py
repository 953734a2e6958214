"""Who has received a row so far, as its State and the ISU read it beside the decision: copies that cannot be recalled."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from apmbc_portal.accounts.models import User
from apmbc_portal.notices.models import Letter
from engagements.models import Receipt
from meetings.models import Invitation, Meeting


@dataclass(frozen=True)
class Received:
    """One reader: their name while they are known, as whom they read, in which ways, and when."""

    who: str
    as_whom: str
    ways: str
    first: datetime.datetime
    last: datetime.datetime

    @property
    def is_once(self):
        return self.first.date() == self.last.date()


def received_by(item):
    """A line for each reader outside the two sides of the file, in the order in which they received it first."""
    rows = Receipt.objects.filter(item=item.release_id).order_by("acting_as", "person", "first_at")
    lines = [_line(person, as_whom, list(found)) for (as_whom, person), found in groupby(rows, _reader)]
    names = {user.pk: user.name for user in User.objects.filter(pk__in={person for person, _made in lines})}
    found = [made(names.get(person, "")) for person, made in lines] + _written_to(item)
    return sorted(found, key=lambda one: one.first)


def _reader(row):
    return row.acting_as, row.person


def _line(person, as_whom, rows):
    """A function of the reader's name, which is looked up for all lines at once."""
    ways = ", ".join(dict.fromkeys(_way(row) for row in rows))
    first, last = min(row.first_at for row in rows), max(row.last_at for row in rows)
    return person, lambda name: Received(name, as_whom, ways, first, last)


def _way(row):
    return f"{row.get_way_display()} ({row.form.upper()})" if row.form else str(row.get_way_display())


def _written_to(item):
    """The invited read title, day and place of a meeting in the letters to them, whoever may open the calendar entry."""
    if not isinstance(item, Meeting):
        return []
    invited = {
        str(row.pk): row.organisation.name for row in Invitation.objects.filter(meeting=item).select_related("organisation")
    }
    letters = Letter.objects.filter(about=item.about(), link_view="invitation", link_subject__in=invited)
    letters = letters.filter(sent_at__isnull=False).order_by("link_subject", "sent_at").values_list("link_subject", "sent_at")
    found = []
    for invitation, sent in groupby(letters, lambda letter: letter[0]):
        days = [at for _invitation, at in sent]
        found.append(Received("", invited[invitation], _("by letter"), days[0], days[-1]))
    return found


def numbers_received(items):
    """{release id: how many readers} for the cards of a page, in one query."""
    rows = (
        Receipt.objects.filter(item__in=[item.release_id for item in items]).values_list("item", "person", "acting_as").distinct()
    )
    counts = {}
    for item, _person, _as_whom in rows:
        counts[item] = counts.get(item, 0) + 1
    return counts
