from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apmbc_portal.keeping import archive


class Command(BaseCommand):
    help = "Write database and files into one archive. The keys are not in it: keep LEDGER_KEY and SECRET_KEY elsewhere."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", help="the archive, or a directory for it (default: backups/ in VAR_DIR)")

    def handle(self, *args, path=None, **options):
        target = Path(path) if path else settings.VAR_DIR / "backups"
        if not path:
            target.mkdir(mode=0o700, exist_ok=True)
        if target.is_dir():
            target = target / f"portal-{timezone.now():%Y%m%d-%H%M%S}.tar"
        try:
            manifest = archive.make(target)
        except (archive.Impossible, OSError) as reason:
            raise CommandError(str(reason)) from reason
        files = len(manifest["sha256"]) - 1
        self.stdout.write(
            f"{sum(manifest['rows'].values())} rows and {files} files are in {target} ({target.stat().st_size:,} bytes)."
        )
        self.stdout.write(
            f"Not in it, and needed to use it: {', '.join(manifest['keys_needed'])}. It holds personal data: encrypt it."
        )
