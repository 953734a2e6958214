"""What makes every test quicker and changes none: the room in which they run, and how often their rubbish is collected."""

import gc
import sys

import pytest


def pytest_configure():
    # A test run makes millions of objects and keeps few: looking through all of them less often saves a tenth of its time.
    gc.set_threshold(100_000, 50, 50)


def in_one_chunk(call, **given):
    """Call with half a megabyte of stack ahead.

    Python keeps its stack in chunks of 16 KiB, and before 3.14 a loop that happens to call across the end of one asks the system
    for memory and gives it back at each call (python/cpython issue 142183): a fifth of the time of a test that opens pages. The
    frame of this very function asks for so much that the chunk made for it holds all that is called from here.
    """
    return call(**given)


in_one_chunk.__code__ = in_one_chunk.__code__.replace(co_stacksize=2**16 + 1)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """The loop of pytest, or of pytest-xdist, with room and with nothing of what was imported looked through for rubbish."""
    gc.collect()
    gc.freeze()
    loop = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [sys.modules[__name__]])
    return in_one_chunk(loop, session=session)
