"""The environment of a local start: what service must name, drawn at random once and kept in var/."""

import os
import secrets
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def var_directory(environ=os.environ):
    path = Path(environ.get("VAR_DIR") or ROOT / "var").absolute()
    for part in ("", "keys", "run", "run/queue", "run/control", "log", "mail", "files", "static"):
        (path / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def kept(path, make):
    """The text of a private file; written on the first call, complete or not at all."""
    if not path.exists():
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        fresh.rename(path)
    return path.read_text().strip()


def key():
    return secrets.token_urlsafe(48)


def password():
    """Easy to read aloud, hard to guess: 4 × 20 bits."""
    letters = "bcdfghjkmnpqrstvwxz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def environment(var, given=os.environ):
    """`given` with whatever it leaves open. Close to service: DEBUG off, hashed file names, gunicorn, real workers."""
    port = given.get("PORT") or "8000"
    own = {
        "VAR_DIR": str(var),
        "PORT": port,
        "DEMO": "true",
        "SECRET_KEY": kept(var / "keys" / "SECRET_KEY", key),
        "LEDGER_KEY": kept(var / "keys" / "LEDGER_KEY", key),
        "DATABASE_URL": f"sqlite:///{var / 'portal.sqlite3'}",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "EMAIL_URL": f"filemail:///{var / 'mail'}",
        "BIND": ",".join(f"{host}:{port}" for host in loopback()),
        "DJANGO_SETTINGS_MODULE": "apmbc_portal.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return own | {name: value for name, value in given.items() if value or name not in own}


def loopback():
    """Both loopback addresses where there are two: a browser may take "localhost" for either."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return ["127.0.0.1"]
    return ["127.0.0.1", "[::1]"]


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
