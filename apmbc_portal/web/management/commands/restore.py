from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.keeping import archive


class Command(BaseCommand):
    help = "Put a backup back, after checking every byte of it; then compare counts, check sums and the ledgers."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", help="the archive")
        parser.add_argument("--replace-everything", action="store_true", help="also where the database knows people already")

    def handle(self, *args, path, replace_everything=False, **options):
        try:
            manifest = archive.restore(path, over_people=replace_everything)
        except (archive.Impossible, OSError) as reason:
            raise CommandError(str(reason)) from reason
        if found := archive.differences(manifest):
            raise CommandError("Restored, but not the same:\n" + "\n".join(found))
        call_command("verify_ledger", stdout=self.stdout)
        rows, files = sum(manifest["rows"].values()), len(manifest["sha256"]) - 1
        self.stdout.write(self.style.SUCCESS(f"{rows} rows and {files} files are as they were on {manifest['made'][:16]}."))
        self.stdout.write("Now run: manage.py migrate (a newer release may need it), then start the portal.")
