from apmbc_portal.audit.models.event import Event
from apmbc_portal.audit.models.ledger import LedgerEntry, LedgerHead
from apmbc_portal.audit.models.publication import Publication
from apmbc_portal.audit.models.words import LedgerWords

__all__ = ["Event", "LedgerEntry", "LedgerHead", "LedgerWords", "Publication"]
