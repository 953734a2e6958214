"""How our pinned packages stand in the index that pip installs from: taken back, frozen, given up, how far behind.

The index says this to everybody who may install, also where no record of vulnerabilities can be reached (audit.py asks for those).
It speaks JSON as PEP 691 lays down, with "yanked" for each file (PEP 592) and a status for each project (PEP 792).
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from apmbc_portal.run.audit import FINE, FOUND, JUDGED, NOT_ASKED
from apmbc_portal.run.local import ROOT
from apmbc_portal.run.supervisor import say

JSON = "application/vnd.pypi.simple.v1+json"
SECONDS = 15
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")
GIVEN_UP = {
    "quarantined": "the index holds it back as dangerous",
    "archived": "its authors have given it up",
    "deprecated": "its authors advise against it",
}


@dataclass
class Standing:
    """What the index said: `wrong` sentences that must not stay, `behind` of what we chose, `unasked` without an answer."""

    asked: int = 0
    wrong: list = field(default_factory=list)
    behind: list = field(default_factory=list)
    unasked: list = field(default_factory=list)

    @property
    def outcome(self):
        return FOUND if self.wrong else NOT_ASKED if self.unasked or not self.asked else FINE

    def lines(self):
        """The outcome in sentences."""
        yield from self.wrong
        yield from self.behind
        if not self.asked:
            yield "Whether a package was taken back was NOT checked: the index does not answer in JSON."
        elif self.unasked:
            yield f"Of {len(self.unasked)} packages it was NOT checked whether they were taken back: {', '.join(self.unasked)}."


def pins(*names):
    """{package: version} of requirements files."""
    lines = (line for name in names for line in (ROOT / name).read_text().splitlines())
    return {canonicalize_name(found[1]): found[2] for found in map(PIN.match, lines) if found}


def index():
    """The address pip asks."""
    if given := os.environ.get("PIP_INDEX_URL"):
        return given.rstrip("/")
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL).stdout  # noqa: S603
    return said.strip().rstrip("/") or "https://pypi.org/simple"


def ask(package, at):
    """The index's page of a package; nothing where there is none in JSON."""
    request = urllib.request.Request(f"{at}/{package}/", headers={"Accept": JSON})  # noqa: S310  (the address is the operator's own)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            page = json.load(answer)
    except (OSError, ValueError):
        return None
    return page if isinstance(page, dict) and isinstance(page.get("files"), list) else None


def look(pinned, chosen, pages, today, judged=None):
    """The `Standing` of `pinned` packages by their `pages`; of those we have `chosen` ourselves, also how far behind they are."""
    judged = JUDGED if judged is None else judged
    standing = Standing()
    for name, version in sorted(pinned.items()):
        page = pages.get(name)
        if page is None:
            standing.unasked.append(name)
            continue
        standing.asked += 1
        status = (page.get("project-status") or {}).get("status", "active")
        if status in GIVEN_UP and judged.get(f"{status}:{name}", ("", ""))[0] < today:
            standing.wrong.append(f"{name} is {status}: {GIVEN_UP[status]}. {reason_of(page)}".strip())
        files = files_by_version(page)
        here = files.get(Version(version), [])
        if here and all(one.get("yanked") for one in here) and judged.get(f"yanked:{name}", ("", ""))[0] < today:
            why = next((one["yanked"] for one in here if isinstance(one["yanked"], str)), "")
            standing.wrong.append(f"{name} {version} was taken back by its authors. {why}".strip())
        newer = sorted(one for one, its in files.items() if one > Version(version) and can_be_installed(one, its))
        if name in chosen and newer:
            standing.behind.append(f"{name} {version}: {len(newer)} newer, the newest {newer[-1]}.")
    return standing


def reason_of(page):
    return " ".join(str(page["project-status"].get("reason") or "").split())[:200]


def files_by_version(page):
    """{version: its files} of a page; what no one can read the version of is left out."""
    found = {}
    for one in page["files"]:
        try:
            parse = parse_wheel_filename if one["filename"].endswith(".whl") else parse_sdist_filename
            found.setdefault(parse(one["filename"])[1], []).append(one)
        except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
            continue
    return found


def can_be_installed(version, files):
    """Whether a release is meant for everybody, for this Python, and still there."""
    return not version.is_prerelease and any(not one.get("yanked") and is_for_us(one.get("requires-python")) for one in files)


def is_for_us(pythons):
    try:
        return SpecifierSet(pythons or "").contains(".".join(map(str, sys.version_info[:3])))
    except InvalidSpecifier:
        return False


def main(in_ci=None):
    """Exit code of the step: 1 where something must not stay; where nothing could be asked, 1 in CI alone."""
    in_ci = os.environ.get("CI") == "true" if in_ci is None else in_ci
    pinned, at = pins("constraints.txt"), index()
    with ThreadPoolExecutor(8) as several:
        pages = dict(zip(pinned, several.map(lambda name: ask(name, at), pinned), strict=True))
    standing = look(pinned, pins("requirements.txt", "requirements-dev.txt"), pages, datetime.now(UTC).date().isoformat())
    for line in standing.lines():
        say(f"  {line}")
    return standing.outcome if standing.outcome != NOT_ASKED or not in_ci else FOUND


if __name__ == "__main__":
    sys.exit(main())
