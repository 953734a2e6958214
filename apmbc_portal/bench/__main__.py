import datetime
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from apmbc_portal.bench import documents, web
from apmbc_portal.run import local

PAGES = {"home": "/", "catalogue": "/outcomes/"}


def manage(env, *arguments, code=""):
    """What a management command prints."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True, input=code).stdout  # noqa: S603


def prepared(directory):
    """A portal with the demo in `directory`: its environment and the path of one public report page."""
    given = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = local.environment(local.var_directory({"VAR_DIR": directory}), given | {"VAR_DIR": directory})
    env |= {"LOG_LEVEL": "ERROR", "DEMO_PASSWORD": "only-for-the-bench", "CELERY_QUIET": "1"}
    for command in (["migrate", "-v0"], ["load_reference"], ["load_demo"], ["collectstatic", "--noinput", "-v0"]):
        manage(env, *command)
    code = "from reports.models import ReportText; print('CODE', ReportText.objects.filter(audience='public').first().code)"
    return env, manage(env, "shell", "-v0", "-c", code).split("CODE ")[1].split()[0]


def main():
    with tempfile.TemporaryDirectory() as directory:
        env, code = prepared(directory)
        rows, memory = web.table(env, PAGES | {"report page": f"/outcomes/{code}/"})
        print(
            f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite, gunicorn with 2 workers\n"
        )
        print("| page | requests/s | p50 ms | KB | of cache_page |\n|---|--:|--:|--:|--:|")
        for name, rate, p50, size, ratio in rows:
            print(f"| {name} | {rate:.0f} | {p50:.1f} | {size:.1f} | {ratio:.0%} |")
        print(f"\nResident memory of a web worker after the run: {memory:.0f} MiB\n")
        print("| document, warm | seconds | pages | peak MiB | × ReportLab |\n|---|--:|--:|--:|--:|")
        for row in documents.table(env | {"PYTHONPATH": str(Path.cwd())}):
            print("| {name} | {seconds:.2f} | {pages} | {memory:.0f} | {ratio:.1f} |".format(**row))


if __name__ == "__main__":
    main()
