"""Cache and broker may be dead or hung: a page waits for either once, then goes on without it for a moment."""

import socket
import time

import pytest
from django.db import transaction

from apmbc_portal import absence, wake
from apmbc_portal.cache import ForgivingCache
from apmbc_portal.run.broker import free_port


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(absence, "time", clock)
    yield clock
    wake.away.end()


def test_an_absence_ends_by_itself(clock):
    away = absence.Absence()
    assert not away
    away.begin()
    assert away
    clock.now += absence.MOMENT
    assert not away


def test_a_page_does_not_need_the_cache_server_and_limits_go_on_in_the_process():
    cache = ForgivingCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 0.5}})
    assert cache.get("a", "default") == "default"
    assert cache.incr("a") == 1
    cache.set("a", 5)
    assert (cache.get("a"), cache.get_many(["a", "b"]), cache.add("a", 1), cache.has_key("b")) == (5, {"a": 5}, False, False)
    assert (cache.incr("a"), cache.delete("a"), cache.get("a")) == (6, True, None)


def test_a_hung_cache_server_is_waited_for_once():
    with socket.socket() as hung:
        hung.bind(("127.0.0.1", 0))
        hung.listen()  # accepts, and never says a word
        hung.settimeout(0)
        limits = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        cache = ForgivingCache(f"redis://127.0.0.1:{hung.getsockname()[1]}/0", {"OPTIONS": limits})
        begin = time.monotonic()
        for number in range(20):
            assert cache.get(f"page:{number}") is None
        assert time.monotonic() - begin < 10  # twenty times half a second, if each waited
        hung.accept()[0].close()
        with pytest.raises(BlockingIOError):
            hung.accept()


@pytest.mark.worker
def test_the_cache_remembers_while_its_server_runs(redis_server, clock):
    cache = ForgivingCache(redis_server.url, {})
    cache.set("a", 1, 30)
    assert (cache.get("a"), cache.add("a", 2), cache.incr("a")) == (1, False, 2)
    redis_server.kill()
    assert cache.get("a") is None
    redis_server.start()
    clock.now += absence.MOMENT
    cache.set("a", 3, 30)
    assert cache.get("a") == 3


@pytest.mark.django_db(transaction=True)
def test_commits_wait_for_a_broker_that_is_away_once_and_ask_again_after_a_moment(monkeypatch, clock):
    asked = []

    def send_task(task):
        asked.append(task)
        if len(asked) == 1:
            raise TimeoutError

    monkeypatch.setattr(wake.current_app, "send_task", send_task)
    with transaction.atomic():
        for task in ("letters", "documents", "letters"):
            wake.wake(task)
    wake.wake("documents")
    assert asked == ["letters"]
    clock.now += absence.MOMENT
    wake.wake("documents")
    wake.wake("letters")
    assert asked == ["letters", "documents", "letters"]
