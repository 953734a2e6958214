"""The Celery processes of a local start, forked from one that has imported the portal once.

Four processes that each import it alone would cost eight seconds of processor time at every start and three times the
memory. In service each is a command of its own (compose.yaml); what they are told is the same.
"""

import gc
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import django

from apmbc_portal.run.children import die_with_parent
from apmbc_portal.run.supervisor import say

QUIET = ["--without-gossip", "--without-mingle"]  # nobody here asks other workers how they are


def commands(name, processes):
    """{part: Celery's arguments}; `name` keeps two portals on one machine and one Redis from answering for each other."""
    worker = ["worker", "--loglevel", "INFO", *QUIET]
    return {
        "worker": [*worker, "-Q", "portal", "-n", f"letters-{name}@%h", "--pool", "solo"],
        "documents": [*worker, "-Q", "documents", "-n", f"documents-{name}@%h", "--concurrency", processes],
        "large-documents": [*worker, "-Q", "large_documents", "-n", f"large-{name}@%h", "--pool", "solo"],
        "beat": ["beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def logs(var):
    return {part: var / "log" / f"{part}.log" for part in commands("", "")}


def put_logs_aside(var):
    """Make room for what the parts are about to say; the last start's words stay readable."""
    for log in logs(var).values():
        if log.exists():
            log.replace(log.with_suffix(".previous.log"))


def are_ready(var):
    """Whether every worker has said so since the logs were put aside; beat says nothing."""
    said = {part: log.read_text(errors="replace") if log.exists() else "" for part, log in logs(var).items()}
    return all(" ready." in words for part, words in said.items() if part != "beat")


class Family:
    """The forked parts: they end together."""

    def __init__(self):
        self.parts, self.asked = {}, False

    def ask(self, *_signal):
        """Let every part finish what it is doing."""
        self.asked = True
        for pid in self.parts:
            os.kill(pid, signal.SIGTERM)

    def watch(self):
        """Wait until all have ended; when one ends unasked, say which and ask the others. Returns the exit code."""
        result = 0
        while self.parts:
            pid, status = os.wait()
            part, code = self.parts.pop(pid), os.waitstatus_to_exitcode(status)
            if not self.asked:
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                say(f"{time.strftime('%H:%M:%S')} The part “{part}” {how}; the end of its log is in {part}.log.")
                result = 1
                self.ask()
        return result


def main(name, processes):
    from apmbc_portal.celery import app

    var, family = Path(os.environ["VAR_DIR"]), Family()
    load(app)
    gc.freeze()  # what is shared stays shared: a collection would write into every page of it
    for part, arguments in commands(name, processes).items():
        family.parts[fork(app, arguments, logs(var)[part])] = part
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, family.ask)
    return family.watch()


def load(app):
    """Import now what every part would import for itself."""
    os.environ["CELERY_SKIP_CHECKS"] = "true"  # Django's checks ran when the database was prepared
    django.setup()
    for module in ("celery.apps.beat", "celery.apps.worker", "celery.bin.celery", "kombu.transport.redis", "celery.beat"):
        import_module(module)
    app.autodiscover_tasks(force=True)
    app.finalize()


def fork(app, arguments, log):
    """The id of a new process that runs Celery with `arguments` and speaks into `log`."""
    parent, pid = os.getpid(), os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with_parent(parent=parent)
        into = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(into, 1)
        os.dup2(into, 2)
        code = app.start(arguments) or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
