from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import engagements.reference
import meetings.reference
from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Viewer
from engagements.reference import BadReference


class Command(BaseCommand):
    help = "Loads the reference data from the project's files; a second run changes nothing."

    def handle(self, **options):
        try:
            with transaction.atomic():
                changes = [*engagements.reference.load(), *meetings.reference.load()]
                if any(changes):
                    # A line of history, which raises the publication counter too: no copy of an old fact is served.
                    counts = {change.label: [change.created, change.changed, change.removed] for change in changes if change}
                    record(Viewer(label="load_reference"), "load_reference", "Reference data", **counts)
        except BadReference as error:
            raise CommandError(error) from error
        if options["verbosity"]:
            for change in changes:
                self.stdout.write(
                    f"{change.total:4} {change.label}: {change.created} new, {change.changed} changed, {change.removed} removed"
                )
