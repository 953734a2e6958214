"""A State's ledger as a document: for the State and the ISU alone, to the letter, and so that the State can check it."""

import base64
import csv
import hashlib
import hmac
import io
import json
import runpy
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apmbc_portal.audit.models import Event, LedgerEntry, LedgerHead, LedgerWords
from apmbc_portal.audit.record import record_decision
from apmbc_portal.audit.taking_out import take_out_of_ledgers
from apmbc_portal.audit.triggers import drop_triggers
from apmbc_portal.audit.verbs import DONE
from apmbc_portal.testing.factories import (
    isu_viewer,
    make_engagement,
    make_focal_point,
    make_staff,
    make_state,
    opened,
    viewer_of,
)
from reports import tasks
from reports.documents import ask_for
from reports.endings import over
from reports.kinds import KINDS, content_of
from reports.models import Document
from reports.testing.aloud import Paper
from reports.tests.test_document_races import who_opens, world  # noqa: F401
from reports.verbs import TABLES

pytestmark = pytest.mark.django_db
ISU = isu_viewer()
HOSTILE = '<b>=1+1</b>; =HYPERLINK("x")\u202e reversed, العربية'


def decisions(state, number=3, **how):
    by = viewer_of(make_focal_point(state))
    words = {"text": "Exact words.\n\nSecond paragraph.", "to": "public"} | how
    return [record_decision(state.iso3, by, "open", f"Row {position}", **words) for position in range(1, number + 1)]


def ask(client, state):
    return client.post(reverse("document_ask", args=["ledger", state.pk]))


def test_the_state_and_the_isu_open_it_and_nobody_else_whatever_is_public(client, world):  # noqa: F811
    meeting, cast = world
    engagement = meeting.hosts()[0]
    opened(engagement), opened(meeting)
    decisions(engagement.state)
    document = ask_for("ledger", engagement.state, by=ISU, user=None)
    cast["drafter"] = make_focal_point(engagement.state, may_submit=False, may_release=False)
    assert who_opens(client, cast, document) == {"isu", "own", "drafter"}
    for name, user in cast.items():
        client.logout()
        if user:
            client.force_login(user)
        codes = {client.get(reverse(view, args=[document.pk])).status_code for view in ("document_read", "ledger_csv")}
        assert codes == ({200} if name in ("isu", "own", "drafter") else {404}), name
        asked = ask(client, engagement.state)
        if name in ("isu", "own", "drafter"):
            assert asked["Location"] == document.get_absolute_url()
        else:
            assert asked.status_code == 404 or asked["Location"].startswith("/accounts/")
    assert Document.objects.get() == document


