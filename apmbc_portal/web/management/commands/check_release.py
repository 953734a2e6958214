from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.web.release_check.apart import Impossible, database_of_its_own
from apmbc_portal.web.release_check.walk import Walk
from apmbc_portal.web.release_check.world import World

SHOWN = 60


class Command(BaseCommand):
    help = (
        "Check that nothing tells of what no State opened: marked words in a database of the check's own, every address, everybody "
        "who must not know. Reads and changes nothing of the service."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar="PREFIX",
            help="only addresses that begin so (documents/); again for more",
        )
        parser.add_argument(
            "--plain-files", action="store_true", help="do not lay out documents: quicker, but no PDF or Word file is looked into"
        )

    def handle(self, *, only, plain_files, verbosity, **options):
        try:
            with database_of_its_own(verbosity=max(0, verbosity - 1)):
                world = World(real_files=not plain_files)
                walked = Walk(world, only=only).run()
                self.say_what_was_walked(world, walked)
        except Impossible as reason:
            raise CommandError(str(reason)) from reason
        if verbosity > 1:
            self.stdout.write("\n".join(sorted(walked.routes)))
        if not walked.routes or not walked.asked:
            raise CommandError("Nothing was walked: no address begins so.")
        if walked.leaks or walked.failures:
            found = [*walked.failures, *map(str, walked.leaks)]
            more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
            raise CommandError("\n".join([f"{len(walked.leaks)} leaks, {len(walked.failures)} failures:", *found[:SHOWN], *more]))
        self.stdout.write(self.style.SUCCESS("0 hits."))

    def say_what_was_walked(self, world, walked):
        """So that nobody takes an empty walk for a good one."""
        marked = {where for file in world.planted for where in file.marks.values()}
        rows = sum(len(file.rows) for file in world.planted)
        models = {row._meta.label for file in world.planted for row in file.rows.values()}
        self.stdout.write(f"{len(walked.routes)} routes, asked {sum(walked.asked.values())} times:")
        for who, times in walked.asked.items():
            self.stdout.write(f"  {times:6}  {who}")
        self.stdout.write(
            f"{rows} rows of {len(models)} models in {len(world.planted)} files; {len(marked)} columns and files hold a marked word."
        )
        for what in sorted({one for file in world.planted for one in file.unmarked}):
            self.stdout.write(f"Too short for a word: {what}")
