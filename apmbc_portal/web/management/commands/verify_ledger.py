import datetime

from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.audit.models import LedgerEntry, LedgerHead, LedgerWords
from apmbc_portal.audit.record import faults
from apmbc_portal.audit.triggers import missing_triggers


class Command(BaseCommand):
    help = "Check the States' ledgers: every seal, all words against their hashes, each link, the end of each chain, the triggers that guard them."

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
        if left := LedgerWords.objects.filter(entry__chain__in=chosen).exclude(removal=None).count():
            self.stdout.write(f"Words were taken out of {left} of their texts; an entry says so of each.")
        self.stdout.write(self.style.SUCCESS(f"{len(chosen)} chains with {entries} entries are whole."))


def where_sealed(seal, chains):
    """Which entry bears a seal, as a sentence for whoever asked; empty where none does."""
    sought, entries = "".join(seal.split()).lower(), LedgerEntry.objects.filter(chain__in=chains)
    entry, how = entries.filter(seal=sought).first(), ""
    for anew in entries.filter(verb="seal_anew") if entry is None else ():  # the seals of before stand in its detail
        for number in (number for number, before in anew.detail["before"].items() if before == sought):
            entry, how = entries.get(chain=anew.chain, number=number), f", before entry {anew.number} sealed it anew"
    if entry is None:
        return ""
    later = LedgerEntry.objects.filter(chain=entry.chain, number__gt=entry.number).count()
    day = entry.at.astimezone(datetime.UTC)
    said = f"{entry.chain}: the seal is that of entry {entry.number}{how}, recorded on {day:%Y-%m-%d %H:%M} UTC"
    return f"{said}; {later} more follow from it." if later else f"{said}, the last."
