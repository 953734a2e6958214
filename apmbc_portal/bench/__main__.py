"""The measurements of `make bench`; with names of parts (pages, documents, streams, jobs) those alone."""

import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from apmbc_portal.bench import documents, jobs, web
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


def pages(env, code, directory):
    """Lines of the table of pages; one sentence where their measure is not installed."""
    if not shutil.which("wrk"):
        return ["Pages were not measured: that needs wrk (apt-get install wrk)."]
    rows, memory = web.table(env, PAGES | {"report page": f"/outcomes/{code}/"})
    lines = ["| page | requests/s | p50 ms | KB | of cache_page |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {name} | {rate:.0f} | {p50:.1f} | {size:.1f} | {ratio:.0%} |" for name, rate, p50, size, ratio in rows]
    return [*lines, "", f"Resident memory of a web worker after the run: {memory:.0f} MiB"]


def papers(env, code, directory):
    """Lines of the table of documents; × are multiples of ReportLab, for the spreadsheet of openpyxl."""
    lines = [
        "| document | seconds | × by the clock | × by the processor | × engine alone | first : warm | peak MiB | pages | words alike |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in documents.rows(env, directory):
        alone, alike = f"{row.alone:.1f}" if row.alone else "", f"{row.alike:.1%}" if row.alike else ""
        ours, theirs = row.pages
        lines.append(
            f"| {row.name} | {row.seconds:.2f} | {row.clock:.1f} | {row.processor:.1f} | {alone} | {row.first:.2f} | {row.peak:.0f} "
            f"| {ours} : {theirs} | {alike} |"
        )
    return lines


def streams(env, code, directory):
    """Lines of the table of what is streamed to the reader without a worker."""
    command = [sys.executable, "-m", "apmbc_portal.bench.first_byte"]
    said = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout  # noqa: S603
    rows = [line.split("|") for line in said.splitlines()]
    lines = ["| contact list of 10,000 | first byte, ms | whole, ms |", "|---|--:|--:|"]
    return [*lines, *(f"| {name} | {first} | {whole} |" for name, first, whole in rows)]


def ways(env, code, directory):
    """Lines of the table of brokers."""
    lines = ["| a job that does nothing, asked to done | p50 ms | p95 ms | lost of 100 |", "|---|--:|--:|--:|"]
    return [*lines, *(f"| {name} | {p50:.1f} | {p95:.1f} | {lost} |" for name, p50, p95, lost in jobs.table(env, directory))]


PARTS = {"pages": pages, "documents": papers, "streams": streams, "jobs": ways}


def main(*wanted):
    with tempfile.TemporaryDirectory() as directory:
        env, code = prepared(directory)
        env |= {"PYTHONPATH": str(Path.cwd())}
        print(
            f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite, gunicorn with 2 workers"
        )
        for name in wanted or PARTS:
            print("", *PARTS[name](env, code, directory), sep="\n", flush=True)
        print(f"\nLoad of the machine over the last fifteen minutes: {os.getloadavg()[2]:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
