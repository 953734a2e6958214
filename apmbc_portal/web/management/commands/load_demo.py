import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apmbc_portal.web.demo.story import load
from engagements.models import State


class Command(BaseCommand):
    help = "Load the demonstration: invented States, people, meetings and reports. Does nothing where it is loaded already."

    def handle(self, verbosity=1, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration is refused in service. Set DEMO=true to load it all the same.")
        password = os.environ.get("DEMO_PASSWORD", "")
        if len(password) < 12:
            raise CommandError("DEMO_PASSWORD must be set to at least 12 characters: the password of the demo sign-ins.")
        if State.objects.filter(is_demo=True).exists():
            self.stdout.write("The demonstration is loaded already.")
            return
        with transaction.atomic():
            count = load(password)
        if verbosity:
            self.stdout.write(f"Loaded {count} invented engagements.")
