"""The agenda template, and the command that loads all reference data."""

import time

import pytest
from django.core.management import CommandError, call_command

import engagements.reference
import meetings.reference
from apmbc_portal.audit.models import Event, Publication
from engagements.reference import BadReference
from meetings.models import AgendaTemplate


def test_the_agenda_template_has_the_structure_of_the_individualised_approach(db):
    list(meetings.reference.load())
    template = AgendaTemplate.objects.get()
    assert template.version == 1
    assert list(template.items.values_list("number", "theme", "minutes")) == [
        ("I", "", 0), ("II", "", 0), ("II.A", "A", 0), ("II.B", "B", 0), ("II.C", "C", 0), ("II.D", "D", 0), ("II.E", "E", 0),
        ("II.F", "F", 0), ("III", "", 0), ("IV", "", 0),
    ]  # fmt: skip
    assert not any(meetings.reference.load())


def test_the_command_loads_in_seconds_and_raises_the_counter_only_when_something_changed(db, capsys):
    began = time.monotonic()
    call_command("load_reference")
    assert time.monotonic() - began < 3
    assert "197 States: 197 new" in capsys.readouterr().out
    first = (Publication.current(), Event.objects.count())
    assert first == (1, 1)

    call_command("load_reference")
    assert "197 States: 0 new, 0 changed, 0 removed" in capsys.readouterr().out
    assert (Publication.current(), Event.objects.count()) == first


def test_a_wrong_file_ends_the_command_with_one_sentence(db, monkeypatch):
    def wrong():
        raise BadReference("states.csv, line 7: …")

    monkeypatch.setattr(engagements.reference, "load", wrong)
    with pytest.raises(CommandError, match="states.csv, line 7"):
        call_command("load_reference")
