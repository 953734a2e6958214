"""What a newcomer reads when the machine lacks something, and when nothing has to be installed again."""

import subprocess
import sys

import pytest

from apmbc_portal.run import bootstrap, pins


@pytest.fixture
def machine(monkeypatch):
    """machine(*packages, root=False): a machine on which these packages are missing."""
    calls = []

    def lacks(*packages, root=False):
        monkeypatch.setattr(bootstrap, "missing", lambda group: [name for name in group if name in packages])
        monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **kwargs: calls.append(command) or 0)
        return calls

    return lacks


def test_run_names_missing_packages_in_one_line(machine, capsys):
    machine("python3-venv", "libpango-1.0-0")
    with pytest.raises(SystemExit) as end:
        bootstrap.check_machine("run")
    said = capsys.readouterr().err
    assert end.value.code == 1
    assert said.count("\n") == 1
    assert "not installed: python3-venv, libpango-1.0-0." in said
    assert "sudo apt install python3-venv libpango-1.0-0" in said


def test_run_asks_for_nothing_only_tests_need(machine, capsys):
    machine("chromium", "redis-server", "postgresql")
    bootstrap.check_machine("run")
    assert capsys.readouterr() == ("", "")


def test_tests_install_missing_packages_as_root_on_debian(machine, capsys):
    calls = machine("chromium", "fonts-noto-core", root=True)
    bootstrap.check_machine("test")
    assert [call[1] for call in calls] == ["update", "install"]
    assert calls[1][-2:] == ["chromium", "fonts-noto-core"]


def test_tests_elsewhere_say_what_is_missing_and_what_that_leaves_out(machine, capsys):
    calls = machine("postgresql", "chromium")
    bootstrap.check_machine("test")
    lines = capsys.readouterr().out.splitlines()
    assert calls == []
    assert len(lines) == 2
    assert "postgresql" in lines[0]
    assert "left out: the suite on PostgreSQL" in lines[0]
    assert "left out: the journeys in a browser" in lines[1]


def test_this_machine_has_what_the_portal_needs():
    assert bootstrap.missing(bootstrap.NEEDED) == []


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit):
        bootstrap.check_machine("run")
    assert "needs Python 3.11 or later" in capsys.readouterr().err


def test_an_installation_for_the_same_files_is_not_repeated(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "works", lambda: True)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **kwargs: calls.append(command) or 0)
    bootstrap.make_venv("run")
    bootstrap.make_venv("run")
    assert [call[-1].rsplit("/", 1)[-1] for call in calls] == ["requirements.txt"]
    bootstrap.make_venv("test")
    bootstrap.make_venv("run")
    assert [call[-1].rsplit("/", 1)[-1] for call in calls] == ["requirements.txt", "requirements-dev.txt"]
    monkeypatch.setattr(bootstrap, "fingerprint", lambda what: "changed")
    bootstrap.make_venv("run")
    assert len(calls) == 3


def test_a_failed_installation_is_tried_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "works", lambda: True)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **kwargs: 1)
    for _attempt in range(2):
        with pytest.raises(SystemExit):
            bootstrap.make_venv("run")
    assert capsys.readouterr().err.count("pip could not install the requirements") == 2


def test_bootstrap_needs_only_the_standard_library():
    code = "import sys; sys.path.insert(0, 'apmbc_portal/run'); import bootstrap; print('django' in sys.modules)"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=bootstrap.ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False"


def test_every_requirement_is_pinned_with_all_it_brings_along():
    pinned = {line for line in pins.PINS.read_text().splitlines() if "==" in line}
    assert set(pins.pins().splitlines()) <= pinned, "run `make pins`"
    assert all(
        str(requirement.specifier).startswith("==") for requirement in pins.named("requirements.txt", "requirements-dev.txt")
    )
