"""What the container image holds can be read by who runs it, and nothing that runs is left out of it."""

import re
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile

from apmbc_portal.tests.test_layers import ROOT, imports, sources


def test_static_files_can_be_read_by_another_user_than_who_collected_them(settings, tmp_path):
    options = settings.STORAGES["staticfiles"]["OPTIONS"]
    storage = StaticFilesStorage(location=tmp_path / "static", base_url="/static/", **options)
    storage.save("css/site.css", ContentFile(b"a {}"))
    assert (tmp_path / "static/css/site.css").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "static/css").stat().st_mode & 0o777 == 0o755


def left_out(module):
    """Whether .dockerignore keeps a module of ours out of the image."""
    lines = (ROOT / ".dockerignore").read_text().split()
    let_in = {Path(line[1:]).parts[0] for line in lines if line.startswith("!")}
    folders = {line.removeprefix("**/") for line in lines if line.startswith("**/")}
    places = [tuple(Path(line).parts) for line in lines if line[0].isalpha()]
    parts = tuple(module.split("."))
    return parts[0] not in let_in or bool(folders & set(parts)) or any(parts[: len(place)] == place for place in places)


def test_nothing_that_runs_in_service_is_left_out_of_the_image():
    ours = ("apmbc_portal", "engagements", "meetings", "reports")
    found = {
        (str(relative), module)
        for relative in sources()
        for module in imports(relative)
        if module.split(".")[0] in ours and left_out(module)
    }
    assert found == set()
    assert left_out("apmbc_portal.tests.test_layers")


NOT_IN_COMPOSE = {"VAR_DIR", "STATIC_ROOT", "BIND", "DEBUG", "DEMO"}  # the image decides; never in service
ELSEWHERE = {"PORT", "RELEASE"}  # the port of the host, the name of the image


def test_compose_hands_on_every_variable_that_the_guide_names():
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "docs/operate.md").read_text(), re.MULTILINE)
    named = {name for row in rows for name in re.findall("[A-Z_]+", row)}
    compose = (ROOT / "compose.yaml").read_text()
    handed_on = set(re.findall(r"^    ([A-Z_]+): \S", compose, re.MULTILINE))
    assert {"SECRET_KEY", "CLAMAV_URL", "TRUSTED_PROXIES"} < named
    assert handed_on == named - NOT_IN_COMPOSE - ELSEWHERE
    assert {name for name in ELSEWHERE if f"${{{name}:-" not in compose} == set()
