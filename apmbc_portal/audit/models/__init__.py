from apmbc_portal.audit.models.event import Event
from apmbc_portal.audit.models.ledger import LedgerEntry, LedgerHead
from apmbc_portal.audit.models.publication import Publication

__all__ = ["Event", "LedgerEntry", "LedgerHead", "Publication"]
