"""A database, a store, a cache and an outbox of the check's own: nothing of the service is read, written or sent."""

import logging
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

FILES = "django.core.files.storage.FileSystemStorage"
STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"  # hashed names need files that were collected


class Impossible(Exception):
    """Why there can be no database of the check's own here."""


@contextmanager
def database_of_its_own(*, verbosity=0):
    """Inside, the default connection speaks to a new, migrated database, which is destroyed at the end whatever happens.

    All of it runs in one transaction that is never committed: no wake-up reaches the broker, no letter a mail server.
    """
    quiet = logging.getLogger("django.request")
    with tempfile.TemporaryDirectory(prefix="check-release-") as directory, settings_of_its_own(directory):
        real_name = connection.settings_dict["NAME"]
        tests = connection.settings_dict["TEST"]
        kept, name = tests["NAME"], f"check_release_{os.getpid()}"
        tests["NAME"] = name if connection.vendor == "postgresql" else str(Path(directory) / f"{name}.sqlite3")
        was_quiet, quiet.disabled = quiet.disabled, True  # thousands of 404 are what this is about
        try:
            made = create(verbosity)
            try:
                with transaction.atomic():
                    yield made
                    transaction.set_rollback(True)
            finally:
                connection.creation.destroy_test_db(real_name, verbosity=verbosity)
        finally:
            tests["NAME"], quiet.disabled = kept, was_quiet


def create(verbosity):
    try:
        return connection.creation.create_test_db(verbosity=verbosity, autoclobber=True, serialize=False)
    except SystemExit as error:  # Django's own answer to a database that cannot be made
        raise Impossible(PRIVILEGE) from error
    except (DatabaseError, ImproperlyConfigured) as error:
        raise Impossible(f"{PRIVILEGE} ({error})") from error


PRIVILEGE = (
    "No database of its own could be made. On PostgreSQL the portal's user needs CREATEDB for this; or run the check on "
    "another machine with the same release, where DATABASE_URL names an SQLite file."
)


def settings_of_its_own(directory):
    return override_settings(
        DEBUG=False,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "check-release"}},
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        MEDIA_ROOT=directory,
        STORAGES={"default": {"BACKEND": FILES, "OPTIONS": {"location": directory}}, "staticfiles": {"BACKEND": STATIC}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # nobody signs in here by a password
        CELERY_BROKER_URL="memory://",
    )
