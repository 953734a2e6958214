"""The drill: what is backed up comes back, on either database, in a portal that was empty; and what is refused."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from apmbc_portal.audit.models import LedgerWords
from apmbc_portal.audit.record import record_decision
from apmbc_portal.audit.taking_out import take_out_of_ledgers
from apmbc_portal.keeping import archive, database
from apmbc_portal.testing.factories import isu_viewer, make_published, make_staff
from apmbc_portal.testing.processes import test_database_url

SECRET = "a word only the archive's file holds"  # noqa: S105


@pytest.fixture
def portal(transactional_db, settings, tmp_path):
    """A portal with a file, a decision in a ledger and a stored file, and its archive."""
    settings.MEDIA_ROOT = tmp_path / "media"
    text = make_published()
    make_staff()
    record_decision(text.hosts()[0].state.iso3, isu_viewer(), "open", text, text="The exact words of Ana Vero.")
    words = LedgerWords.objects.filter(part="text")
    take_out_of_ledgers(words, lambda value: (value.replace("Ana Vero", "[…]"), 1), reason="erased")
    stored = default_storage.save("papers/one.pdf", ContentFile(SECRET.encode()))
    path = tmp_path / "portal.tar"
    call_command("backup", str(path), stdout=StringIO())
    return path, stored


@pytest.fixture
def empty_database(tmp_path, portal):
    """The address of a database of the same kind that holds nothing."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    name = f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield test_database_url().replace(f"/{connection.settings_dict['NAME']}?", f"/{name}?")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(url, var, *command, **env):
    """Run a management command of another portal; the finished process."""
    env = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(var), "DEBUG": "", "DEMO": "true"} | env
    return subprocess.run([sys.executable, "manage.py", *command], env=env, capture_output=True, text=True, check=False)


def test_a_backup_comes_back_in_an_empty_portal_and_proves_it(portal, empty_database, tmp_path):
    path, stored = portal
    var = tmp_path / "var"
    var.mkdir()
    refused = manage(empty_database, var, "restore", str(path), LEDGER_KEY="another key, long enough to be taken for one 123")
    assert "LEDGER_KEY is not the key" in refused.stderr
    done = manage(empty_database, var, "restore", str(path))
    assert done.returncode == 0, done.stderr
    assert "are as they were on" in done.stdout
    assert "Words were taken out of 1 of their texts; an entry says so of each." in done.stdout
    assert "1 chains with 2 entries are whole" in done.stdout
    assert (var / "files" / stored).read_bytes() == SECRET.encode()
    assert (var / "files" / stored).stat().st_mode & 0o077 == 0
    again = manage(empty_database, var, "restore", str(path))
    assert "knows" in again.stderr
    assert "--replace-everything" in again.stderr
    assert manage(empty_database, var, "restore", str(path), "--replace-everything").returncode == 0


def test_the_archive_is_private_and_holds_no_key(portal, settings):
    path, stored = portal
    assert path.stat().st_mode & 0o077 == 0
    data = path.read_bytes()
    assert SECRET.encode() in data
    assert not {key for key in (settings.LEDGER_KEY, settings.SECRET_KEY) if key.encode() in data}
    with tarfile.open(path) as opened:
        manifest = json.load(opened.extractfile("manifest.json"))
    assert manifest["keys_needed"] == ["LEDGER_KEY", "SECRET_KEY"]
    assert manifest["rows"] == database.counts()
    assert set(manifest["sha256"]) == {manifest["database"], f"files/{stored}"}


def test_a_damaged_archive_is_refused_before_anything_is_touched(portal):
    path, _stored = portal
    before = database.counts()
    data = bytearray(path.read_bytes())
    at = data.index(SECRET.encode())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(CommandError, match="damaged: files/papers/one"):
        call_command("restore", str(path), "--replace-everything")
    path.write_bytes(b"not an archive")
    with pytest.raises(CommandError, match="not a backup of the portal"):
        call_command("restore", str(path), "--replace-everything")
    assert database.counts() == before


def test_a_name_that_leaves_the_directory_is_refused(portal, tmp_path):
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as opened:
        entry = tarfile.TarInfo("../../evil")
        opened.addfile(entry, BytesIO(b""))
    with pytest.raises(archive.Impossible, match="not a backup"):
        archive.restore(path)


def test_a_backup_never_overwrites_one(portal):
    path, _stored = portal
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(path))


def test_what_is_not_the_same_is_said(portal):
    path, stored = portal
    with tarfile.open(path) as opened:
        manifest = json.load(opened.extractfile("manifest.json"))
    assert archive.differences(manifest) == []
    make_staff(user=None)
    default_storage.delete(stored)
    said = archive.differences(manifest)
    assert f"{stored} is missing" in said
    assert any(line.startswith("accounts_user: ") for line in said)
