import socket
import time

import pytest
from django.db import DatabaseError

from apmbc_portal.web import health

pytestmark = pytest.mark.urls("apmbc_portal.web.health_urls")


def test_live_asks_nothing_of_database_session_or_broker(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_ready_when_database_and_broker_answer(client, db):
    response = client.get("/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok", "broker": "ok"})
    assert not response.cookies


def test_not_ready_without_the_database_and_says_no_more_than_that(client, db, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError("password of the database")

    monkeypatch.setattr(health, "connection", Gone())
    response = client.get("/ready")
    assert (response.status_code, response.json()) == (503, {"status": "down", "database": "unreachable", "broker": "ok"})


@pytest.mark.worker
def test_a_dead_or_hung_broker_is_reported_and_costs_less_than_two_seconds(client, db, redis_server):
    assert client.get("/ready").json()["broker"] == "ok"
    redis_server.kill()
    with socket.socket() as hung:
        begin = time.monotonic()
        response = client.get("/ready")
        assert (response.status_code, response.json()["status"]) == (200, "degraded")
        hung.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        hung.bind(("127.0.0.1", redis_server.port))
        hung.listen()  # accepts, and never says a word
        assert client.get("/ready").json()["broker"] == "unreachable"
        assert time.monotonic() - begin < 3


def test_only_reading_is_possible(client, db):
    assert client.post("/ready").status_code == 405
