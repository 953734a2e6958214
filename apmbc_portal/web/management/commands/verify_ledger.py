import datetime

from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.audit.models import LedgerEntry, LedgerHead
from apmbc_portal.audit.record import faults
from apmbc_portal.audit.triggers import missing_triggers


class Command(BaseCommand):
    help = "Check the States' ledgers: every seal, every link to the entry before, the end of each chain, the triggers that guard them."

    def add_arguments(self, parser):
        parser.add_argument("chains", nargs="*", metavar="CODE", help="ISO 3166 alpha-3 codes; every chain without any")
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="SEAL",
            help="a seal from a letter or a printed ledger: find its entry",
        )

    def handle(self, *args, chains, against=(), verbosity, **options):
        known = set(LedgerHead.objects.values_list("chain", flat=True)) | set(
            LedgerEntry.objects.order_by().values_list("chain", flat=True).distinct()
        )
        chosen = sorted({code.upper() for code in chains} or known)
        found = [f"{code}: there is no such chain" for code in chosen if code not in known]
        found += [f"the trigger {name} is missing" for name in sorted(missing_triggers())]
        for code in chosen:
            if code in known:
                faulty = faults(code)
                found += faulty
                if verbosity > 1 and not faulty:
                    head = LedgerHead.objects.get(chain=code)
                    self.stdout.write(f"{code}: {head.number} entries, the last sealed {head.seal}")
        for seal in against:
            place = where_sealed(seal, chosen)
            found += [] if place else [f"{seal}: no entry of {', '.join(chosen)} bears this seal"]
            if place:
                self.stdout.write(place)
        if found:
            # One sentence a fault; the exit status is what a nightly job looks at.
            raise CommandError("\n".join(found), returncode=1)
        entries = LedgerEntry.objects.filter(chain__in=chosen).count()
        self.stdout.write(self.style.SUCCESS(f"{len(chosen)} chains with {entries} entries are whole."))


def where_sealed(seal, chains):
    """Which entry bears a seal, as a sentence for whoever asked; empty where none does."""
    entry = LedgerEntry.objects.filter(seal="".join(seal.split()).lower(), chain__in=chains).first()
    if entry is None:
        return ""
    later = LedgerEntry.objects.filter(chain=entry.chain, number__gt=entry.number).count()
    day = entry.at.astimezone(datetime.UTC)
    said = f"{entry.chain}: the seal is that of entry {entry.number}, recorded on {day:%Y-%m-%d %H:%M} UTC"
    return f"{said}; {later} more follow from it." if later else f"{said}, the last."
