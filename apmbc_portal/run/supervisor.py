"""Starts the parts of the portal, watches them, and stops them all together."""

import os
import signal
import subprocess
import sys
import time

from apmbc_portal.run.children import start

PATIENCE = 12  # seconds a part may take to finish what it is doing; a letter or document it drops is made again


def say(line=""):
    print(line, flush=True)


class Part:
    """One child process; what it says goes to its own file."""

    def __init__(self, name, command, log, ready=None):
        self.name, self.command, self.log, self.process = name, command, log, None
        self.ready = ready or (lambda: True)

    def start(self, env):
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            self.process = start(self.command, env=env, stdout=log, stderr=subprocess.STDOUT)

    @property
    def code(self):
        return self.process.poll() if self.process else None

    def signal(self, number):
        if self.process and self.code is None:
            try:
                if number == signal.SIGKILL:
                    os.killpg(self.process.pid, number)
                else:
                    self.process.send_signal(number)
            except ProcessLookupError:
                pass

    def said(self, lines=15):
        return "\n".join("  " + line for line in self.log.read_text(errors="replace").splitlines()[-lines:])


class Stopped(Exception):
    """Somebody asked for the end; `code` is what the shell gets."""

    def __init__(self, code, line=""):
        super().__init__(line)
        self.code = code


class Supervisor:
    def __init__(self, env):
        self.env, self.parts, self.asked = env, [], None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, number, frame):
        if self.asked:  # the second Ctrl-C: no more patience
            for part in self.parts:
                part.signal(signal.SIGKILL)
        self.asked = number

    def pause(self, seconds=0.1):
        """Wait a moment; leave by `Stopped` when a signal came or a part ended."""
        time.sleep(seconds)
        if self.asked:
            raise Stopped(0 if self.asked == signal.SIGINT else 128 + self.asked)
        for part in self.parts:
            if part.code is not None:
                how = f"was killed by signal {-part.code}" if part.code < 0 else f"ended with code {part.code}"
                raise Stopped(1, f"The {part.name} {how}; everything else is stopped. The end of {part.log}:\n{part.said()}")

    def run_once(self, name, command, env):
        """Run a command to its end, seen by the user; a failure stops the start."""
        process = start(command, env=env)
        try:
            while process.poll() is None:
                self.pause(0.05)
        except Stopped:
            process.kill()
            process.wait()
            raise
        if process.returncode:
            raise Stopped(1, f"{name} failed; what it said stands above.")

    def start(self, *parts, within=90):
        """Start parts side by side and wait until each is ready."""
        for part in parts:
            part.start(self.env)
            self.parts.append(part)
        deadline, waiting = time.monotonic() + within, list(parts)
        while waiting:
            self.pause()
            waiting = [part for part in waiting if not part.ready()]
            if waiting and time.monotonic() > deadline:
                raise Stopped(
                    1, f"The {waiting[0].name} was not ready after {within} s. The end of its log:\n{waiting[0].said()}"
                )

    def watch(self):
        while True:
            self.pause(0.2)

    def stop(self):
        """Last started, first stopped; the broker goes when nobody speaks to it any more."""
        first = [part for part in self.parts if part.name != "broker"]
        for group in (reversed(first), [part for part in self.parts if part.name == "broker"]):
            group = list(group)
            for part in group:
                part.signal(signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE
            while any(part.code is None for part in group) and time.monotonic() < deadline:
                time.sleep(0.05)
            for part in group:
                if part.code is None:
                    say(f"The {part.name} did not finish in {PATIENCE} s and was killed.")
                part.signal(signal.SIGKILL)
                part.process.wait()


def fail(line):
    print(line, file=sys.stderr, flush=True)
    return 1
