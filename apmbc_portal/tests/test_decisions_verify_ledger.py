"""`verify_ledger` finds each kind of damage and says where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apmbc_portal.audit.models import LedgerEntry, LedgerHead, LedgerWords
from apmbc_portal.audit.record import record_decision
from apmbc_portal.audit.taking_out import take_out_of_ledgers
from apmbc_portal.audit.triggers import drop_triggers, install_triggers, names
from apmbc_portal.visibility import Viewer

BY = Viewer(label="Focal point of Aramar")


@pytest.fixture
def chains(db):
    """Two chains of three entries, and no trigger in the way of the damage."""
    for chain in ("XAA", "XAB"):
        for number in (1, 2, 3):
            record_decision(chain, BY, "open", f"Text {number}", text=f"Words {number}", to="public")
    drop_triggers()
    yield
    install_triggers()


def verify(*chains, **options):
    """(exit status, what it says)."""
    out = StringIO()
    try:
        call_command("verify_ledger", *chains, stdout=out, **options)
    except CommandError as error:
        return error.returncode, str(error).splitlines()
    return 0, out.getvalue().splitlines()


def damage(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    install_triggers()


def remove(chain, *numbers):
    LedgerWords.objects.filter(entry__chain=chain, entry__number__in=numbers).delete()
    LedgerEntry.objects.filter(chain=chain, number__in=numbers).delete()
    install_triggers()


def test_whole_chains_are_called_whole(chains):
    install_triggers()
    assert verify() == (0, ["2 chains with 6 entries are whole."])
    assert verify("xaa") == (0, ["1 chains with 3 entries are whole."])


def test_an_empty_portal_is_whole(db):
    assert verify() == (0, ["0 chains with 0 entries are whole."])


@pytest.mark.parametrize(
    ("column", "value"),
    [("acting_as", "Somebody else"), ("detail", '{"to": "state"}'), ("happened_on", "2020-01-01"), ("verb", "x"),
     ("hashes", '{"text": "0"}'), ("about", "x")],
)  # fmt: skip
def test_an_edited_entry_is_named(chains, column, value):
    damage(f"UPDATE audit_ledgerentry SET {column} = %s WHERE chain = 'XAA' AND number = 2", value)  # noqa: S608
    status, said = verify()
    assert (status, said[0]) == (1, "XAA: entry 2 was changed")
    assert all(line.startswith("XAA: entry 2") for line in said)
    assert verify("XAB") == (0, ["1 chains with 3 entries are whole."])


WORDS = "XAA: entry 2, text: the words"


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit_ledgerwords SET words = 'Other words' WHERE id = %s", f"{WORDS} do not match their hash, and no entry took any out"),
        ("UPDATE audit_ledgerwords SET salt = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' WHERE id = %s", f"{WORDS} do not match their hash, and no entry took any out"),
        ("UPDATE audit_ledgerwords SET removal_id = entry_id + 1 WHERE id = %s", f"{WORDS} do not match their hash, and no entry took any out"),
        ("DELETE FROM audit_ledgerwords WHERE id = %s", f"{WORDS} are missing"),
        ("UPDATE audit_ledgerwords SET part = 'note' WHERE id = %s", f"XAA: entry 2, note: words nobody sealed\n{WORDS} are missing"),
    ],
    ids=["words", "salt", "a removal that was not recorded", "gone", "under another name"],
)  # fmt: skip
def test_words_that_are_not_what_was_sealed_are_named(chains, sql, fault):
    damage(sql, LedgerWords.objects.get(entry__chain="XAA", entry__number=2, part="text").pk)
    assert verify() == (1, fault.splitlines())
    assert verify("XAB") == (0, ["1 chains with 3 entries are whole."])


@pytest.mark.parametrize("step", [5, -3], ids=["words go into the salt", "salt comes into the words"])
def test_no_sign_moves_between_salt_and_words(chains, step):
    row = LedgerWords.objects.get(entry__chain="XAA", entry__number=2, part="text")
    both, salt = row.salt + row.words, len(row.salt) + step
    damage("UPDATE audit_ledgerwords SET salt = %s, words = %s WHERE id = %s", both[:salt], both[salt:], row.pk)
    assert LedgerWords.objects.get(pk=row.pk).compute_hash() == row.compute_hash()
    assert verify() == (1, [f"{WORDS} and their salt are parted elsewhere than when they were sealed"])


def test_words_taken_out_leave_the_chain_whole_and_what_is_left_is_guarded_too(chains):
    install_triggers()
    rows = LedgerWords.objects.filter(part="text", words__contains="2")
    before = rows.get(entry__chain="XAA")
    seal = before.entry.seal

    def without(value):
        return value.replace("2", "[…]"), value.count("2")

    assert take_out_of_ledgers(rows, without, reason="erased") == (2, ["XAA", "XAB"])
    told = "Words were taken out of 2 of their texts; an entry says so of each."
    assert verify() == (0, [told, "2 chains with 8 entries are whole."])
    assert verify("XAA", against=[seal])[0] == 0
    entry = LedgerEntry.objects.get(chain="XAA", number=2)
    assert (entry.text, entry.seal) == ("Words […]", seal)
    assert not LedgerWords.objects.filter(salt=before.salt).exists()  # or the name could be guessed from what is left
    assert take_out_of_ledgers(rows, without, reason="erased") == (0, [])
    drop_triggers()
    damage("UPDATE audit_ledgerwords SET words = 'Words and more' WHERE id = %s", before.pk)
    assert verify() == (1, ["XAA: entry 2, text: the words are not what entry 4 left of them"])
    drop_triggers()
    damage(
        "UPDATE audit_ledgerwords SET words = %s, salt = %s, removal_id = NULL WHERE id = %s",
        before.words,
        before.salt,
        before.pk,
    )
    assert verify() == (1, ["XAA: entry 2, text: the words are not what entry 4 left of them"])


def test_a_removed_entry_is_named(chains):
    remove("XAB", 2)
    assert verify() == (1, ["XAB: entry 2 is missing", "XAB: entry 3 does not follow the entry before it"])


def test_a_cut_tail_is_found(chains):
    remove("XAA", 3)
    assert verify() == (1, ["XAA: the end of the chain is missing or its head was changed"])


def test_a_whole_chain_that_vanished_is_found(chains):
    remove("XAA", 1, 2, 3)
    assert verify() == (1, ["XAA: the end of the chain is missing or its head was changed"])


def test_a_changed_or_missing_head_is_found(chains):
    install_triggers()
    LedgerHead.objects.filter(chain="XAA").update(number=2)
    LedgerHead.objects.filter(chain="XAB").delete()
    assert verify() == (
        1, [f"{chain}: the end of the chain is missing or its head was changed" for chain in ("XAA", "XAB")],
    )  # fmt: skip


def test_an_entry_sealed_without_the_key_is_found(chains, settings):
    settings.LEDGER_KEY, key = "another key of sufficient length, but not the portal's own", settings.LEDGER_KEY
    entry = LedgerEntry.objects.get(chain="XAA", number=3)
    entry.verb = "forged"
    seal, settings.LEDGER_KEY = entry.compute_seal(), key
    damage("UPDATE audit_ledgerentry SET verb = 'forged', seal = %s WHERE chain = 'XAA' AND number = 3", seal)
    LedgerHead.objects.filter(chain="XAA").update(seal=seal)
    assert verify() == (1, ["XAA: entry 3 was changed"])


def test_a_missing_trigger_is_found(chains):
    status, said = verify()
    assert status == 1
    assert said == [f"the trigger {name} is missing" for name in sorted(names(connection.vendor))]


def test_a_code_that_is_no_chain_is_an_error_not_a_clean_bill(chains):
    install_triggers()
    assert verify("XZZ") == (1, ["XZZ: there is no such chain"])


def test_the_seal_of_each_chain_is_printed_on_request(chains):
    install_triggers()
    _status, said = verify(verbosity=2)
    heads = LedgerHead.objects.order_by("chain")
    assert said[:2] == [f"{head.chain}: 3 entries, the last sealed {head.seal}" for head in heads]


def test_a_seal_from_a_letter_is_found_in_its_chain_alone(chains):
    install_triggers()
    first, last = LedgerEntry.objects.filter(chain="XAA").order_by("number")[0::2]
    status, said = verify("XAA", against=[f" {first.seal.upper()} ", last.seal])
    assert status == 0
    assert [line.split(", recorded")[0] for line in said[:2]] == [
        "XAA: the seal is that of entry 1",
        "XAA: the seal is that of entry 3",
    ]
    assert said[0].endswith("; 2 more follow from it.")
    assert said[1].endswith(", the last.")
    assert verify("XAB", against=[first.seal]) == (1, [f"{first.seal}: no entry of XAB bears this seal"])


def test_a_history_written_anew_with_the_key_does_not_bear_the_seals_of_the_letters(chains):
    """What the chain alone cannot show: whoever has database and key can seal other words; the letter still tells."""
    letter = LedgerEntry.objects.get(chain="XAA", number=3).seal
    previous = LedgerEntry.objects.get(chain="XAA", number=1).seal
    for number in (2, 3):
        entry = LedgerEntry.objects.get(chain="XAA", number=number)
        entry.verb, entry.previous = "other", previous
        previous = entry.compute_seal()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_ledgerentry SET verb = 'other', previous = %s, seal = %s WHERE chain = 'XAA' AND number = %s",
                [entry.previous, previous, number],
            )
    install_triggers()
    LedgerHead.objects.filter(chain="XAA").update(seal=previous)
    assert verify("XAA") == (0, ["1 chains with 3 entries are whole."])
    assert verify("XAA", against=[letter]) == (1, [f"{letter}: no entry of XAA bears this seal"])
