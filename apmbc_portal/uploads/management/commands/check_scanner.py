import io
import re
import zipfile

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.uploads import clamav

# The harmless file that every virus check finds; in two pieces, or this one would be found.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
SECONDS = 60


class Command(BaseCommand):
    help = "Ask the virus check (CLAMAV_URL) what it is, and whether it finds what it must in the largest file the portal takes."

    def handle(self, **options):
        if not clamav.is_set():
            raise CommandError("CLAMAV_URL is not set: files are not looked through for viruses.")
        self.stdout.write(asked("VERSION"))
        for what, data, is_bad in (
            ("a small clean file", b"clean", False),
            ("a small test file", EICAR, True),
            ("a clean file as large as may be handed in", b"a" * settings.MAX_UPLOAD_BYTES, False),
            ("a test file in an archive as large as may be handed in", archive(settings.MAX_UPLOAD_BYTES), True),
        ):
            found = asked(data)
            if bool(found) != is_bad:
                raise CommandError(f"{what}: {f'found {found}' if found else MISSED}")
            self.stdout.write(f"{what}: {f'found ({found})' if found else 'nothing found'}, as it should be")


MISSED = "NOTHING FOUND. Has the daemon its signatures? Are MaxFileSize and MaxScanSize above MAX_UPLOAD_BYTES (docs/operate.md)?"


def asked(data):
    """The daemon's answer to a command, or what it finds in bytes."""
    try:
        return clamav.asked(data, SECONDS) if isinstance(data, str) else clamav.found_in(io.BytesIO(data), SECONDS)
    except clamav.Unreachable as why:
        told = " Raise StreamMaxLength above MAX_UPLOAD_BYTES." if re.search("size limit|Pipe|Reset", str(why)) else ""
        raise CommandError(f"The virus check gave no verdict: {why}.{told}") from why


def archive(size):
    """An archive of `size` bytes whose last file is the test file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("padding", b"")
        parts.writestr("eicar.com", EICAR)
    padding = b"a" * (size - len(out.getvalue()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("padding", padding)
        parts.writestr("eicar.com", EICAR)
    return out.getvalue()
