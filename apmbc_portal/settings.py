"""The portal's only settings file. Every value of a deployment comes from the environment.

A value that is missing or wrong stops the start with a sentence that names it (`docs/operate.md` lists them all).
"""

import sys
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from apmbc_portal import environment as given

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = given.directory("VAR_DIR", BASE_DIR / "var")  # all that a running portal writes
DEBUG = given.flag("DEBUG", False)
TESTING = "pytest" in sys.modules
DEMO = given.flag("DEMO", DEBUG)  # demo people may sign in; refused in service unless asked for
LOCAL = DEBUG or TESTING  # a developer's start, which may do without what service must name
RELEASE = given.text("RELEASE") or given.fingerprint(BASE_DIR)  # part of every ETag: an upgrade answers no 304 for old pages

SECRET_KEY = given.secret("SECRET_KEY", "development-only-SECRET_KEY-" + "x" * 40 if LOCAL else "")
# Its own key: changing SECRET_KEY must not break the States' ledgers.
LEDGER_KEY = given.secret("LEDGER_KEY", "development-only-LEDGER_KEY-" + "x" * 40 if LOCAL else "")
if SECRET_KEY == LEDGER_KEY:
    raise ImproperlyConfigured("SECRET_KEY and LEDGER_KEY must differ.")

PORT = given.number("PORT", 8000, low=1, high=65535)
ALLOWED_HOSTS = given.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else "")
SITE_URL = given.site_url("SITE_URL", f"http://localhost:{PORT}" if LOCAL else "", plain_http=LOCAL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
OFFICIAL_SITE = given.flag("OFFICIAL_SITE", False)  # until the secretariat adopts it: "not an official site"

INSTALLED_APPS = [
    "apmbc_portal.accounts",
    "apmbc_portal.audit",
    "apmbc_portal.notices",
    "apmbc_portal.uploads",
    "apmbc_portal.privacy",
    "engagements",
    "meetings",
    "reports",
    "apmbc_portal.web.apps.WebConfig",
    "apmbc_portal.web.apps.DeskConfig",  # Django's admin with the portal's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "apmbc_portal.web.middleware.headers_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apmbc_portal.web.middleware.no_nul_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apmbc_portal.web.people.carry.carry_middleware",
    "allauth.account.middleware.AccountMiddleware",
    "apmbc_portal.web.middleware.viewer_middleware",
    "apmbc_portal.web.fragments.fragment_middleware",
    "apmbc_portal.web.people.gate.gate_middleware",
    "apmbc_portal.web.middleware.only_a_form_middleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # lets a version of a row know who acted; asks nothing itself
    "apmbc_portal.web.people.signing.signing_middleware",
    "apmbc_portal.web.middleware.once_more_middleware",
]

ROOT_URLCONF = "apmbc_portal.web.urls"
WSGI_APPLICATION = "apmbc_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apmbc_portal.web.context.portal",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- database -------------------------------------------------------------------------------------------------------
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

# --- broker, workers, cache -----------------------------------------------------------------------------------------
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

# --- sign-in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apmbc_portal.accounts.backends.PortalBackend"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one costs each test a second
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "apmbc_portal.web.people.adapter.PortalAdapter"
ACCOUNT_FORMS = {
    "login": "apmbc_portal.accounts.forms.LoginForm",
    "reset_password": "apmbc_portal.accounts.forms.ResetPasswordForm",
    "request_login_code": "apmbc_portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "apmbc_portal.accounts.forms.ConfirmLoginCodeForm",
    "change_password": "apmbc_portal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "apmbc_portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only because the ISU wrote to that address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = given.number("TRUSTED_PROXIES", 0)  # whose X-Forwarded-For the rate limits may believe
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to an address that nobody invited
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# A code by letter, for whoever forgot the password: typed into the window that asked for it, so that no fetched link uses it up.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Who needs a second factor: apmbc_portal/accounts/second_factor.py
MFA_ADAPTER = "apmbc_portal.accounts.mfa.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # keys that are plugged in need scripts in the page
MFA_TOTP_ISSUER = "The individualised approach"
MFA_TOTP_TOLERANCE = 1  # clocks differ, people type slowly; no code works twice
MFA_FORMS = {
    "authenticate": "apmbc_portal.accounts.mfa.AuthenticateForm",
    "reauthenticate": "apmbc_portal.accounts.mfa.ReauthenticateForm",
    "activate_totp": "apmbc_portal.accounts.mfa.ActivateForm",
}
LOGIN_REDIRECT_URL = "start"  # from there to the desk, the workspace or the home page
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "apmbc_portal.web.people.carry.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

# --- languages and time ---------------------------------------------------------------------------------------------
# One language so far: a page never mixes languages, so a language is listed here once its interface is translated.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "apmbc_portal.formats"  # Django's English dates are American
USE_TZ = True
TIME_ZONE = "Europe/Zurich"  # the ISU's desk; meetings carry their own zone

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(given.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # private: no URL serves it, views stream from it after asking the rule
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_UPLOAD_BYTES = given.number("MAX_UPLOAD_BYTES", 25 * 1024 * 1024, low=1024)
FILE_UPLOAD_HANDLERS = [
    "apmbc_portal.uploads.receiving.Counted",  # counts what is too large and writes it to no disk
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Text that is too long is refused at its field, where it is shown again; only what no person types is refused as a whole.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
CLAMAV_URL = given.clamav_url("CLAMAV_URL")  # optional: where a virus check listens
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if options := given.bucket("STORAGE_BUCKET"):
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

# --- letters --------------------------------------------------------------------------------------------------------
IN_FILES = f"filemail:///{VAR_DIR / 'mail'}"  # a developer reads letters in var/mail/
vars().update(given.email_url("EMAIL_URL", IN_FILES if LOCAL else "", real=not (LOCAL or DEMO)))
if TESTING:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_TIMEOUT = 20
SENDER = "" if not (LOCAL or DEMO) else "The individualised approach <portal@demo.example>"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = given.mailbox("DEFAULT_FROM_EMAIL", SENDER, named=True)
ISU_EMAIL = given.mailbox("ISU_EMAIL", "isu@demo.example" if LOCAL or DEMO else "")

# --- what the browser may do ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["admin.E403"]  # the desk's site is built on our own AdminSite class
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = given.number("HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "apmbc_portal.logs.Line", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": given.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}
