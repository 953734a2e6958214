"""What partners share about their interest as CSV; who wrote it stays in the portal."""

import csv

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports.exports.comma import Echo
from reports.exports.inert import inert


def headings():
    return [
        _("Partner"), _("Kind of partner"), _("What interests it"), _("File"), _("Host States"), _("In its words"), _("Shared with"),
        _("How it stands"), _("In discussion since"), _("Last changed"),
    ]  # fmt: skip


def lines(rows):
    """The file in pieces; typed words are cells that no program calculates. The rows carry their standing."""
    writer = csv.writer(Echo())
    yield ("\ufeff" + writer.writerow(headings())).encode()
    for row in rows:
        typed = [
            row.organisation.name, row.organisation.get_kind_display(), row.subject_title, row.about(), row.host_names(), row.note,
            row.get_shared_with_display(), row.Standing(row.standing).label,
        ]  # fmt: skip
        days = [_day(row.shown_since), _day(row.edited_at)]
        yield writer.writerow([*(inert(str(cell)) for cell in typed), *days]).encode()


def _day(moment):
    return localtime(moment).date().isoformat() if moment else ""
