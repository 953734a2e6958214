"""The worker as a process of its own, the broker as a server that can die: nothing asked for is lost, nothing waits."""

import time
from urllib.parse import urlsplit

import psutil
import pytest
from django.db import transaction
from django.utils import timezone

from apmbc_portal.audit.triggers import missing_triggers
from apmbc_portal.celery import app
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.testing.factories import make_contact
from apmbc_portal.testing.processes import wait_until

S = Letter.Status


def statuses():
    return list(Letter.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.worker
def test_a_letter_is_sent_by_a_real_worker_soon_after_the_commit(crew):
    with transaction.atomic():
        queue("someone@example.org", "A subject", "The body")
        assert crew.first.letters() == []
    begin = time.monotonic()
    wait_until(lambda: statuses() == [S.SENT], 10, what="the letter")
    assert time.monotonic() - begin < 10
    (letter,) = crew.first.letters()
    assert (letter["To"], letter["Subject"]) == ("someone@example.org", "A subject")
    assert "The body" in letter.get_content()


@pytest.mark.worker
def test_what_was_queued_while_no_worker_ran_is_sent_when_one_starts_and_a_killed_one_leaves_no_process(crew):
    children = [child for worker in crew.workers for child in psutil.Process(worker.process.pid).children(recursive=True)]
    assert len(children) == 2
    for worker in crew.workers:
        worker.kill()
    wait_until(
        lambda: not any(child.is_running() and child.status() != "zombie" for child in children), 5, what="the pools to end"
    )
    app.control.purge()
    Letter.objects.create(to="a@example.org", subject="Waiting", body="x", status=S.QUEUED, queued_at=timezone.now())
    crew.first.start()
    wait_until(lambda: statuses() == [S.SENT], 10, what="the letter")


@pytest.mark.worker
def test_whoever_asks_for_their_own_page_gets_the_link_and_the_address_is_forgotten(crew, client):
    make_contact(email="ana@example.org", name="Ana Vero")
    for address in ("ana@example.org", "nobody@example.org"):
        client.post("/privacy/ask/", {"email": address})
    wait_until(lambda: statuses() == [S.SENT], 20, what="the letter")
    (letter,) = crew.first.letters()
    (link,) = [line for line in letter.get_content().splitlines() if "/privacy/person/" in line]
    assert "Ana Vero" in client.get(urlsplit(link).path).content.decode()


@pytest.mark.worker
def test_two_workers_send_each_letter_once(crew):
    for number in range(20):
        queue(f"reader{number}@example.org", f"Letter {number}", "x")
    wait_until(lambda: set(statuses()) == {S.SENT}, 20, what="the letters")
    time.sleep(0.5)
    assert sorted(letter["Subject"] for letter in crew.first.letters()) == sorted(f"Letter {number}" for number in range(20))


@pytest.mark.worker
def test_a_dead_or_hung_broker_costs_a_commit_less_than_a_second(crew):
    for worker in crew.workers:
        worker.freeze()
    for away in (crew.broker.freeze, crew.broker.kill):
        away()
        begin = time.monotonic()
        queue("someone@example.org", "A subject", "The body")
        assert time.monotonic() - begin < 1
    assert statuses() == [S.QUEUED, S.QUEUED]


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_write_the_record():
    from apmbc_portal.audit.models import Event

    Event.objects.create(**event())
    assert missing_triggers() == set()


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_it_empty_and_guarded():
    from apmbc_portal.audit.models import Event

    assert not Event.objects.exists()
    assert missing_triggers() == set()


def event():
    return {"verb": "test", "subject": "a subject"}


@pytest.mark.browser
def test_a_real_browser_reads_the_live_server(page):
    page.goto("/health/live")
    assert '"ok"' in page.content()