def test_the_database_refuses_a_ledger_for_other_readers():
    document = ask_for("ledger", make_state(), by=ISU, user=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(made_for="readers")


def test_it_says_every_entry_with_its_text_and_its_seals_in_full():
    state = make_state()
    entries = decisions(state, note="Wished so", happened_on=None)
    decisions(make_state(), text="Another State's words")
    content = content_of("ledger", state)
    assert content["count"] == 3
    assert content["seal"] == entries[-1].seal
    assert [(row["number"], row["decision"], row["to"], row["subject"], row["note"]) for row in content["rows"]] == [
        (number, "Opened", "the public", f"Row {number}", "Wished so") for number in (1, 2, 3)
    ]
    assert [row["paragraphs"] for row in content["rows"]] == [["Exact words.", "Second paragraph."]] * 3
    assert [row["seal"] for row in content["rows"]] == [entry.seal for entry in entries]
    assert [row["previous"] for row in content["rows"]] == ["", entries[0].seal, entries[1].seal]


def test_the_names_that_were_shown_before_a_decision_are_in_it():
    state = make_state()
    decisions(state, 1, names_shown=[{"kind": "person", "objection": "not asked", "passage": "said Ana Example"}])
    assert content_of("ledger", state)["rows"][0]["names_shown"] == ["person, not asked: … said Ana Example …"]


def test_who_decided_is_in_it_as_whom_they_acted_and_not_by_name():
    state = make_state()
    decisions(state)
    person = LedgerEntry.objects.first().person
    content = str(content_of("ledger", state))
    assert str(person) not in content
    assert "Person" not in content
    assert f"Focal point of {state.name_en}" in content


def test_the_same_ledger_is_one_file_until_a_decision_is_added(client):
    state = make_state()
    decisions(state, 1)
    first = ask_for("ledger", state, by=ISU, user=None)
    Document.objects.update(content=first.content | {"made_on": "1 January 2020"})
    assert ask_for("ledger", state, by=ISU, user=None) == first
    decisions(state, 1)
    assert ask_for("ledger", state, by=ISU, user=None) != first


def test_the_table_holds_the_very_bytes_that_are_sealed(client, settings):
    """Whoever is given the key can compute every seal from the file alone; a later decision is not slipped into it."""
    state = make_state()
    entries = decisions(state, 2, text=HOSTILE, note=HOSTILE)
    document = ask_for("ledger", state, by=ISU, user=None)
    decisions(state, 1)
    client.force_login(make_focal_point(state))
    response = client.get(reverse("ledger_csv", args=[document.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Entry", "1", "2"]
    previous = "0" * 64
    for row, entry in zip(rows[1:], entries, strict=True):
        sealed, words = base64.b64decode(row[15]), json.loads(base64.b64decode(row[16]))
        assert hmac.new(settings.LEDGER_KEY.encode(), sealed, hashlib.sha256).hexdigest() == row[13] == entry.seal
        assert words["text"]["words"] == words["note"]["words"] == HOSTILE
        hashes = {part: hashlib.sha256((one["salt"] + one["words"]).encode()).hexdigest() for part, one in words.items()}
        assert json.loads(sealed)["hashes"] == hashes
        assert json.loads(sealed)["previous"] == row[14] == previous
        previous = row[13]
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
        assert not [cell for cell in row if "; =" in cell]


def test_a_state_checks_the_table_by_the_guide_without_any_key(client, settings, tmp_path, monkeypatch, capsys):
    state = make_state()
    decisions(state, 2, text=HOSTILE)
    rows = LedgerWords.objects.filter(entry__number=2, part="text")
    take_out_of_ledgers(rows, lambda value: (value.replace("reversed", "[…]"), 1), reason="erased")
    client.force_login(make_focal_point(state))
    guide = Path(settings.BASE_DIR, "docs/guide-focal-points.md").read_text()
    (tmp_path / "check.py").write_text(guide.split("```python\n")[1].split("```")[0])

    def checked():
        document = ask_for("ledger", state, by=ISU, user=None)
        (tmp_path / "table.csv").write_bytes(b"".join(client.get(reverse("ledger_csv", args=[document.pk])).streaming_content))
        monkeypatch.setattr("sys.argv", ["check.py", str(tmp_path / "table.csv")])
        runpy.run_path(str(tmp_path / "check.py"))
        return capsys.readouterr().out.splitlines()

    last = LedgerHead.objects.get().seal
    assert checked() == ["entry 2 text lost a name, as entry 3 says", f"3 entries read; the last seal is {last}"]
    drop_triggers()
    rows.update(words="Other words")
    LedgerEntry.objects.filter(number=1).update(seal="0")
    said = ["entry 2 does not follow the one before it", "entry 2 text is not what was sealed"]
    assert checked() == [*said, f"3 entries read; the last seal is {last}"]


def test_each_copy_is_in_the_record(client):
    state = make_state()
    decisions(state)
    document = ask_for("ledger", state, by=ISU, user=None)
    Document.objects.update(status="ready", file="documents/none.pdf")
    client.force_login(make_focal_point(state))
    client.get(reverse("document_read", args=[document.pk]))
    b"".join(client.get(reverse("ledger_csv", args=[document.pk])).streaming_content)
    asked, *taken = Event.objects.filter(subject=document.title).order_by("pk")
    assert asked.verb == "ask_for_document"
    assert [(event.verb, event.detail["format"], event.detail["count"]) for event in taken] == [
        ("read_document", "page", 3),
        ("download", "csv", 3),
    ]


def test_it_is_asked_for_where_the_ledger_is_read_and_leads_back_there(client, paper):
    state = make_state()
    engagement = make_engagement(state)
    decisions(state)
    focal_point = make_focal_point(state)
    client.force_login(focal_point)
    assert reverse("document_ask", args=["ledger", state.pk]) in client.get(reverse("ledger")).content.decode()
    page = ask(client, state)["Location"]
    tasks.build_documents()
    shown = client.get(page).content.decode()
    assert reverse("ledger_csv", args=[Document.objects.get().pk]) in shown
    assert reverse("ledger") in shown
    client.force_login(make_staff())
    shown = client.get(page).content.decode()
    assert reverse("admin:audit_ledgerentry_changelist") in shown
    found = client.get(KINDS["ledger"].desk_place(Document.objects.get())[0])
    assert found.context["cl"].result_count == 3
    file_page = client.get(reverse("admin:engagements_engagement_file", args=[engagement.pk])).content.decode()
    assert (reverse("document_ask", args=["ledger", state.pk]) in file_page) == ("In the State" in file_page)


def test_a_ledger_without_entries_says_what_will_be_there(client):
    state = make_state()
    document = ask_for("ledger", state, by=ISU, user=None)
    client.force_login(make_focal_point(state))
    assert "No decision has been recorded yet." in client.get(reverse("document_read", args=[document.pk])).content.decode()


def test_the_page_says_the_words_and_the_seals(client):
    state = make_state()
    entries = decisions(state, text=HOSTILE)
    document = ask_for("ledger", state, by=ISU, user=None)
    client.force_login(make_focal_point(state))
    page = client.get(reverse("document_read", args=[document.pk])).content.decode()
    assert all(entry.seal in page for entry in entries)
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page
    assert "How your State can check it" in page


def test_on_paper_each_entry_has_a_bookmark_and_seals_are_whole():
    from reports.printing.pdf import render

    state = make_state()
    entries = decisions(state, 12, text="Words. " * 120 + HOSTILE)
    data, pages = render(content_of("ledger", state))
    paper = Paper(data)
    words = paper.tree.words
    assert pages > 3
    assert all(words.count(entry.seal) >= 1 for entry in entries)
    with paper.pdf.open_outline() as outline:
        titles = [one.title for one in outline.root[0].children]
    assert titles == ["How your State can check it", *(f"{number} Opened: the public" for number in range(1, 13))]


def test_every_step_of_a_state_is_told_in_words_of_what_happened():
    own = {verb for table in TABLES for verb, move in table.items() if move.is_the_states()}
    assert own - set(DONE) == set()


def test_a_long_ledger_waits_with_the_long_jobs():
    state = make_state()
    record_decision(state.iso3, ISU, "open", "Row", text="x" * 300_001)
    assert ask_for("ledger", state, by=ISU, user=None).is_large


def test_an_old_copy_ends_after_ninety_days():
    state = make_state()
    document = ask_for("ledger", state, by=ISU, user=None)
    long_ago = document.asked_at.replace(year=document.asked_at.year - 1)
    Document.objects.update(status="ready", file="documents/x.pdf", finished_at=long_ago)
    assert [found for found, _reason in over()] == [document]
