"""A ledger of before words stood beside the seals is checked, sealed anew and says so; a damaged one stops the upgrade."""

import datetime
import hashlib
import hmac
import json

import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from apmbc_portal.audit.models import LedgerEntry, LedgerHead
from apmbc_portal.audit.triggers import install_triggers
from apmbc_portal.audit.words import faults_of_words

AT = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
DETAIL = {
    "to": "A party",
    "note": "A note",
    "signed_by": "Mai Example",
    "names_shown": [{"kind": "person", "passage": "Ana"}],
    "item": "1",
}


@pytest.fixture
def before(tmp_path, django_db_blocker):
    """A database of its own, as it was before: (how to go on, its entries, its heads)."""
    connections.databases["before"] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "before.sqlite3"), "OPTIONS": {},
    }  # fmt: skip
    connection = connections["before"]
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connection)
        state = executor.migrate([("audit", "0002_end_told_in_a_letter")])
        yield (
            lambda: MigrationExecutor(connection).migrate([("audit", "0005_no_words_in_entries")]),
            *(state.apps.get_model("audit", name).objects.using("before") for name in ("LedgerEntry", "LedgerHead")),
        )
        connection.close()
    del connections["before"], connections.databases["before"]


def write(entries, heads):
    """Three entries as the older form sealed them; returns the seals."""
    seals = ["0" * 64]
    for number in (1, 2, 3):
        facts = {
            "chain": "XAA", "number": number, "acting_as": "Focal point", "verb": "open", "subject": f"Row {number}", "about": "",
            "detail": DETAIL if number == 2 else {"to": "public"}, "text": "Words — ‘état’ 文" if number > 1 else "", "evidence": "",
            "previous": seals[-1],
        }  # fmt: skip
        sealed = facts | {"at": "2026-03-01T09:00:00.000000+00:00", "happened_on": "2026-03-01", "person": ""}
        text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        seals.append(hmac.new(settings.LEDGER_KEY.encode(), text, hashlib.sha256).hexdigest())
        entries.create(**facts, at=AT, happened_on=AT.date(), seal=seals[-1])
    heads.create(chain="XAA", number=3, seal=seals[-1])
    return seals[1:]


def test_each_chain_is_sealed_anew_and_keeps_the_seals_of_before(before):
    go_on, entries, heads = before
    seals = write(entries, heads)
    go_on()
    rows = list(LedgerEntry.objects.using("before").with_words().order_by("number"))
    assert [(row.seal, row.previous) for row in rows] == [
        (row.compute_seal(), earlier) for row, earlier in zip(rows, ["0" * 64, *[row.seal for row in rows]], strict=False)
    ]
    assert [fault for row in rows for fault in faults_of_words(row, {})] == []
    assert rows[1].said == {part: value for part, value in DETAIL.items() if part != "item"} | {
        "subject": "Row 2", "text": "Words — ‘état’ 文"
    }  # fmt: skip
    assert [row.detail for row in rows] == [
        {"to": "public"}, {"item": "1"}, {"to": "public"}, {"before": dict(zip("123", seals, strict=True))}
    ]  # fmt: skip
    head = LedgerHead.objects.using("before").get()
    assert (head.number, head.seal) == (4, rows[-1].seal)


@pytest.mark.parametrize("damage", [{"text": "Other words"}, {"previous": "1" * 64}, {"number": 5}])
def test_one_that_is_not_whole_stops_the_upgrade_and_stays_as_it_was(before, damage):
    go_on, entries, heads = before
    write(entries, heads)
    entries.filter(number=3).update(**damage)
    with pytest.raises(ValueError, match="of XAA is not whole at entry 3"):
        go_on()
    assert set(entries.values_list("acting_as", flat=True)) == {"Focal point"}
    assert entries.filter(text="").count() == 1


def test_it_goes_on_where_it_was_stopped_although_triggers_are_there_again(before):
    go_on, entries, heads = before
    write(entries, heads)
    MigrationExecutor(connections["before"]).migrate([("audit", "0003_words_beside_the_ledger")])
    install_triggers(using="before")
    go_on()
    assert heads.get().number == 4


def test_a_chain_without_its_head_stops_the_upgrade_too(before):
    go_on, entries, heads = before
    write(entries, heads)
    heads.all().delete()
    with pytest.raises(ValueError, match="head of the ledger of XAA is missing"):
        go_on()
    assert entries.exclude(text="").count() == 2
