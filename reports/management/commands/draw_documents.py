"""The golden pages of docs/documents.md: one picture of each kind of document, drawn anew from the specimens."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

WHERE = Path(settings.BASE_DIR, "docs", "images", "documents")
WIDTH, COLOURS, LIMIT = 600, 64, 60_000
# (name of the picture, specimen, language, page): what docs/documents.md shows.
PAGES = [
    ("report-cover", "report", "en", 1),
    ("report-contents", "report", "en", 2),
    ("report-figures", "report", "en", 4),
    ("report-people", "report", "en", 5),
    ("report-cover-ar", "report", "ar", 1),
    ("report-contents-ar", "report", "ar", 2),
    ("report-people-ar", "report", "ar", 5),
    ("report-contents-zh", "report", "zh", 2),
    ("report-contents-ru", "report", "ru", 2),
    ("agenda", "agenda", "", 1),
    ("request-cover", "request", "", 1),
    ("request-needs", "request", "", 2),
    ("brief", "brief", "", 1),
    ("contact-list", "contact_list", "", 1),
    ("ledger", "ledger", "", 1),
    ("ledger-entries", "ledger", "", 2),
]


class Command(BaseCommand):
    help = "Draw the pictures of docs/documents.md anew. Needs what requirements-dev.txt names: make golden."
    requires_system_checks = ()

    def handle(self, **options):
        try:
            from PIL import Image

            from reports.testing.viewer import pictures
        except ImportError as error:
            raise CommandError(f"{error.name} is not installed; it comes with requirements-dev.txt. Try: make golden") from error
        from reports.printing.pdf import render
        from reports.testing import specimens

        WHERE.mkdir(parents=True, exist_ok=True)
        drawn = {}
        for name, specimen, language, number in PAGES:
            if (specimen, language) not in drawn:
                content = getattr(specimens, specimen)(*filter(None, [language]))
                drawn[specimen, language] = pictures(render(content)[0], width=WIDTH)
            picture, path = drawn[specimen, language][number - 1], WHERE / f"{name}.png"
            picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
            if path.stat().st_size > LIMIT:
                raise CommandError(f"{path.name} has {path.stat().st_size} bytes, more than {LIMIT}.")
        for path in WHERE.glob("*.png"):
            if path.stem not in {page[0] for page in PAGES}:
                path.unlink()
        self.stdout.write(f"{len(PAGES)} pages drawn in {WHERE.relative_to(settings.BASE_DIR)}/.")
