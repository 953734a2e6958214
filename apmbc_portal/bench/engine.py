"""One engine in a process of its own, which makes the same file again for every line it reads and answers with the seconds
by the clock and by the processor.

    python -m apmbc_portal.bench.engine worker report.json report.pdf

`worker` works as under Celery: the process is warmed up and forks for each file. `alone` is the same engine without the fork, as
its peers work: where they stand, warm. The last answer, when nothing more is asked, is the peak of memory in MiB of whatever made
the files.
"""

import json
import os
import resource
import sys
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")
ROOM = 2000, 3000  # seconds and megabytes one file may take here


def warmed(content):
    """The portal's engine for `content`, warmed up."""
    from django.conf import settings

    from reports.models import Document
    from reports.printing.formats import engine_of

    settings.DOCUMENT_PARTS_AT_ONCE = content.get("at_once", settings.DOCUMENT_PARTS_AT_ONCE)
    engine = engine_of(Document(kind=content["kind"], format=content["format"]))
    getattr(engine, "warm_up", bool)()
    return engine


def worker(content):
    from reports.printing.apart import Limits, run_apart

    job = partial(warmed(content).render, content)
    return lambda: run_apart([job], limits=Limits(*ROOM))[0][0]


def alone(content):
    engine = warmed(content)
    return lambda: engine.render(content)[0]


def reportlab(content):
    from apmbc_portal.bench.people import plain_list
    from apmbc_portal.bench.plain_report import plain_report

    make = partial(plain_report if content["kind"] == "report" else plain_list, content)
    make()
    return make


def openpyxl(content):
    from apmbc_portal.bench.people import plain_sheet

    make = partial(plain_sheet, content)
    make()
    return make


def processor(whose):
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def main(who, source, target):
    import django

    django.setup()
    make = {engine.__name__: engine for engine in (worker, alone, reportlab, openpyxl)}[who](json.loads(Path(source).read_text()))
    whose = resource.RUSAGE_CHILDREN if who == "worker" else resource.RUSAGE_SELF
    print("ready", flush=True)
    for _line in sys.stdin:
        start, used = time.perf_counter(), processor(whose)
        data = make()
        print(time.perf_counter() - start, processor(whose) - used, flush=True)
        Path(target).write_bytes(data)
    print(resource.getrusage(whose).ru_maxrss / 1024, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
