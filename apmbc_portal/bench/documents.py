"""Time and memory of the meeting report, beside ReportLab setting the same words in the same run."""

import json
import statistics
import subprocess
import sys

RUNS = 5

# Each engine is a process of its own, so that its peak memory is its own: content on stdin, figures on stdout.
MEASURE = """
import io, json, resource, sys, time
content = json.load(sys.stdin)
{setup}
first = time.perf_counter(); pdf = render(); first = time.perf_counter() - first
seconds = []
for _ in range({runs}):
    start = time.perf_counter(); pdf = render(); seconds.append(time.perf_counter() - start)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before reading the file back
import pypdf
pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
words = len(" ".join(page.extract_text() for page in pages).split())
print(json.dumps([first, seconds, len(pages), words, memory]))
"""
ENGINES = {
    "meeting report, WeasyPrint, tagged": """
import django; django.setup()
from reports.printing.pdf import render as made
def render():
    return made(content)[0]
""",
    "the same words, ReportLab": """
from apmbc_portal.bench.plain_report import plain_report
def render():
    return plain_report(content)
""",
}

CONTENT = """
import json
from reports.kinds import content_of
from reports.models import ReportText
content = content_of("report", ReportText.objects.filter(kind="full", report__status="approved").order_by("pk").first())
long = " ".join(["The delegation described the state of survey, district by district, and what each step will cost."] * 9)
for section in content["sections"]:
    section["paragraphs"] = [long, *section["paragraphs"], long] if "paragraphs" in section else section.get("paragraphs", [])
print("CONTENT" + json.dumps(content))
"""


def table(env):
    """Rows with name, seconds (median, warm), pages, peak memory in MiB, ratio to ReportLab."""
    shell = [sys.executable, "manage.py", "shell", "-v0", "-c", CONTENT]
    content = subprocess.run(shell, env=env, check=True, capture_output=True, text=True).stdout.split("CONTENT", 1)[1]  # noqa: S603
    found = {}
    for name, setup in ENGINES.items():
        command = [sys.executable, "-c", MEASURE.format(setup=setup, runs=RUNS)]
        made = subprocess.run(command, env=env, check=True, capture_output=True, text=True, input=content)  # noqa: S603
        found[name] = json.loads(made.stdout.splitlines()[-1])
    base = statistics.median(found["the same words, ReportLab"][1])
    rows = []
    for name, (first, seconds, pages, words, memory) in found.items():
        middle = statistics.median(seconds)
        label = f"{name} ({words} words; first {first:.2f} s)"
        rows.append({"name": label, "seconds": middle, "pages": pages, "memory": memory, "ratio": middle / base})
    return rows
