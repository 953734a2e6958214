"""Where the portal stands and what it is made of: paths, keys, addresses, apps, middleware, templates."""

import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from apmbc_portal import environment as given

BASE_DIR = Path(__file__).resolve().parents[2]
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
