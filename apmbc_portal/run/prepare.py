"""One Django process that brings database and static files up to date before a local start."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured


def main():
    try:
        django.setup()
    except ImproperlyConfigured as reason:  # the sentence says what to do; where it was raised helps nobody
        return str(reason)
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    User = get_user_model()
    if settings.DEMO and not User.objects.exists():  # a database that knows people never receives invented ones
        print("Loading the demo …", flush=True)
        with transaction.atomic():  # stopped half-way, the next start begins it anew
            call_command("load_demo", verbosity=0)
    if settings.DEMO and os.environ.get("DEMO_PASSWORD_IS_NEW"):
        for user in User.objects.filter(email__in=os.environ["DEMO_SIGN_INS"].split()):
            user.set_password(os.environ["DEMO_PASSWORD"])
            user.save(update_fields=["password"])
    collect(settings)
    call_command("check_fonts", verbosity=0)  # says which scripts would print boxes, or nothing
    return 0


def collect(settings):
    """Hash and compress the static files, unless nothing changed since the last time."""
    import crispy_bootstrap5
    from django.core.management import call_command

    from apmbc_portal.environment import fingerprint

    packages = {"django": django, "crispy_bootstrap5": crispy_bootstrap5}
    state = " ".join(
        [fingerprint(settings.BASE_DIR, ["static"]), *(str(module.__file__) for module in packages.values()), django.__version__]
    )
    stamp = settings.STATIC_ROOT / "collected"
    if settings.LOCAL or (stamp.exists() and stamp.read_text() == state):
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


if __name__ == "__main__":
    sys.exit(main())
