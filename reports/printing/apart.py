"""Rendering in processes of their own, so that whatever a document does, it does to itself alone.

    (data, pages), = run_apart([partial(render, content)], tell, Limits(seconds=120, megabytes=1024))

A job is a callable of one argument, `tell`, that returns (bytes of the file, a number: its pages). It runs in a fork of
the calling process, so it finds warm whatever the caller has imported, and what it changes is gone with it. It never asks
the database. A job may call `run_apart` itself, to work on several pieces side by side: its children end with it.

Forking needs Linux or macOS, as the portal does. The limits of memory hold on Linux alone.
"""

import json
import logging
import os
import resource
import selectors
import signal
import sys
import tempfile
import time
import warnings
from collections import deque
from dataclasses import dataclass
from enum import Enum

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_noop

from apmbc_portal.run.children import die_with_parent

log = logging.getLogger(__name__)
BEAT = 1.0  # seconds between two words to the caller: it keeps a lease and hears of a cancellation
OWN_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGXCPU")
SPARE = 32 * 2**20  # bytes beyond the limit that a child which ran out of memory may use to say so


@dataclass(frozen=True)
class Limits:
    """What the jobs of one call may use: seconds of the clock together, megabytes of private memory each."""

    seconds: float
    megabytes: int


class Abandoned(Exception):
    """Raised by the caller's `tell`: nobody wants the work any more. The children are killed."""


class Why(Enum):
    """How a rendering ends without a file: the sentence for people, and whether it would certainly end so again."""

    TIME = gettext_noop("It took longer than one document may take (%(detail)s) and was stopped."), True
    MEMORY = gettext_noop("It needed more memory than one document may have (%(detail)s) and was stopped."), True
    LAYOUT = gettext_noop("This text could not be laid out (%(detail)s)."), True
    SYSTEM = gettext_noop("The computer that makes the documents refused a step (%(detail)s)."), False
    KILLED = gettext_noop("The program that makes the documents was stopped from outside in the middle of its work."), False
    CRASHED = gettext_noop("The program that makes the documents broke down (%(detail)s)."), False

    def __init__(self, sentence, final):
        self.sentence, self.final = sentence, final


class Failed(Exception):
    """A rendering that ended without a file; as a string it is the sentence for people."""

    def __init__(self, why, detail=""):
        super().__init__(why.sentence % {"detail": detail})
        self.why, self.detail, self.final = why, detail, why.final


def silent(stage, done=0, total=0):
    """A `tell` nobody listens to."""


def run_apart(jobs, tell=silent, limits=None, *, at_once=1):
    """The results of `jobs`, in their order: [(bytes, number), …], at most `at_once` of them running at a time.

    `tell(stage, done, total)` is called here, in the caller's process, at least once a second while they run: the stage
    last told of, and what all jobs have done of how much (0 while one that has begun does not know). It may raise
    `Abandoned`. A job calls its own `tell` as often as it likes. Without `limits` those of the caller's process hold.
    Raises `Failed` with the first job that ended without a file; none outlives the call.
    """
    crew = Crew(jobs, limits)
    try:
        while crew.is_busy:
            crew.fill(at_once)
            crew.listen()
            if crew.beat_is_due():
                tell(*crew.progress())
        return crew.results
    finally:
        crew.dismiss()


class Crew:
    """The children of one call."""

    def __init__(self, jobs, limits):
        self.waiting, self.limits = deque(enumerate(jobs)), limits
        self.results = [None] * len(self.waiting)
        self.children, self.selector = {}, selectors.DefaultSelector()
        self.stage, self.finished, self.begun = "", [], time.monotonic()
        self.told = self.begun - BEAT + 0.1  # the first word soon, so that short work shows a stage too

    @property
    def is_busy(self):
        return bool(self.waiting or self.children)

    def fill(self, at_once):
        while self.waiting and len(self.children) < at_once:
            place, job = self.waiting.popleft()
            child = self.children[place] = Child(job, self.limits)
            self.selector.register(child.pipe, selectors.EVENT_READ, place)

    def listen(self):
        """Wait a moment for what the children say; take the results of those that ended."""
        for key, _events in self.selector.select(timeout=max(0.0, min(self.until_beat(), 0.5))):
            child = self.children[key.data]
            if child.read():
                self.stage = child.stage or self.stage
                continue
            self.selector.unregister(child.pipe)
            del self.children[key.data]
            self.results[key.data] = child.result()
            self.finished.append((child.done, child.total))
        if self.limits and time.monotonic() - self.begun > self.limits.seconds:
            raise Failed(Why.TIME, allowed(Why.TIME, self.limits))

    def until_beat(self):
        return self.told + BEAT - time.monotonic()

    def beat_is_due(self):
        if self.until_beat() > 0 or not self.children:
            return False
        self.told = time.monotonic()
        return True

    def progress(self):
        """(stage, done, total) of all jobs together; a total only where each that began knows its own."""
        parts = self.finished + [(child.done, child.total) for child in self.children.values()]
        total = sum(total for _done, total in parts) if all(total for _done, total in parts) and not self.waiting else 0
        return self.stage, sum(done for done, _total in parts), total

    def dismiss(self):
        for child in self.children.values():
            child.kill()
        self.selector.close()


