from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from apmbc_portal.accounts import letters
from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Viewer


class Command(BaseCommand):
    help = "Appoint somebody to the ISU's staff, from today, and write them a letter with a link to choose a password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name", help="as it is shown in the portal, in quotes")

    @transaction.atomic
    def handle(self, email, name, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=name)
        if StaffAppointment.objects.on().filter(user=user).exists():
            raise CommandError(f"{user} is on the staff already.")
        StaffAppointment.objects.create(user=user)
        record(Viewer(label="operator, on the command line"), "appoint", f"ISU staff: {user.pk}")
        letters.welcome(user)
        self.stdout.write(f"{user} is appointed; a letter to {user.email} is queued.")
