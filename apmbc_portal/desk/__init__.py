"""What every app's `admin.py` builds on; the desk's site, its queue and its file page are in `apmbc_portal.web.desk`."""

from apmbc_portal.desk.admin import DeskAdmin, DeskList, DeskStacked, DeskTabular, ReadOnlyAdmin, opens_desk
from apmbc_portal.desk.ending import EndsNow
from apmbc_portal.desk.filters import PeriodFilter
from apmbc_portal.desk.forms import DeskForm
from apmbc_portal.desk.held import held_about
from apmbc_portal.desk.registry import attention, panel, waiting

__all__ = [
    "DeskAdmin", "DeskForm", "DeskList", "DeskStacked", "DeskTabular", "EndsNow", "PeriodFilter", "ReadOnlyAdmin",
    "attention", "held_about", "opens_desk", "panel", "waiting",
]  # fmt: skip
