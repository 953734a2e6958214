"""Static files for an image: hashed and compressed while it is built, where no key and no server is at hand."""

import os
import sys
import tempfile

from apmbc_portal.run.lint import service_environment

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        given = {name: os.environ[name] for name in ("STATIC_ROOT",) if name in os.environ}
        os.environ.update(service_environment(directory) | given)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
        sys.exit(0)
