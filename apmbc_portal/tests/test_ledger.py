"""A State's ledger: one whole chain under concurrent writers, append-only, and every damage found."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from apmbc_portal.audit.models import Event, LedgerEntry, LedgerHead, LedgerWords, Publication
from apmbc_portal.audit.models.words import SALT
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
@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (LedgerEntry, {"verb": "close"}),
        (Event, {"verb": "close"}),
        (Event, {"subject": "Another row"}),
        (LedgerWords, {"words": "Another row"}),
        (LedgerWords, {"words": "Another row", "salt": "another"}),
    ],
)
def test_what_was_recorded_is_neither_changed_nor_deleted(model, changes):
    write(1)
    record(isu_viewer(), "open", "Row")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**changes)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert not model.objects.filter(**changes).exists()


@pytest.mark.django_db
def test_words_go_out_of_the_record_in_one_way_alone():
    """A line of history says on which day; words of a ledger name a later entry, and the salt by which they could be guessed goes too."""
    first, last = write(2)
    record(isu_viewer(), "open", "Row")
    words, lines = LedgerWords.objects.filter(entry=first, part="text"), Event.objects.all()
    for rows, changes in [
        (words, {"words": "[…]", "salt": "new", "removal": first}),  # no later entry
        (words, {"words": "[…]", "removal": last}),  # the old salt
        (words, {"words": "[…]", "removal": last, "salt": "new", "part": "note"}),
        (lines, {"subject": "[…]", "taken_out_at": timezone.now(), "verb": "close"}),
        (lines, {"subject": "[…]", "taken_out_at": lines[0].at}),  # no later day
    ]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**changes)
    assert words.update(words="[…]", salt="0" * SALT, removal=last) == 1
    assert lines.update(subject="[…]", taken_out_at=timezone.now()) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        words.update(words="What stood there before", salt="other")  # nothing comes back
    assert faults("XAA") == ["XAA: entry 1, text: the words do not match their hash, and no entry took any out"]


@pytest.fixture
def unguarded(db):
    """Somebody with the database's own password: the triggers are out of the way."""
    write(3)
    drop_triggers()


def remove(number):
    LedgerWords.objects.filter(entry__number=number).delete()
    LedgerEntry.objects.filter(number=number).delete()


def test_an_edited_entry_is_found(unguarded):
    LedgerEntry.objects.filter(number=2).update(verb="close")
    assert faults("XAA") == ["XAA: entry 2 was changed"]


def test_a_removed_entry_is_found(unguarded):
    remove(2)
    assert faults("XAA")[:2] == ["XAA: entry 2 is missing", "XAA: entry 3 does not follow the entry before it"]


def test_a_cut_tail_is_found(unguarded):
    remove(3)
    assert faults("XAA") == ["XAA: the end of the chain is missing or its head was changed"]


def test_a_forged_entry_without_the_key_is_found(unguarded, settings):
    entry = LedgerEntry.objects.get(number=3)
    settings.LEDGER_KEY, key = "another key", settings.LEDGER_KEY
    entry.verb = "close"
    forged = entry.compute_seal()
    settings.LEDGER_KEY = key
    LedgerEntry.objects.filter(number=3).update(verb="close", seal=forged)
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


def test_a_trigger_that_does_something_else_is_found_and_put_back(unguarded):
    install_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_update")
            cursor.execute("CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_event_no_update() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql"
            )
    assert missing_triggers() == {"audit_event_no_update"}
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
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_ledgerentry CASCADE")
    assert LedgerEntry.objects.count() == 1
