"""The fonts of every printed document. They lie beside this file, so that a PDF looks the same on every machine."""

import os
import re
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
COVERAGE = HERE / "coverage.txt"  # which characters they can draw, as hexadecimal ranges
SUMS = HERE / "SHA256SUMS"
SYSTEM = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "~/.fonts"]

# For each generic family of a stylesheet, ours in the order in which they are asked for a character.
OTHER_SCRIPTS = [
    "Noto Naskh Arabic",
    *(f"Noto Sans {script}" for script in ("Khmer", "Ethiopic", "Tamil", "Sinhala", "Thai", "Lao", "Myanmar", "Bengali")),
    *(f"Noto Sans {script}" for script in ("Georgian", "Armenian", "Hebrew", "SC", "KR")),
]
FAMILIES = {"sans-serif": ["Noto Sans", *OTHER_SCRIPTS], "serif": ["Source Serif 4", *OTHER_SCRIPTS, "Noto Sans"]}
# Drawn by no font, missed by nobody: control and format characters, spaces, marks that choose a variant.
UNDRAWN = r"\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000" \
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"  # fmt: skip
CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{directories}
  <cachedir>{cache}</cachedir>
{families}
</fontconfig>
"""


def point_fontconfig(var_dir, text=""):
    """Let fontconfig find our fonts, and the system's only when `text` holds a character ours cannot draw, or one of ours is gone.

    Holds for every layout that begins after it in this process; WeasyPrint reads the file anew for each document.
    """
    name = "with-system.conf" if gone() or undrawable(text) else "fonts.conf"
    os.environ["FONTCONFIG_FILE"] = str(conf_files(Path(var_dir)) / name)


@cache
def conf_files(var_dir):
    """The directory of both configurations and of fontconfig's cache, written where it is missing or old."""
    where = var_dir / "fonts"
    # The cache too: of several processes that begin at once, fontconfig lets all but the first go without one.
    (where / "cache").mkdir(parents=True, exist_ok=True)
    for name, directories in {"fonts.conf": [FILES], "with-system.conf": [FILES, *SYSTEM]}.items():
        said = CONF.format(
            directories="\n".join(f"  <dir>{escape(str(path))}</dir>" for path in directories),
            cache=escape(str(where / "cache")),
            families="\n".join(alias(generic, families) for generic, families in FAMILIES.items()),
        )
        path = where / name
        if not path.exists() or path.read_text() != said:
            fresh = path.with_name(f"{name}.{os.getpid()}")
            fresh.write_text(said)
            fresh.replace(path)  # at once: another process may be reading it
    return where


def alias(generic, families):
    prefer = "".join(f"<family>{family}</family>" for family in families)
    return f'  <alias binding="same"><family>{generic}</family><prefer>{prefer}</prefer></alias>'


@cache
def gone():
    """Our font files that are not there; their hashes are for `check_fonts`."""
    return [name for name in (line.split()[1] for line in SUMS.read_text().splitlines()) if not (FILES / name).is_file()]


@cache
def outside():
    """A pattern that finds a character none of our fonts draws."""
    spans = [line.split("-") for line in COVERAGE.read_text().split()]
    ranges = "".join(f"\\U{int(first, 16):08x}-\\U{int(last, 16):08x}" for first, last in spans)
    return re.compile(f"[^{ranges}{UNDRAWN}]")


def undrawable(text):
    """The characters of `text` that none of our fonts can draw."""
    return sorted(set(outside().findall(text)))