class Child:
    """One forked process: what it says comes through a pipe, its file through an unnamed file."""

    def __init__(self, job, limits):
        self.limits, self.stage, self.done, self.total = limits, "", 0, 0
        self.said, self.rest = {}, b""
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the child)
        self.pipe, out = os.pipe()
        parent = os.getpid()
        try:
            self.pid = fork()
        except OSError:
            os.close(self.pipe)
            os.close(out)
            raise
        if not self.pid:
            os.close(self.pipe)
            live(job, out, self.file, limits, parent)
        os.close(out)

    def read(self):
        """Take in what was said since the last time; False at its end."""
        data = os.read(self.pipe, 65536)
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "stage" in said:
                self.stage, self.done, self.total = said["stage"], said["done"], said["total"]
            else:
                self.said = said
        return bool(data)

    def result(self):
        """(bytes, number) of a child that said all it had to say, or `Failed`."""
        status, used = self.reap()
        with self.file:
            if "number" in self.said and status == 0:
                self.file.seek(0)
                return self.file.read(), self.said["number"]
        raise self.failure(status, used)

    def failure(self, status, used):
        if "why" in self.said:
            why = Why[self.said["why"]]
            return Failed(why, self.said["detail"] or allowed(why, self.limits))
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGXCPU:
            return Failed(Why.TIME, allowed(Why.TIME, self.limits))
        if number in (signal.SIGKILL, signal.SIGTERM):
            return Failed(Why.KILLED)
        if self.limits and used > 0.7 * self.limits.megabytes * 2**20:  # a library in C gives up where it gets no memory
            return Failed(Why.MEMORY, allowed(Why.MEMORY, self.limits))
        return Failed(Why.CRASHED, signal.Signals(number).name if number else f"exit code {os.waitstatus_to_exitcode(status)}")

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.reap()
        self.file.close()

    def reap(self):
        """(exit status, bytes of memory at the most) of the child, which is then gone."""
        os.close(self.pipe)
        _pid, status, usage = os.wait4(self.pid, 0)
        return status, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def allowed(why, limits):
    """How much a document may have of what ran out, for the sentence."""
    if limits and why is Why.MEMORY:
        return f"{limits.megabytes} MiB"
    if limits and why is Why.TIME:
        return f"{limits.seconds / 60:g} min" if limits.seconds >= 60 else f"{limits.seconds:g} s"
    return "–"


def fork():
    with warnings.catch_warnings():
        # Python 3.12 warns of threads: a worker has only those of Pango that wait for a font map of the parent's own.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


# --- from here on in the child ---------------------------------------------------------------------------------------


def live(job, out, file, limits, parent):
    """The whole life of a child. It never returns: what the parent would clean up at its end is not the child's."""
    code = 1
    try:
        settle(limits, parent)
        data, number = job(Voice(out))
        file.write(data)
        file.flush()
        say(out, {"number": number})
        code = 0
    except MemoryError:
        say(out, {"why": Why.MEMORY.name, "detail": ""})
    except Failed as failed:  # a child of this child's
        say(out, {"why": failed.why.name, "detail": failed.detail.strip("–")})
    except OSError as error:
        log.exception("A step of a rendering was refused.")
        say(out, {"why": Why.SYSTEM.name, "detail": type(error).__name__})
    except BaseException as error:
        log.exception("A rendering failed.")
        say(out, {"why": Why.LAYOUT.name, "detail": type(error).__name__})
    finally:
        os._exit(code)


def settle(limits, parent):
    """End with the parent, react to signals as any program, keep to the limits, leave the database alone."""
    die_with_parent(parent=parent)
    signal.set_wakeup_fd(-1)
    for name in OWN_SIGNALS:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold people's names
    if limits:
        size = limits.megabytes * 2**20
        lower(resource.RLIMIT_DATA, size, size + SPARE)
        cpu = int(limits.seconds) + 5  # where the parent itself was stopped and cannot look at the clock
        lower(resource.RLIMIT_CPU, cpu, cpu + 5)
    BaseDatabaseWrapper.ensure_connection = no_database


def lower(which, soft, hard):
    """Set a limit, but never above what already holds."""
    now = resource.getrlimit(which)[1]
    if now != resource.RLIM_INFINITY:
        soft, hard = min(soft, now), min(hard, now)
    resource.setrlimit(which, (soft, hard))


def no_database(self):
    """The parent's connection is open here too: one word from the child would garble the parent's talk."""
    raise RuntimeError("A rendering knows only the frozen content; it asks no database.")


class Voice:
    """The `tell` of a job: passes on what changed, five times a second at the most."""

    def __init__(self, out):
        self.out, self.stage, self.at = out, "", 0.0

    def __call__(self, stage, done=0, total=0):
        now = time.monotonic()
        if stage != self.stage or now - self.at > 0.2:
            self.stage, self.at = stage, now
            say(self.out, {"stage": str(stage)[:80], "done": done, "total": total})


def say(out, what):
    if what.get("why") == Why.MEMORY.name:
        soft_to_hard()
    os.write(out, json.dumps(what).encode() + b"\n")


def soft_to_hard():
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
