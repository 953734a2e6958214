"""A State's ledger: one whole chain under concurrent writers, append-only, and every damage found."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction

from apmbc_portal.audit.models import Event, LedgerEntry, LedgerHead, Publication
from apmbc_portal.audit.record import faults, record, record_decision
from apmbc_portal.audit.triggers import drop_triggers, install_triggers, missing_triggers, names
from apmbc_portal.testing.factories import isu_viewer


def write(number=3, chain="XAA"):
    return [
        record_decision(chain, isu_viewer(), "open", f"Row {position}", text="Wording — ‘état’ 文") for position in range(number)
    ]


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_one_whole_chain():
    start = threading.Barrier(8)

    def writer(name):
        try:
            start.wait()
            for position in range(5):
                record_decision("XAA", isu_viewer(), "open", f"{name}.{position}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer, range(8)))
    assert list(LedgerEntry.objects.values_list("number", flat=True)) == list(range(1, 41))
    assert LedgerHead.objects.get().number == 40
    assert faults("XAA") == []


@pytest.mark.django_db(transaction=True)
def test_the_publication_counter_misses_no_step_of_eight_writers():
    def writer(_name):
        try:
            for _position in range(5):
                with transaction.atomic():
                    Publication.bump()
        finally:
            connections.close_all()

    before = Publication.current()
    Publication.bump()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(writer, range(8)))
    assert Publication.current() == before + 41


@pytest.mark.django_db
def test_a_decision_that_rolls_back_leaves_no_entry():
    write(1)

    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert LedgerEntry.objects.count() == LedgerHead.objects.get().number == 1


@pytest.mark.django_db
def test_each_state_has_a_chain_of_its_own():
    write(2, "XAA")
    write(1, "XAB")
    assert list(LedgerEntry.objects.values_list("chain", "number")) == [("XAA", 1), ("XAA", 2), ("XAB", 1)]
    assert faults("XAA") == faults("XAB") == faults("XAC") == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LedgerEntry, Event])
def test_what_was_recorded_is_neither_changed_nor_deleted(model):
    write(1)
    record(isu_viewer(), "open", "Row")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(subject="Another row")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()
    assert not model.objects.filter(subject="Another row").exists()


@pytest.fixture
def unguarded(db):
    """Somebody with the database's own password: the triggers are out of the way."""
    write(3)
    drop_triggers()


def test_an_edited_entry_is_found(unguarded):
    LedgerEntry.objects.filter(number=2).update(text="Other wording")
    assert faults("XAA") == ["XAA: entry 2 was changed"]


def test_a_removed_entry_is_found(unguarded):
    LedgerEntry.objects.filter(number=2).delete()
    assert faults("XAA")[:2] == ["XAA: entry 2 is missing", "XAA: entry 3 does not follow the entry before it"]


def test_a_cut_tail_is_found(unguarded):
    LedgerEntry.objects.filter(number=3).delete()
    assert faults("XAA") == ["XAA: the end of the chain is missing or its head was changed"]


def test_a_forged_entry_without_the_key_is_found(unguarded, settings):
    entry = LedgerEntry.objects.get(number=3)
    settings.LEDGER_KEY, key = "another key", settings.LEDGER_KEY
    entry.text = "Other wording"
    forged = entry.compute_seal()
    settings.LEDGER_KEY = key
    LedgerEntry.objects.filter(number=3).update(text="Other wording", seal=forged)
    LedgerHead.objects.update(seal=forged)
    assert faults("XAA") == ["XAA: entry 3 was changed"]


def test_a_missing_trigger_is_found_and_put_back(unguarded):
    assert missing_triggers() == names(connection.vendor)
    assert {
        "audit_event_no_delete",
        "audit_event_no_update",
        "audit_ledgerentry_no_delete",
        "audit_ledgerentry_no_update",
    } <= names(connection.vendor)
    install_triggers()
    assert missing_triggers() == set()


@pytest.mark.django_db
def test_reading_the_publication_counter_is_one_query(django_assert_num_queries):
    Publication.bump()
    with django_assert_num_queries(1):
        assert Publication.current() >= 1


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_does_not_empty_the_ledger_either():
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_ledgerentry")
    assert LedgerEntry.objects.count() == 1
