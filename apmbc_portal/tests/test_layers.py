"""Imports point one way: floor ← engagements ← meetings ← reports ← web; and inside an app, workflow ← … ← views."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ["floor", "engagements", "meetings", "reports", "web"]
INSIDE = ["workflow", "querysets", "models", "tasks", "actions", "forms", "views", "admin"]
# Tests and their factories stand beside the house; settings and the runner name everything by strings.
OUTSIDE = ("tests", "testing", "migrations", "management")


def storey(module):
    """The storey a dotted module belongs to, or None for a library."""
    parts = module.split(".")
    if parts[0] in STOREYS:
        return parts[0]
    if parts[0] != "apmbc_portal":
        return None
    return "web" if parts[1:2] == ["web"] else "floor"


def sources():
    for top in ("apmbc_portal", "engagements", "meetings", "reports"):
        for path in sorted((ROOT / top).rglob("*.py")):
            relative = path.relative_to(ROOT)
            in_web = relative.parts[:2] == ("apmbc_portal", "web")
            skipped = [part for part in OUTSIDE if part in relative.parts and not (part == "management" and in_web)]
            if not skipped and relative.parts[:2] != ("apmbc_portal", "bench"):
                yield relative


def imports(relative):
    """Every module a file imports, hidden imports in functions included."""
    package = list(relative.with_suffix("").parts)
    for node in ast.walk(ast.parse((ROOT / relative).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, node.module or ""]).strip(".")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("relative", list(sources()), ids=str)
def test_imports_point_down_the_storeys(relative):
    here = STOREYS.index(storey(".".join(relative.with_suffix("").parts)))
    above = {module for module in imports(relative) if storey(module) and STOREYS.index(storey(module)) > here}
    assert above == set()


@pytest.mark.parametrize("app", ["engagements", "meetings", "reports"])
def test_imports_point_one_way_inside_an_app(app):
    wrong = []
    for relative in sources():
        if relative.parts[0] != app or len(relative.parts) < 2:
            continue
        part = relative.parts[1].removesuffix(".py")
        if part not in INSIDE:
            continue
        later = {f"{app}.{name}" for name in INSIDE[INSIDE.index(part) + 1 :]}
        wrong += [(str(relative), module) for module in imports(relative) if ".".join(module.split(".")[:2]) in later]
    assert wrong == []
