"""One archive of everything the portal keeps. The keys are named in it, never included."""

import hashlib
import hmac
import io
import json
import os
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from apmbc_portal.keeping import database
from apmbc_portal.keeping.database import Impossible

MANIFEST = "manifest.json"
FILES = "files/"
KEYS = ["LEDGER_KEY", "SECRET_KEY"]
PIECE = 1024 * 1024


def key_mark():
    """Tells whether the ledger's key is the one the backup was made with, without telling the key."""
    return hmac.new(settings.LEDGER_KEY.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def make(path):
    """Write the archive to `path`, whole or not at all. Returns its manifest."""
    path = Path(path)
    if path.exists():
        raise Impossible(f"{path} exists already; a backup never overwrites one.")
    partial = path.with_name(path.name + ".partial")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with (
            tempfile.TemporaryDirectory(dir=path.parent) as directory,
            os.fdopen(os.open(partial, flags, 0o600), "wb") as out,
            tarfile.open(fileobj=out, mode="w") as archive,
        ):
            name, counts = database.dump(directory)
            if not counts:
                raise Impossible("The database is empty: there is nothing to back up. Is DATABASE_URL the right one?")
            hashes = {name: add(archive, name, Path(directory, name).open("rb"))}  # noqa: SIM115  (add closes it)
            # Files come after the database: one that arrived in between is surplus, and none a row names is missed.
            for stored in sorted(walk()):
                hashes[FILES + stored] = add(archive, FILES + stored, default_storage.open(stored))
            manifest = {
                "made": timezone.now().isoformat(),
                "release": settings.RELEASE,
                "database": name,
                "rows": counts,
                "sha256": hashes,
                "keys_needed": KEYS,
                "ledger_key_mark": key_mark(),
            }
            add(archive, MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def add(archive, name, source):
    """Copy an open file into the archive and return the SHA-256 of what was copied."""
    with source, tempfile.TemporaryFile() as copy:
        digest = hashlib.sha256()
        while piece := source.read(PIECE):
            digest.update(piece)
            copy.write(piece)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = copy.tell(), 0o600, timezone.now().timestamp()
        copy.seek(0)
        archive.addfile(entry, copy)
    return digest.hexdigest()


def walk(folder=""):
    """The names of all stored files."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        yield from walk(f"{folder}/{name}" if folder else name)


def restore(path, *, over_people=False):
    """Put an archive back: checked from end to end before anything is touched. Returns its manifest."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as directory:
        manifest = unpacked(Path(path), Path(directory))
        if manifest["database"] != (expected := database.NAMES[database.connection.vendor]):
            raise Impossible(f"The archive holds {manifest['database']}, this portal needs {expected}.")
        if manifest["ledger_key_mark"] != key_mark():
            raise Impossible("LEDGER_KEY is not the key this backup was made with: the ledgers could not be verified.")
        if not over_people and (known := database.people()):
            raise Impossible(
                f"This database knows {known} people. To replace everything it holds by the backup, say --replace-everything."
            )
        database.restore(Path(directory, manifest["database"]))
        for name in manifest["sha256"]:
            if name.startswith(FILES):
                put(name.removeprefix(FILES), Path(directory, name))
    return manifest


def unpacked(path, directory):
    """Unpack an archive into `directory` and return its manifest; raises `Impossible` for whatever is not as it was written."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(directory, filter="data")
        manifest = json.loads(Path(directory, MANIFEST).read_text())
        wanted = manifest["sha256"]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise Impossible(f"{path} is not a backup of the portal ({type(error).__name__}).") from error
    found = {}
    for one in directory.rglob("*"):
        if one.is_file() and one.name != MANIFEST:
            with one.open("rb") as file:
                found[str(PurePosixPath(one.relative_to(directory)))] = sha256(file)
    if found != wanted:
        wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        raise Impossible(f"The archive is damaged: {', '.join(wrong[:5])}.")
    return manifest


def sha256(file):
    return hashlib.file_digest(file, "sha256").hexdigest()


def put(name, source):
    """Bring one file back under its own name; the name is what the rows remember."""
    if default_storage.exists(name):
        default_storage.delete(name)
    with source.open("rb") as file:
        default_storage.save(name, File(file))


def differences(manifest):
    """What the portal holds now against a manifest: sentences, none where both agree."""
    now = database.counts()
    said = [
        f"{table}: {now.get(table, 0)} rows instead of {count}"
        for table, count in manifest["rows"].items()
        if now.get(table) != count
    ]
    for name, digest in manifest["sha256"].items():
        if not name.startswith(FILES):
            continue
        stored = name.removeprefix(FILES)
        if not default_storage.exists(stored):
            said.append(f"{stored} is missing")
        else:
            with default_storage.open(stored) as file:
                if sha256(file) != digest:
                    said.append(f"{stored} has other bytes")
    return said
