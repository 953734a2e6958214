"""How mail leaves, and from whom."""

from apmbc_portal import environment as given
from apmbc_portal.settings.base import DEMO, LOCAL, TESTING, VAR_DIR

IN_FILES = f"filemail:///{VAR_DIR / 'mail'}"  # a developer reads letters in var/mail/
vars().update(given.email_url("EMAIL_URL", IN_FILES if LOCAL else "", real=not (LOCAL or DEMO)))
if TESTING:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_TIMEOUT = 20
SENDER = "" if not (LOCAL or DEMO) else "The individualised approach <portal@demo.example>"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = given.mailbox("DEFAULT_FROM_EMAIL", SENDER, named=True)
ISU_EMAIL = given.mailbox("ISU_EMAIL", "isu@demo.example" if LOCAL or DEMO else "")
