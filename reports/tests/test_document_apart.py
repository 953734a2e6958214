"""Renderings in processes of their own: what they hand back, how they end, and that nothing of them is left."""

import ctypes
import os
import signal
import time
from functools import partial

import psutil
import pytest
from django.contrib.auth import get_user_model

from reports.printing.apart import Abandoned, Failed, Limits, Why, run_apart

LIMITS = Limits(seconds=20, megabytes=300)


def quick(tell, word=b"file", number=3):
    tell("layout", 1, 2)
    return word, number


def endless(tell):
    while True:
        time.sleep(0.01)


def busy(tell):
    while True:
        pass


def hungry(tell):
    kept = []
    while True:
        kept.append(bytearray(2**24))


def dies(tell, number):
    os.kill(os.getpid(), number)
    time.sleep(10)


def raises(tell, error):
    raise error


def asks_the_database(tell):
    return b"", get_user_model().objects.count()


def reads_nothing(tell):
    return ctypes.string_at(0), 0


@pytest.fixture(autouse=True)
def _leaves_nothing():
    """No child and no open file outlives a call, however it ended."""
    me = psutil.Process()
    before = (set(me.children()), me.num_fds())
    yield
    assert (set(me.children()), me.num_fds()) == before


def test_results_come_in_the_order_of_the_jobs_and_progress_is_told_together(tmp_path):
    heard = tmp_path / "heard"

    def slow(tell, number):
        tell("layout", 5, 10)
        while not heard.exists():
            time.sleep(0.01)
        tell("layout", 10, 10)
        return bytes([number]) * 200_000, number

    def listen(*said):
        if said == ("layout", 15, 30):  # half of all three together; else the limit of time ends them
            heard.touch()

    made = run_apart([partial(slow, number=n) for n in range(3)], listen, LIMITS, at_once=3)
    assert made == [(bytes([n]) * 200_000, n) for n in range(3)]
    assert run_apart([]) == []


def test_a_job_works_on_pieces_side_by_side():
    def whole(tell):
        pieces = run_apart([partial(quick, word=b"a"), partial(quick, word=b"b")], tell, at_once=2)
        return b"".join(data for data, _pages in pieces), sum(pages for _data, pages in pieces)

    assert run_apart([whole], limits=LIMITS) == [(b"ab", 6)]


@pytest.mark.parametrize(
    ("job", "why", "words"),
    [
        (endless, Why.TIME, "longer than one document may take (1 s)"),
        (hungry, Why.MEMORY, "more memory than one document may have (300 MiB)"),
        (partial(raises, error=ValueError("a private detail")), Why.LAYOUT, "could not be laid out (ValueError)"),
        (partial(raises, error=RecursionError()), Why.LAYOUT, "could not be laid out (RecursionError)"),
        (partial(raises, error=SystemExit(0)), Why.LAYOUT, "could not be laid out (SystemExit)"),
        (partial(raises, error=OSError("disk full")), Why.SYSTEM, "refused a step (OSError)"),
        (partial(dies, number=signal.SIGKILL), Why.KILLED, "stopped from outside"),
        (partial(dies, number=signal.SIGABRT), Why.CRASHED, "broke down (SIGABRT)"),
        (partial(dies, number=signal.SIGXCPU), Why.TIME, "longer than"),
        (reads_nothing, Why.CRASHED, "broke down (SIGSEGV)"),
        (lambda tell: run_apart([partial(raises, error=KeyError("x"))], tell), Why.LAYOUT, "laid out (KeyError)"),
    ],
)
def test_every_end_without_a_file_has_a_sentence(job, why, words, caplog, capfd):
    with pytest.raises(Failed) as failed:
        run_apart([job], limits=Limits(1, 300) if job is endless else LIMITS)
    assert (failed.value.why, words in str(failed.value)) == (why, True), str(failed.value)
    assert "private" not in str(failed.value)


def test_one_job_that_fails_ends_its_neighbours():
    begin = time.monotonic()
    with pytest.raises(Failed):
        run_apart([endless, endless, partial(raises, error=KeyError())], limits=LIMITS, at_once=3)
    assert time.monotonic() - begin < 10


def test_what_nobody_wants_any_more_is_killed_within_two_seconds_with_its_own_children(tmp_path):
    def with_child(tell):
        (tmp_path / "pid").write_text(str(os.getpid()))
        return run_apart([busy], tell)[0]

    heard = []

    def tell(*said):
        heard.append(said)
        if len(heard) == 2:
            family.extend(psutil.Process(int((tmp_path / "pid").read_text())).children())
            raise Abandoned

    family, begin = [], time.monotonic()
    with pytest.raises(Abandoned):
        run_apart([with_child], tell, LIMITS)
    assert time.monotonic() - begin < 5
    assert len(family) == 1
    psutil.wait_procs(family, timeout=5)
    assert not family[0].is_running()


@pytest.mark.django_db
def test_a_job_asks_no_database_and_the_callers_connection_stays_whole(caplog, capfd):
    with pytest.raises(Failed, match="RuntimeError"):
        run_apart([asks_the_database], limits=LIMITS)
    assert get_user_model().objects.count() == 0
