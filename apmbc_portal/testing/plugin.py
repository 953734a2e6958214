"""The suite's pytest plugin, loaded by pytest.ini before Django's settings are read."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

pytest_plugins = [f"apmbc_portal.testing.{name}" for name in ("speed", "processes", "crew", "browser", "saves")]

DIRECTORY = pytest.StashKey[Path]()
OTHER_DATABASE = {"postgresql": "sqlite", "sqlite": "postgresql"}


def environment_of_tests(directory):
    """The whole environment of a test process: nothing of the caller's leaks in, nothing is written to var/."""
    return {
        "VAR_DIR": str(directory),
        "SECRET_KEY": "only-for-tests-" + "s" * 40,
        "LEDGER_KEY": "only-for-tests-" + "l" * 40,
        "RELEASE": "test",
        "SITE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "EMAIL_URL": f"filemail:///{directory}/mail",
        "LOG_LEVEL": "WARNING",
    }


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Runs before pytest-django reads the settings, because it wraps all other hooks of this name."""
    directory = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    for part in ("files", "static", "mail", "run"):
        (directory / part).mkdir()
    early_config.stash[DIRECTORY] = directory
    for name in (
        "DEBUG",
        "DEMO",
        "OFFICIAL_SITE",
        "REDIS_URL",
        "STATIC_ROOT",
        "STORAGE_BUCKET",
        "ISU_EMAIL",
        "DEFAULT_FROM_EMAIL",
    ):
        os.environ.pop(name, None)
    os.environ.update(environment_of_tests(directory))
    return (yield)


def pytest_unconfigure(config):
    if DIRECTORY in config.stash:
        shutil.rmtree(config.stash[DIRECTORY], ignore_errors=True)


def pytest_configure(config):
    from apmbc_portal.testing import database  # only now are the settings' variables set

    database.install()
    config.addinivalue_line("markers", "postgresql: asks for something only PostgreSQL has; left out on SQLite")
    config.addinivalue_line("markers", "sqlite: asks for something only SQLite has; left out on PostgreSQL")


def pytest_collection_modifyitems(config, items):
    """Tests of the other database are left out, not skipped: a skip means that something is missing."""
    from django.db import connection

    other = OTHER_DATABASE[connection.vendor]
    foreign = [item for item in items if item.get_closest_marker(other)]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if item not in foreign]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """In CI a skipped test is a failure: every part is installed there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") == "true" and reporter.stats.get("skipped") and not session.exitstatus:
        reporter.write_line("CI=true: a skipped test counts as a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _record_may_be_emptied():
    """Emptying the database after a transactional test meets the append-only triggers; post_migrate puts them back."""
    from django.test import TransactionTestCase

    from apmbc_portal.audit.triggers import drop_triggers

    flush = TransactionTestCase._fixture_teardown

    def teardown(self):
        for alias in self._databases_names(include_mirrors=False):
            drop_triggers(alias)
        flush(self)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session", autouse=True)
def _signing_in_shows_the_second_factor():
    """`client.force_login(user)` signs in as the user would: with the second factor, where they have one."""
    from django.test import Client

    from apmbc_portal.testing.second_factor import show

    plain = Client.force_login

    def force_login(self, user, backend=None):
        plain(self, user, backend)
        show(self, user)

    Client.force_login = force_login
    yield
    Client.force_login = plain


@pytest.fixture
def desk(client, db):
    """The test's browser, signed in as a member of the ISU's staff."""
    from apmbc_portal.testing.factories import make_staff

    client.force_login(make_staff())
    return client


@pytest.fixture(autouse=True)
def _empty_cache():
    """Each test begins with an empty cache: a rolled-back publication counter would find another test's pages."""
    from django.core.cache import cache

    cache.clear()
