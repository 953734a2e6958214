"""Rendering in processes of their own, so that whatever a document does, it does to itself alone.

    (data, pages), = run_apart([partial(render, content)], tell, Limits(seconds=120, megabytes=1024))

A job is a callable of one argument, `tell`, that returns (bytes of the file, a number: its pages). It runs in a fork of
the calling process, so it finds warm whatever the caller has imported, and what it changes is gone with it. It never asks
the database. A job may call `run_apart` itself, to work on several pieces side by side: its children end with it.

Forking needs Linux or macOS, as the portal does. The limits of memory hold on Linux alone.
"""

import json
import os
import resource
import selectors
import signal
import sys
import tempfile
import time
import warnings
from collections import deque

from reports.printing.child import live
from reports.printing.ends import Abandoned, Failed, Limits, Why, allowed

__all__ = ["Abandoned", "Failed", "Limits", "Why", "run_apart"]

BEAT = 1.0  # seconds between two words to the caller: it keeps a lease and hears of a cancellation


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
        self.inherited = resident()
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
        if self.limits and self.was_short_of_memory(used):  # a library in C gives up where it gets no memory
            return Failed(Why.MEMORY, allowed(Why.MEMORY, self.limits))
        return Failed(Why.CRASHED, signal.Signals(number).name if number else f"exit code {os.waitstatus_to_exitcode(status)}")

    def was_short_of_memory(self, used):
        """Whether it had taken most of what its limit left it beside what it found in the caller's memory."""
        limit = self.limits.megabytes * 2**20
        return used - self.inherited > max(0.7 * (limit - self.inherited), 0.1 * limit)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
        self.reap()
        self.file.close()

    def reap(self):
        """(exit status, bytes of memory at the most) of the child, which is then gone."""
        os.close(self.pipe)
        _pid, status, usage = os.wait4(self.pid, 0)
        return status, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def resident():
    """Bytes of memory this process holds now; 0 where there are no limits of memory either."""
    try:
        with open("/proc/self/statm") as numbers:
            return int(numbers.read().split()[1]) * resource.getpagesize()
    except FileNotFoundError:
        return 0


def fork():
    with warnings.catch_warnings():
        # Python 3.12 warns of threads: a worker has only those of Pango that wait for a font map of the parent's own.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
