"""The Celery application of the fault tests: the portal's own, but its engine does as the document says."""

from apmbc_portal.celery import app  # noqa: F401  (Celery looks for it here)
from reports.printing.formats import ENGINES

ENGINES["pdf"] = "apmbc_portal.testing.engine"
