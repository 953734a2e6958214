"""Where the rows are."""

from apmbc_portal import environment as given
from apmbc_portal.settings.base import LOCAL, TESTING, VAR_DIR

DATABASES = {"default": given.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}" if LOCAL else "")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE makes a transaction take SQLite's one write lock when it begins, so that read-then-write is safe.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # a file: worker processes open it too
# Opening a connection costs more than reading a cached page, on SQLite too.
DATABASES["default"]["CONN_MAX_AGE"] = given.number("CONN_MAX_AGE", 0 if TESTING else 300)
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
