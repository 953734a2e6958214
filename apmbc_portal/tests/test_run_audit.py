"""The audit of packages never says that all is well where it could not ask."""

import json
import subprocess

import pytest

from apmbc_portal.run import audit

TODAY = "2026-11-25"
HARM = {"name": "django", "version": "5.2.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["5.2.1"]}]}
WELL = {"name": "lxml", "version": "6.1.3", "vulns": []}
UNKNOWN = {"name": "amqp", "skip_reason": "Dependency not found on PyPI"}


def written(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.mark.parametrize(
    ("words", "outcome", "said"),
    [
        (written(WELL), audit.FINE, []),
        (written(WELL, HARM), audit.FOUND, ["django 5.2.0 has a known vulnerability: PYSEC-2026-1. Mended in 5.2.1."]),
        (written(HARM, UNKNOWN), audit.FOUND, ["django 5.2.0 has", "1 packages were NOT checked"]),
        (written(WELL, UNKNOWN), audit.NOT_ASKED, ["1 packages were NOT checked, the registry has no record of them: amqp."]),
        (
            written(UNKNOWN),
            audit.NOT_ASKED,
            ["NOT checked: the registry's records of vulnerabilities are not reachable from here."],
        ),
        (written(), audit.NOT_ASKED, ["NOT checked"]),
        ("", audit.NOT_ASKED, ["NOT checked"]),
        ("<html>a proxy's page</html>", audit.NOT_ASKED, ["NOT checked"]),
    ],
)
def test_the_three_outcomes(words, outcome, said):
    found = audit.read(words, TODAY)
    lines = list(found.lines())
    assert found.outcome == outcome
    assert len(lines) == len(said)
    assert [part for part, line in zip(said, lines, strict=True) if part not in line] == []


@pytest.mark.parametrize(("last_day", "outcome"), [("2026-12-31", audit.FINE), ("2026-11-24", audit.FOUND)])
def test_what_was_judged_harmless_counts_again_after_its_day(last_day, outcome):
    judged = {"PYSEC-2026-1": (last_day, "we never call it")}
    assert audit.read(written(HARM), TODAY, judged).outcome == outcome


@pytest.mark.parametrize(("in_ci", "code"), [(False, audit.NOT_ASKED), (True, audit.FOUND)])
def test_without_the_registry_it_is_a_warning_here_and_a_failure_in_ci(monkeypatch, capsys, in_ci, code):
    def silent(*_args, **_options):
        raise subprocess.TimeoutExpired("pip-audit", 1)

    monkeypatch.setattr(subprocess, "run", silent)
    assert audit.main(in_ci=in_ci) == code
    assert "NOT checked" in capsys.readouterr().out
