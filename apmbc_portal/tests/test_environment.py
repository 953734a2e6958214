"""A value that is missing or bad refuses to start and says which. One helper process reads the settings again and again."""

import json
import subprocess
import sys

import pytest

from apmbc_portal.run.lint import service_environment

HELPER = """
import importlib, json, os, sys
path = dict(os.environ)
for line in sys.stdin:
    os.environ.clear(); os.environ.update(path | json.loads(line))
    for name in [name for name in sys.modules if name.startswith(("apmbc_portal.settings", "apmbc_portal.environment"))]:
        del sys.modules[name]
    try:
        settings = importlib.import_module("apmbc_portal.settings")
        answer = {name: str(getattr(settings, name)) for name in dir(settings) if name.isupper() and name != "LANGUAGES"}
    except Exception as error:
        answer = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """start(NAME=value, …): the settings of service with these changes; None takes a variable away."""
    service = service_environment(str(tmp_path_factory.mktemp("var")))
    bare = {name: service.pop(name) for name in ("PATH", "HOME")}
    command = [sys.executable, "-W", "ignore", "-c", HELPER]
    with subprocess.Popen(command, env=bare, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as helper:

        def read(**changes):
            given = {name: value for name, value in (service | changes).items() if value is not None}
            helper.stdin.write(json.dumps(given) + "\n")
            helper.stdin.flush()
            return json.loads(helper.stdout.readline())

        yield read
        helper.stdin.close()


def test_service_starts_when_everything_is_named(start):
    settings = start()
    assert "refused" not in settings
    assert {settings[name] for name in ("DEBUG", "DEMO", "TESTING", "OFFICIAL_SITE")} == {"False"}
    assert {settings[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")} == {"True"}
    assert "CompressedManifest" in settings["STORAGES"]
    assert len(settings["RELEASE"]) == 12
    assert "ForgivingCache" in settings["CACHES"]  # limits on signing in are kept where all processes see them
    assert "redis://" in settings["CACHES"]
    assert [name for name in settings if "BYPASS" in name] == []  # no code that fits everybody


REQUIRED = [
    "SECRET_KEY",
    "LEDGER_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
]
REQUIRED += ["ISU_EMAIL"]


@pytest.mark.parametrize("value", [None, "", "  "])
@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_value_is_named(start, name, value):
    assert start(**{name: value})["refused"].startswith(f"ImproperlyConfigured: {name} must")


BAD = [
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "x" * 60),
    ("LEDGER_KEY", "changeme" * 5),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", ","),
    ("ALLOWED_HOSTS", "https://portal.example.org/"),
    ("SITE_URL", "portal.example.org"),
    ("SITE_URL", "http://portal.example.org"),
    ("SITE_URL", "https://portal.example.org/path"),
    ("SITE_URL", "https://portal.example.org:port"),
    ("SITE_URL", "https://"),
    ("DATABASE_URL", "portal.sqlite3"),
    ("DATABASE_URL", "mysql://user@host/portal"),
    ("DATABASE_URL", "postgres://user:password@host:port/portal"),
    ("DATABASE_URL", "postgres://user:password@host"),
    ("DATABASE_URL", "sqlite:///"),
    ("REDIS_URL", "redis"),
    ("REDIS_URL", "amqp://host"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://host:port/0"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp+tls://user:password@mail.example.org:port"),
    ("EMAIL_URL", "filemail:////tmp/mail"),
    ("EMAIL_URL", "consolemail://"),
    ("DEFAULT_FROM_EMAIL", "The portal"),
    ("ISU_EMAIL", "isu at example.org"),
    ("DEBUG", "perhaps"),
    ("DEMO", "2"),
    ("OFFICIAL_SITE", "nearly"),
    ("PORT", "0"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("MAX_UPLOAD_BYTES", "25 MB"),
    ("MAX_UPLOAD_BYTES", "10"),
    ("HSTS_SECONDS", "-1"),
    ("CLAMAV_URL", "clamav:3310"),
    ("CLAMAV_URL", "tcp://"),
    ("CLAMAV_URL", "https://clamav.example.org"),
    ("LOG_LEVEL", "chatty"),
    ("VAR_DIR", "/proc/portal"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named(start, name, value):
    assert start(**{name: value})["refused"].startswith(f"ImproperlyConfigured: {name} must")


def test_a_secret_value_is_not_repeated_in_the_refusal(start):
    assert "hunter2" not in start(DATABASE_URL="postgres://user:hunter2@host:port/portal")["refused"]
    assert "hunter2" not in start(EMAIL_URL="smtp+tls://user:hunter2@host:port")["refused"]
    assert "hunter2" not in start(SECRET_KEY="hunter2")["refused"]


def test_the_two_keys_must_differ(start):
    assert start(LEDGER_KEY=start()["SECRET_KEY"])["refused"].endswith("SECRET_KEY and LEDGER_KEY must differ.")


def test_postgres_options_are_for_postgres_only(start):
    assert "CONN_HEALTH_CHECKS" in start(DATABASE_URL="postgres://user:password@host:5432/portal", CONN_MAX_AGE="60")["DATABASES"]
    bad = start(DATABASE_URL="postgres://user:password@host:5432/portal", CONN_MAX_AGE="long")
    assert bad["refused"].startswith("ImproperlyConfigured: CONN_MAX_AGE must")


def test_an_object_store_needs_its_keys(start):
    store = {
        "STORAGE_BUCKET": "portal",
        "STORAGE_ACCESS_KEY": "a",
        "STORAGE_SECRET_KEY": "s",
        "STORAGE_ENDPOINT": "https://s3.example.org",
    }
    assert "S3Storage" in start(**store)["STORAGES"]
    for name in ("STORAGE_ACCESS_KEY", "STORAGE_SECRET_KEY"):
        assert start(**store | {name: ""})["refused"].startswith(f"ImproperlyConfigured: {name} must")
    assert start(**store | {"STORAGE_ENDPOINT": "s3"})["refused"].startswith("ImproperlyConfigured: STORAGE_ENDPOINT must")


def test_a_demo_on_ones_own_machine_needs_no_servers(start):
    demo = start(DEMO="true", REDIS_URL=None, EMAIL_URL="filemail:////tmp/mail", SITE_URL="http://localhost:8000", ISU_EMAIL=None)
    assert demo["CELERY_BROKER_URL"] == "filesystem://"
    assert demo["SESSION_COOKIE_SECURE"] == "False"


def test_development_needs_nothing(start):
    settings = start(**dict.fromkeys(REQUIRED), DEBUG="1")
    assert (settings["DEBUG"], settings["SITE_URL"]) == ("True", "http://localhost:8000")
