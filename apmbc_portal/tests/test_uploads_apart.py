"""Looking into a file happens in a process that has nothing to lose: no keys, little memory, little time, no word of its own."""

import io
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apmbc_portal.testing import files, hostile
from apmbc_portal.testing.scanner import Scanner
from apmbc_portal.uploads import apart, clamav
from apmbc_portal.uploads.apart import Job, TooSlow, look


@pytest.fixture
def job(tmp_path):
    """A job on some bytes, with limits given by the test."""

    def make(data, **limits):
        path = tmp_path / "file"
        path.write_bytes(data)
        return Job(str(path), "paper", str(tmp_path / "copy"), **{"seconds": 12.0} | limits)

    return make


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Another program in the place of the one that looks into files; it finds the job in `job`."""

    def put(code):
        path = tmp_path / "program.py"
        path.write_text(f"import json, os, sys, time\njob = json.loads(sys.argv[1])\n{code}\n")
        monkeypatch.setattr(apart, "WASHING", path)

    return put


def test_it_has_none_of_the_portals_keys_and_addresses(job, program, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal:zqsecretq@db/portal")
    program("open(job['report'], 'w').write(json.dumps({'env': dict(os.environ), 'files': os.listdir('/proc/self/fd')}))")
    said = look(job(b"x"))
    assert set(said["env"]) <= {"PATH", "LANG", "LC_CTYPE"}
    assert "zqsecretq" not in json.dumps(said)
    assert len(said["files"]) <= 5  # the three streams, the report and the folder it looks into


def test_a_program_that_takes_too_long_is_ended(job, program):
    program("time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(TooSlow):
        look(job(b"x", seconds=0.5))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "code",
    ["os.abort()", "sys.exit(3)", "pass", "open(job['report'], 'w').write('x' * (9 * 2**20))"],
    ids=["brought down", "gives up", "says nothing", "says too much"],
)
def test_a_file_that_brings_it_down_is_refused(job, program, code):
    program(code)
    assert look(job(b"x")) == {"refused": "too_heavy", "detail": ""}


def test_memory_has_an_end(job):
    large = hostile.enormous_picture(side=8000)  # 64 million points, and the words for the first few of them
    assert look(job(large, megabytes=1024))["refused"] == "damaged"
    assert look(job(large, megabytes=150))["refused"] == "too_heavy"


def test_what_it_writes_has_an_end_and_leaves_no_module_cut_short(job, tmp_path, monkeypatch):
    copy = shutil.copytree(apart.WASHING.parent, tmp_path / "washing", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(apart, "WASHING", copy / "__main__.py")
    many = files.office(parts={f"word/media/{number}.png": files.picture(size=(400, 400)) for number in range(20)})
    assert look(job(many, file_bytes=4096))["refused"] in ("too_heavy", "damaged")
    assert not list(copy.rglob("*.pyc"))


def test_a_web_process_never_imports_what_reads_files():
    code = (
        "import django, sys; django.setup(); import apmbc_portal.web.urls; from django.urls import get_resolver; "
        "get_resolver().url_patterns; print(sorted({'pikepdf', 'PIL', 'lxml', 'olefile', 'pypdf', 'weasyprint'} & set(sys.modules)))"
    )
    env = {"DJANGO_SETTINGS_MODULE": "apmbc_portal.settings", "DEBUG": "1", "VAR_DIR": str(settings.VAR_DIR), "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


# --- the virus check ------------------------------------------------------------------------------------------------------------
def test_every_byte_is_shown_to_the_virus_check(settings, tmp_path):
    data = bytes(range(256)) * 2000
    (tmp_path / "file").write_bytes(data)
    with Scanner() as scanner, Path(tmp_path, "file").open("rb") as file:
        settings.CLAMAV_URL = scanner.url
        assert clamav.found_in(file, 5) == ""
    assert scanner.heard == [data]


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "", "UNKNOWN COMMAND"])
def test_an_answer_that_is_no_verdict_is_no_pass(settings, tmp_path, says):
    (tmp_path / "file").write_bytes(b"x")
    with Scanner(says=says or " ") as scanner, Path(tmp_path, "file").open("rb") as file:
        settings.CLAMAV_URL = scanner.url
        with pytest.raises(clamav.Unreachable):
            clamav.found_in(file, 5)


def test_a_virus_check_that_hangs_is_given_up(settings, tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 100)
    with socket.create_server(("127.0.0.1", 0)) as silent, Path(tmp_path, "file").open("rb") as file:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(clamav.Unreachable):
            clamav.found_in(file, 0.5)
    assert time.monotonic() - began < 5


def test_a_virus_check_for_which_a_file_is_too_large_is_heard_out(settings):
    with Scanner(limit=1000) as scanner:
        settings.CLAMAV_URL = scanner.url
        with pytest.raises(clamav.Unreachable, match="size limit exceeded"):
            clamav.found_in(io.BytesIO(b"x" * 2**20), 5)


@pytest.mark.parametrize(
    ("scanner", "said"),
    [
        ({"finds": "Eicar", "mark": b"EICAR-STANDARD"}, ""),
        ({}, "a small test file: NOTHING FOUND"),
        ({"finds": "Eicar", "mark": b"EICAR-STANDARD", "limit": 5000}, "Raise StreamMaxLength"),
        ({"finds": "Limits.Exceeded"}, "a small clean file: found Limits.Exceeded"),
    ],
)
def test_an_operator_hears_whether_the_virus_check_finds_what_it_must(settings, scanner, said):
    settings.MAX_UPLOAD_BYTES = 10_000
    out = io.StringIO()
    with Scanner(**scanner) as running:
        settings.CLAMAV_URL = running.url
        if said:
            with pytest.raises(CommandError, match=said):
                call_command("check_scanner", stdout=out)
        else:
            call_command("check_scanner", stdout=out)
            assert [len(data) for data in running.heard] == [5, 68, 10_000, 10_000]
    assert out.getvalue().startswith("ClamAV 1.4.6")


def test_without_a_virus_check_the_operator_hears_that_there_is_none(settings):
    settings.CLAMAV_URL = ""
    with pytest.raises(CommandError, match="CLAMAV_URL is not set"):
        call_command("check_scanner")
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        call_command("check_scanner")
