"""The life of a rendering inside the process that was forked for it (`reports.printing.apart`)."""

import json
import logging
import os
import resource
import signal
import time

from django.db.backends.base.base import BaseDatabaseWrapper

from apmbc_portal.run.children import die_with_parent
from reports.printing.ends import Failed, Why

log = logging.getLogger(__name__)
OWN_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGXCPU")
SPARE = 32 * 2**20  # bytes beyond the limit that a child which ran out of memory may use to say so


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
    """The `tell` of a job: passes on what changed, five times a second at the most, and the last of a stage always."""

    def __init__(self, out):
        self.out, self.stage, self.at = out, "", 0.0

    def __call__(self, stage, done=0, total=0):
        now = time.monotonic()
        if stage != self.stage or now - self.at > 0.2 or 0 < total <= done:
            self.stage, self.at = stage, now
            say(self.out, {"stage": str(stage)[:80], "done": done, "total": total})


def say(out, what):
    if what.get("why") == Why.MEMORY.name:
        soft_to_hard()
    os.write(out, json.dumps(what).encode() + b"\n")


def soft_to_hard():
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
