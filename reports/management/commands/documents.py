"""The queues of documents in a terminal: for whoever runs the portal, and for its monitoring."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timesince import timesince

from apmbc_portal.visibility import Viewer
from reports.documents import cancel_all, retry_all
from reports.models import Document
from reports.queues import failed_lately, late, queues

OPERATOR = Viewer(isu=True, label="operator, on the command line")
TROUBLE, MISTAKE = 1, 2  # exit codes: something needs a person; the command itself could not be carried out
SHOWN = 50


class Command(BaseCommand):
    help = (
        "Show the queues of documents, what failed and why; make it again or call it off. Ends with code 0 when all is well, "
        "1 when something failed in the last seven days or waits too long, 2 when what was asked for was not possible."
    )

    def add_arguments(self, parser):
        does = parser.add_mutually_exclusive_group()
        does.add_argument("--list", action="store_true", help=f"the newest {SHOWN} documents")
        does.add_argument("--failed", action="store_true", help="what failed, with reasons")
        does.add_argument("--waiting", action="store_true", help="what waits or is being made")
        does.add_argument("--retry", metavar="ID", nargs="+", help="make these again; the beginning of an id is enough")
        does.add_argument("--retry-failed", action="store_true", help="make everything again that failed in the last seven days")
        does.add_argument("--cancel", metavar="ID", nargs="+", help="call these off")

    def handle(self, **options):
        rows = Document.objects.defer("content")
        if options["retry"]:
            return self.report("queued again", *retry_all(self.named(options["retry"]), by=OPERATOR))
        if options["retry_failed"]:
            return self.report("queued again", *retry_all(failed_lately().defer("content"), by=OPERATOR))
        if options["cancel"]:
            return self.report("called off", *cancel_all(self.named(options["cancel"]), by=OPERATOR))
        if options["failed"]:
            return self.table(rows.filter(status=Document.Status.FAILED))
        if options["waiting"]:
            return self.table(rows.pending())
        if options["list"]:
            return self.table(rows)
        return self.summary()

    def summary(self):
        for queue in queues():
            oldest = f", the oldest for {since(queue.oldest)}" if queue.oldest else ""
            warning = "  <- too long: do the workers run?" if queue.is_late else ""
            self.stdout.write(f"{queue.name}: {queue.waiting} waiting{oldest}, {queue.running} being made{warning}")
        failed = failed_lately().count()
        self.stdout.write(f"Failed in the last seven days: {failed}" + ("  <- manage.py documents --failed" if failed else ""))
        if failed or late().exists():
            raise CommandError("Something needs a person.", returncode=TROUBLE)

    def table(self, rows):
        count = rows.count()
        for document in rows.order_by("-asked_at")[:SHOWN]:
            told = f"{str(document.pk)[:8]}  {document.status:<9}  {since(document.asked_at):>10}  attempt {document.attempt}  "
            self.stdout.write(f"{told}{document.kind}.{document.format}  {document.title}")
            if document.error:
                self.stdout.write(f"          {document.error}")
        self.stdout.write(f"{count} in all" + (f", the newest {SHOWN} shown" if count > SHOWN else ""))

    def report(self, what, done, left):
        for document in done:
            self.stdout.write(f"{str(document.pk)[:8]}  {what}: {document.title}")
        for document, reason in left:
            self.stderr.write(f"{str(document.pk)[:8]}  not {what}: {document.title}: {reason}")
        self.stdout.write(f"{len(done)} {what}")
        if left:
            raise CommandError(f"{len(left)} not {what}.", returncode=MISTAKE)

    def named(self, beginnings):
        """The documents whose ids begin so, each exactly one."""
        found = []
        for beginning in beginnings:
            plain = beginning.replace("-", "")
            try:
                low, high = UUID(plain.ljust(32, "0")), UUID(plain.ljust(32, "f"))
            except ValueError:
                raise CommandError(f"{beginning} is not the beginning of an id.", returncode=MISTAKE) from None
            match = list(Document.objects.defer("content").filter(pk__gte=low, pk__lte=high)[:2])
            if len(match) != 1:
                what = "Several documents have ids that begin" if match else "No document has an id that begins"
                raise CommandError(f"{what} with {beginning}.", returncode=MISTAKE)
            found += match
        return found


def since(moment):
    return timesince(moment, timezone.now(), depth=1).replace("\xa0", " ")
