"""Known vulnerabilities in what the portal installs: each pinned package is asked after in the package registry's own records.

Three outcomes, never mixed up: nothing known (0), something known (1), could not be asked (2). The last is a warning on a
machine without the registry and a failure in CI, so that silence never looks like a clean bill.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apmbc_portal.run.local import ROOT
from apmbc_portal.run.supervisor import say

FINE, FOUND, NOT_ASKED = 0, 1, 2
SECONDS = 180
# What is known and does not concern us: {id: (last day of this judgement, reason)}. An id that is past its day counts again.
JUDGED: dict[str, tuple[str, str]] = {}


@dataclass
class Audit:
    """What the registry said: `known` are (package, id, versions that mend it), `unasked` packages without an answer."""

    asked: int = 0
    known: list = field(default_factory=list)
    unasked: list = field(default_factory=list)

    @property
    def outcome(self):
        return FOUND if self.known else NOT_ASKED if self.unasked or not self.asked else FINE

    def lines(self):
        """The outcome in sentences."""
        for package, name, mended in self.known:
            yield f"{package} has a known vulnerability: {name}. " + (
                f"Mended in {', '.join(mended)}." if mended else "Not mended yet."
            )
        if not self.asked:
            yield "Dependencies were NOT checked: the registry's records of vulnerabilities are not reachable from here."
        elif self.unasked:
            yield f"{len(self.unasked)} packages were NOT checked, the registry has no record of them: {', '.join(self.unasked)}."


def read(words, today, judged=None):
    """The `Audit` in what pip-audit wrote."""
    judged = JUDGED if judged is None else judged
    audit = Audit()
    try:
        packages = json.loads(words)["dependencies"]
    except (ValueError, KeyError):
        return audit
    for one in packages:
        if "skip_reason" in one:
            audit.unasked.append(one["name"])
            continue
        audit.asked += 1
        for found in one["vulns"]:
            last_day, _reason = judged.get(found["id"], ("", ""))
            if last_day < today:
                audit.known.append((f"{one['name']} {one['version']}", found["id"], found["fix_versions"]))
    return audit


def ask():
    """What pip-audit writes about constraints.txt; nothing where it could not ask."""
    command = [
        sys.executable, "-m", "pip_audit", "--vulnerability-service", "pypi", "--disable-pip", "--no-deps", "--format", "json",
        "--progress-spinner", "off", "--requirement", "constraints.txt",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603, PLW1510
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout


def main(in_ci=None):
    """Exit code of the step: 1 where something is known; where nothing could be asked, 1 in CI alone."""
    in_ci = os.environ.get("CI") == "true" if in_ci is None else in_ci
    audit = read(ask(), datetime.now(UTC).date().isoformat())
    for line in audit.lines():
        say(f"  {line}")
    return audit.outcome if audit.outcome != NOT_ASKED or not in_ci else FOUND


if __name__ == "__main__":
    sys.exit(main())
