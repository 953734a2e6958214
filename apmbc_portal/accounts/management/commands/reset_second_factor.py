from django.core.management.base import BaseCommand, CommandError

from apmbc_portal.accounts import second_factor
from apmbc_portal.accounts.models import User
from apmbc_portal.visibility import Viewer


class Command(BaseCommand):
    help = "Take somebody's lost second factor away, where no colleague can do it at the desk."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("note", help="how you made sure that it is they who ask, in quotes; it stands in history")

    def handle(self, email, note, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        operator = Viewer(isu=True, label="operator, on the command line")
        if refusal := second_factor.reset_refusal(user, operator):
            raise CommandError(refusal)
        if not note.strip():
            raise CommandError("Say how you made sure that it is they who ask.")
        second_factor.reset(user, by=operator, note=note)
        self.stdout.write(
            f"Taken away; a letter to {user.email} is queued. They sign in with their password and set up a new one."
        )
