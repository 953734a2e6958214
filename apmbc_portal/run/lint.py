"""`make lint`: style, templates, migrations, Django's own opinion of a deployment, and what is said of the packages."""

import os
import subprocess
import sys
import tempfile

from apmbc_portal.run import audit
from apmbc_portal.run.local import ROOT, key
from apmbc_portal.run.supervisor import say


def service_environment(directory):
    """What a deployment names, with servers that nobody asks."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": directory,
        "VAR_DIR": directory,
        "SECRET_KEY": key(),
        "LEDGER_KEY": key(),
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
        "DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3",
        "REDIS_URL": "redis://redis:6379/0",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
        "DEFAULT_FROM_EMAIL": "The portal <portal@example.org>",
        "ISU_EMAIL": "isu@example.org",
    }


def main():
    with tempfile.TemporaryDirectory() as directory:
        service = service_environment(directory)
        python, manage = sys.executable, [sys.executable, "manage.py"]
        steps = {
            "ruff check": [python, "-m", "ruff", "check", "--quiet", "."],
            "ruff format": [python, "-m", "ruff", "format", "--check", "--quiet", "."],
            "templates": [python, "-m", "djlint", "templates", "--lint", "--quiet"],
            "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
            "deployment": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            "packages": [python, "-m", "apmbc_portal.run.standing"],
            "vulnerabilities": [python, "-m", "apmbc_portal.run.audit"],
        }
        failed = []
        for name, command in steps.items():
            env = service if command[: len(manage)] == manage else None
            result = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
            unasked = name in ("packages", "vulnerabilities") and result.returncode == audit.NOT_ASKED
            say(f"{name}: {'ok' if result.returncode == 0 else 'NOT CHECKED' if unasked else 'FAILED'}")
            failed += [name] if result.returncode and not unasked else []
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
