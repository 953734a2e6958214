"""Child processes that never outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import sys

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(with_signal=signal.SIGKILL, parent=None):
    """Ask the kernel to end this process when the one that started it ends, however hard. Linux only."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, with_signal)
    if parent is not None and os.getppid() != parent:  # it ended before the kernel knew of our wish
        os.kill(os.getpid(), with_signal)


def start(command, **options):
    """Start `command` in a group of its own, so that Ctrl-C reaches the supervisor alone.

    Call it from the main thread: the kernel watches the thread that started the child, not the process.
    """
    parent = os.getpid()
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent=parent),  # noqa: PLW1509  (no threads are running here)
        **options,
    )
