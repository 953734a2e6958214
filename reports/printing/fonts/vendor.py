"""Fetches the fonts this directory holds and writes them down again: `python -m reports.printing.fonts.vendor`.

Run by a developer who wants a newer version or another script, never by the portal. Needs `npm` (it only downloads the packages) and
fontTools. The result is the same on every machine: `git status` shows nothing when nothing changed.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from reports.printing.fonts import COVERAGE, FILES, HERE, SUMS

SCOPE = "@expo-google-fonts"
# (package, version, weights): Regular carries the text, Bold the headings of tables and lists.
BOTH = ("400Regular", "700Bold")
PACKAGES = [
    ("noto-sans", "0.4.2", BOTH),
    ("noto-sans-armenian", "0.4.2", BOTH),
    ("noto-sans-bengali", "0.4.4", BOTH),
    ("noto-sans-ethiopic", "0.4.2", BOTH),
    ("noto-sans-georgian", "0.4.3", BOTH),
    ("noto-sans-hebrew", "0.4.1", BOTH),
    ("noto-sans-khmer", "0.4.3", BOTH),
    ("noto-sans-lao", "0.4.2", BOTH),
    ("noto-sans-myanmar", "0.4.2", BOTH),
    ("noto-sans-sinhala", "0.4.2", BOTH),
    ("noto-sans-tamil", "0.4.3", BOTH),
    ("noto-sans-thai", "0.4.2", BOTH),
    ("noto-sans-sc", "0.4.3", ("400Regular",)),
    ("noto-sans-kr", "0.4.3", ("400Regular",)),
    # Not newer: from 2.017 on it takes letters apart into shapes and dots, and text copied out of a PDF is no text any more.
    ("noto-naskh-arabic", "0.2.3", BOTH),
    ("source-serif-4", "0.4.1", ("600SemiBold",)),  # headings only
]


def span(first, last):
    return range(first, last + 1)


# Two fonts are too large to be carried whole. Chinese: the CJK basic block, kana, bopomofo, punctuation, full-width forms.
CHINESE = [
    span(0x20, 0x7E), span(0xA0, 0xFF), span(0x2010, 0x2027), span(0x2030, 0x203B), [0x2103, 0x2116], span(0x2160, 0x217F),
    span(0x2190, 0x2193), span(0x2460, 0x2473), span(0x3000, 0x30FF), span(0x3105, 0x312F), span(0x31F0, 0x31FF),
    span(0x3220, 0x3243), span(0x4E00, 0x9FFF), span(0xF900, 0xFAD9), span(0xFE30, 0xFE4F), span(0xFF00, 0xFFEF),
]  # fmt: skip
# Korean: the syllables of the national standard KS X 1001 (what Korean is written with), the single letters, spaces and signs.
KOREAN = [
    [code for code in span(0xAC00, 0xD7A3) if len(chr(code).encode("euc_kr", "ignore")) == 2],
    span(0x3131, 0x318E),
    span(0x20, 0x7E),
]
SUBSETS = {"noto-sans-sc": CHINESE, "noto-sans-kr": KOREAN}


def main():
    FILES.mkdir(exist_ok=True)
    for old in FILES.glob("*.ttf"):
        old.unlink()
    notices, licence = [], ""
    with tempfile.TemporaryDirectory() as scratch:
        for package, version, weights in PACKAGES:
            source = unpacked(package, version, Path(scratch))
            fonts = [next(source.rglob(f"*_{weight}.ttf")) for weight in weights]
            for font in fonts:
                write_font(package, font)
            if (source / "LICENSE_FONT").exists():
                notice, _, licence = (source / "LICENSE_FONT").read_text().partition("\n")
            else:  # older packages carry it in the font alone
                notice = TTFont(fonts[0])["name"].getDebugName(0).partition(" This Font Software")[0]
            notices.append(notice.strip())
    (HERE / "OFL.txt").write_text("\n".join(sorted(set(notices))) + "\n" + licence)
    fonts = sorted(FILES.glob("*.ttf"))
    SUMS.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in fonts))
    COVERAGE.write_text("".join(f"{first:X}-{last:X}\n" for first, last in spans(covered(fonts))))
    size = sum(path.stat().st_size for path in fonts)
    print(f"{len(fonts)} fonts, {size / 1e6:.1f} MB")


def unpacked(package, version, scratch):
    """The directory of a package of the npm registry."""
    where = scratch / package
    where.mkdir()
    command = ["npm", "pack", "--silent", "--pack-destination", str(where), f"{SCOPE}/{package}@{version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    with tarfile.open(next(where.glob("*.tgz"))) as archive:
        archive.extractall(where, filter="data")
    return where / "package"


def write_font(package, path):
    """The package's own file, byte for byte; the two large ones cut to what is needed."""
    family, weight = path.stem.split("_")
    target = FILES / f"{family}-{weight.lstrip('0123456789')}.ttf"
    if package not in SUBSETS:
        target.write_bytes(path.read_bytes())
        return
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False,
        drop_tables=["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx"],
    )  # fmt: skip
    font = subset.load_font(str(path), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=[code for block in SUBSETS[package] for code in block])
    cut.subset(font)
    subset.save_font(font, str(target), options)


def covered(paths):
    """Every character one of the fonts can draw."""
    found = set()
    for path in paths:
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return sorted(found)


def spans(codes):
    """Runs of consecutive numbers as (first, last)."""
    first = last = None
    for code in codes:
        if first is None:
            first = code
        elif code != last + 1:
            yield first, last
            first = code
        last = code
    if first is not None:
        yield first, last


if __name__ == "__main__":
    sys.exit(main())
