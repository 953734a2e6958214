"""What runs beside the pages: broker, queues, what beat begins, limits of documents; and the cache, which shares the broker's server."""

from celery.schedules import crontab

from apmbc_portal import environment as given
from apmbc_portal.settings.base import DEMO, LOCAL, TESTING, VAR_DIR

REDIS_URL = given.redis_url("REDIS_URL", needed=not (LOCAL or DEMO))
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
    # A dead or hung broker costs a page about half a second, never more: the row is the truth, the sweeper finds it.
    # Workers wait longer (apmbc_portal/celery.py).
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
        "max_retries": 0,
        "retry_on_timeout": False,
    }
elif TESTING:
    CELERY_BROKER_URL = "memory://"
else:
    # Where no server can run, files carry the wake-ups.
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "run" / "queue"),
        "data_folder_out": str(VAR_DIR / "run" / "queue"),
        "control_folder": str(VAR_DIR / "run" / "control"),
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")
SWEEP_SECONDS = given.number("SWEEP_SECONDS", 15, low=1, high=300)  # what no wake-up announced is found this often
CELERY_BEAT_SCHEDULE = {
    "documents": {"task": "reports.tasks.build_documents", "schedule": float(SWEEP_SECONDS)},
    "large documents": {"task": "reports.tasks.build_large_documents", "schedule": float(SWEEP_SECONDS)},
    "letters": {"task": "apmbc_portal.notices.tasks.post_letters", "schedule": float(SWEEP_SECONDS)},
    "endings": {"task": "reports.tasks.end_documents", "schedule": crontab(hour="3", minute="17")},
    "own pages": {"task": "apmbc_portal.web.tasks.answer_who_asked", "schedule": float(SWEEP_SECONDS)},
    "purge": {"task": "apmbc_portal.web.tasks.purge_what_is_over", "schedule": crontab(hour="3", minute="47")},
    "consents": {"task": "meetings.tasks.keep_consents", "schedule": crontab(hour="3", minute="27")},
    "ledgers": {"task": "engagements.tasks.tell_ends_of_ledgers", "schedule": crontab(hour="5", minute="21")},
    "nominations": {"task": "engagements.tasks.warn_of_endings", "schedule": crontab(hour="5", minute="11")},
    "proposed decisions": {"task": "engagements.tasks.end_proposals", "schedule": crontab(minute="7")},
    "files": {"task": "apmbc_portal.uploads.tasks.check_files", "schedule": float(SWEEP_SECONDS)},
}
# Three queues, each with a worker of its own (decision 8): a letter never waits for a document, a document never for a long one.
# A worker that names no queue serves all of them.
CELERY_TASK_QUEUES = {"portal": {}, "documents": {}, "large_documents": {}}
CELERY_TASK_ROUTES = {
    "reports.tasks.build_documents": {"queue": "documents"},
    "reports.tasks.build_large_documents": {"queue": "large_documents"},
    "apmbc_portal.uploads.tasks.check_files": {"queue": "documents"},
}
# A worker that died is noticed when its lease ends: lease, sweep and rendering together stay below a minute (docs/operate.md).
DOCUMENT_LEASE = given.number("DOCUMENT_LEASE", 30, low=2, high=600)
DOCUMENT_SECONDS = given.number("DOCUMENT_SECONDS", 120, low=1, high=3600)
DOCUMENT_SECONDS_LARGE = given.number("DOCUMENT_SECONDS_LARGE", 600, low=1, high=3600)
DOCUMENT_PARTS_AT_ONCE = given.number("DOCUMENT_PARTS_AT_ONCE", 2, low=1, high=16)  # of a list that is made in parts
DOCUMENT_MEMORY = given.number("DOCUMENT_MEMORY", 1024, low=200, high=65536)  # MiB of private memory for one rendering

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    limits = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    CACHES["default"] = {"BACKEND": "apmbc_portal.cache.ForgivingCache", "LOCATION": REDIS_URL, "OPTIONS": limits}
