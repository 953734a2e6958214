"""The fonts that come with the portal: whole, enough for every script it promises, and missed aloud."""

import shutil
import time
from io import StringIO

import pytest
from django.core.management import call_command

from reports.printing import fonts
from reports.printing.fonts import boxes, vendor
from reports.testing.words import NAMES, REPORT

# Of plane 16: the first private characters are drawn wherever an office program is installed.
NOBODY = {"Private use": "\U0010e123"}


@pytest.fixture
def without(monkeypatch, tmp_path):
    """A machine without fonts of its own, on which these of ours are missing."""

    def remove(*names):
        files = tmp_path / "files"
        shutil.copytree(fonts.FILES, files)
        for name in names:
            (files / name).unlink()
        for module in (fonts, boxes):
            monkeypatch.setattr(module, "FILES", files)
        monkeypatch.setattr(fonts, "SYSTEM", [str(tmp_path / "none")])
        return tmp_path / "var"

    return remove


def said(**how):
    out = StringIO()
    call_command("check_fonts", stdout=out, **how)
    return out.getvalue()


def test_the_files_are_whole_and_the_written_coverage_is_theirs():
    assert boxes.damaged() == []
    codes = vendor.covered(sorted(fonts.FILES.glob("*.ttf")))
    assert fonts.COVERAGE.read_text() == "".join(f"{first:X}-{last:X}\n" for first, last in vendor.spans(codes))


def test_our_fonts_alone_draw_every_script_of_the_promise(without):
    assert boxes.boxes(without(), boxes.CARRIED) == []
    for name, title in NAMES.values():
        assert fonts.undrawable(name + title) == []
    for words in REPORT.values():
        assert fonts.undrawable(str(words)) == []


def test_a_script_that_nobody_draws_is_named(tmp_path):
    assert boxes.boxes(tmp_path, NOBODY | {"Latin": "abc"}) == ["Private use"]
    assert fonts.undrawable("a\U0010e123") == ["\U0010e123"]


def test_a_missing_font_is_named_with_the_script_it_is_missed_for(without, settings):
    settings.VAR_DIR = without("NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf", "SourceSerif4-SemiBold.ttf")
    words = said(verbosity=0)
    assert "damaged: NotoSansKhmer-Bold.ttf, NotoSansKhmer-Regular.ttf, SourceSerif4-SemiBold.ttf." in words
    assert "empty boxes for: Khmer." in words


def test_a_damaged_font_is_named(without):
    without()
    (fonts.FILES / "NotoSansLao-Bold.ttf").write_bytes(b"no font")
    assert boxes.damaged() == ["NotoSansLao-Bold.ttf"]


def test_a_missing_library_is_said_in_words(monkeypatch, tmp_path):
    monkeypatch.setattr(boxes, "LIBRARIES", boxes.LIBRARIES | {"pango": ("libpango-none.so.9",)})
    assert boxes.complaints(tmp_path) == [
        "Printed documents cannot be made: a library that sets text is missing (libpango-none.so.9). See docs/operate.md."
    ]


def test_where_all_is_well_the_start_says_nothing_and_the_command_everything():
    assert said(verbosity=0) == ""
    words = said()
    assert "Drawn by the portal's own fonts: Latin, Cyrillic" in words
    assert "Telugu" in words


def test_the_check_costs_the_start_a_blink(settings):
    boxes.complaints(settings.VAR_DIR)
    begin = time.process_time()
    boxes.complaints(settings.VAR_DIR)
    assert time.process_time() - begin < 0.3


def test_the_machine_s_fonts_are_looked_through_only_for_what_ours_lack(settings, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    fonts.point_fontconfig(settings.VAR_DIR, "Tadesse አበበ Ấ 林")
    assert fonts.os.environ["FONTCONFIG_FILE"].endswith("/fonts.conf")
    fonts.point_fontconfig(settings.VAR_DIR, "నివేదిక")
    assert fonts.os.environ["FONTCONFIG_FILE"].endswith("/with-system.conf")
