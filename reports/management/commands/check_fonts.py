from django.conf import settings
from django.core.management.base import BaseCommand

from reports.printing.fonts.boxes import CARRIED, LEFT_TO_THE_MACHINE, boxes, complaints


class Command(BaseCommand):
    help = "Say which scripts printed documents would show as empty boxes on this machine. --verbosity 0 speaks of trouble only."
    requires_system_checks = ()

    def handle(self, verbosity=1, **options):
        said = complaints(settings.VAR_DIR)
        for sentence in said:
            self.stdout.write(self.style.WARNING(sentence))
        if not verbosity:
            return
        if not said:
            self.stdout.write(f"Drawn by the portal's own fonts: {', '.join(CARRIED)}.")
        lacking = boxes(settings.VAR_DIR, LEFT_TO_THE_MACHINE)
        if drawn := [script for script in LEFT_TO_THE_MACHINE if script not in lacking]:
            self.stdout.write(f"Drawn by fonts of this machine: {', '.join(drawn)}.")
        if lacking:
            self.stdout.write(f"Empty boxes, since neither has them: {', '.join(lacking)}.")
