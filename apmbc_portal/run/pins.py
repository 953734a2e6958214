"""`make pins`: constraints.txt from what is installed, so that two installations of one commit are alike."""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

from apmbc_portal.run.local import ROOT

PINS = ROOT / "constraints.txt"
OF_THE_MACHINE = {"pip", "setuptools"}  # what installs is not what is installed
HEAD = "# Every package the requirements bring along, at the version the tests passed with. Written by `make pins`.\n"


def named(*files):
    """The requirements written down in our own files."""
    lines = [line.split(" #")[0].strip() for file in files for line in (ROOT / file).read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def closure(requirements):
    """{name: version} of everything installed because of `requirements`."""
    found, seen, todo = {}, set(), [(req, {""} | req.extras) for req in requirements]
    while todo:
        requirement, extras = todo.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if (name, frozenset(extras)) in seen or name in OF_THE_MACHINE:
            continue
        seen.add((name, frozenset(extras)))
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:
            continue  # a requirement of another platform
        found[name] = installed.version
        for line in installed.requires or []:
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append((needed, {""} | needed.extras))
    return found


def pins():
    return "".join(
        f"{name}=={version}\n" for name, version in sorted(closure(named("requirements.txt", "requirements-dev.txt")).items())
    )


if __name__ == "__main__":
    PINS.write_text(HEAD + pins())
    sys.exit(0)
