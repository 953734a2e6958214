"""Time and memory of documents beside ReportLab and openpyxl, which make the same words in the same run."""

import json
import statistics
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from apmbc_portal.bench.people import people

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
READ_BACK = 100  # pages


@dataclass
class Row:
    """What was measured of one document: medians of the rounds, and whether both engines made the same."""

    name: str
    seconds: float  # by the clock, in a worker
    clock: float  # that as a multiple of the peer's; the median of the ratios of each round, as the next ones
    processor: float  # the same by the processor's time, which other programs on the machine change less
    alone: float | None  # the engine without a process of its own, by the processor's time
    first: float  # the first file after the start, against the median of the others, by the processor's time
    peak: float
    pages: tuple
    alike: float | None  # share of the words, or cells, that both have; reading back hundreds of pages would take longer than all


def rows(env, directory):
    """Each `Row`: the report, lists of people as PDF, a list as spreadsheet."""
    shell = [sys.executable, "manage.py", "shell", "-v0", "-c", CONTENT]
    said = subprocess.run(shell, env=env, check=True, capture_output=True, text=True).stdout  # noqa: S603
    report = json.loads(said.split("CONTENT", 1)[1]) | {"format": "pdf"}
    subjects = [("meeting report, tagged", report, 7)]
    subjects += [(f"contact list of {number}", people(number) | {"format": "pdf"}, 7) for number in (30, 100, 200)]
    for number, at_once, how, rounds in (
        (1000, 1, "one process", 3),
        (1000, 2, "two processes", 3),
        (5000, 2, "two processes", 1),
    ):
        subjects.append((f"contact list of {number:,}, {how}", people(number) | {"format": "pdf", "at_once": at_once}, rounds))
    subjects.append(("spreadsheet of 10,000 people", people(10_000) | {"format": "xlsx"}, 3))
    for name, content, rounds in subjects:
        yield measured(env, Path(directory), name, content, rounds)


def measured(env, directory, name, content, rounds):
    """One `Row`; the engines take turns, so that whatever else the machine does, it does to all."""
    (directory / "content.json").write_text(json.dumps(content))
    whole = "at_once" not in content  # in parts it is always made by forks
    names = ["worker", "openpyxl" if content["format"] == "xlsx" else "reportlab", *(["alone"] if whole else [])]
    with ExitStack() as stack:
        engines = [stack.enter_context(engine(env, directory, who, content["format"])) for who in names]
        first, *turns = [[make() for make in engines] for _round in range(rounds + 1)]
    ours, theirs = (directory / f"{who}.{content['format']}" for who in names[:2])
    pages, alike = compared(ours, theirs)
    return Row(
        name,
        seconds=statistics.median(turn[0].clock for turn in turns),
        clock=statistics.median(turn[0].clock / turn[1].clock for turn in turns),
        processor=statistics.median(turn[0].processor / turn[1].processor for turn in turns),
        alone=statistics.median(turn[2].processor / turn[1].processor for turn in turns) if whole else None,
        first=first[0].processor / statistics.median(turn[0].processor for turn in turns),
        peak=engines[0].peak,
        pages=pages,
        alike=alike,
    )


class Seconds(NamedTuple):
    clock: float
    processor: float


class Asked:
    """An engine waiting for the next line; once closed it knows its peak of memory."""

    def __init__(self, process):
        self.process, self.peak = process, 0.0
        if self.answer() != "ready":
            raise SystemExit("An engine of the bench did not start.")

    def answer(self):
        return self.process.stdout.readline().strip()

    def __call__(self):
        print("again", file=self.process.stdin, flush=True)
        return Seconds(*map(float, self.answer().split()))

    def close(self):
        self.process.stdin.close()
        self.peak = float(self.answer() or 0)
        self.process.stdout.close()
        self.process.wait()


@contextmanager
def engine(env, directory, who, ending):
    command = [sys.executable, "-m", "apmbc_portal.bench.engine", who, directory / "content.json", directory / f"{who}.{ending}"]
    asked = Asked(subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))  # noqa: S603
    try:
        yield asked
    finally:
        asked.close()


def compared(ours, theirs):
    """((pages, pages), the share of words both have) of two PDFs; of two spreadsheets sheets and cells."""
    read = words_of if ours.suffix == ".pdf" else cells_of
    (pages, one), (peer_pages, other) = map(read, (ours, theirs))
    return (pages, peer_pages), (one & other).total() / max(one.total(), other.total()) if one and other else None


def words_of(path):
    import pypdf

    pages = pypdf.PdfReader(path).pages
    read = pages if len(pages) < READ_BACK else []
    return len(pages), Counter(word for page in read for word in page.extract_text().split())


def cells_of(path):
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    cells = Counter(cell for row in book.active.iter_rows(values_only=True) for cell in row if cell)
    book.close()
    return len(book.sheetnames), cells
