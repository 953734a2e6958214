from django.core.management.base import BaseCommand

from apmbc_portal.visibility import Viewer
from apmbc_portal.web.privacy.retention import RETENTION, purge

OPERATOR = Viewer(label="whoever runs the portal, by purge")


class Command(BaseCommand):
    help = "Empty and delete what is kept no longer (docs/privacy.md has the table). It runs every night by itself."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would go, by kind")

    def handle(self, *, dry_run, **options):
        counts = purge(dry_run=dry_run, by=OPERATOR)
        width = max(map(len, counts))
        for kind, count in counts.items():
            rule = RETENTION[kind]
            self.stdout.write(f"{kind:<{width}} {count:>7}  {rule.period}: {rule.then}")
        total, what = sum(counts.values()), "would go" if dry_run else "done"
        self.stdout.write(self.style.SUCCESS(f"{total} rows and files {what}."))
