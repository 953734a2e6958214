"""Readers of the environment: each returns a good value or stops the start with a sentence that names the variable."""

import hashlib
import os
import re
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
NO_MAIL_SERVER = ("consolemail", "filemail", "memorymail", "dummymail")


def refuse(name, must):
    raise ImproperlyConfigured(f"{name} {must}.")


def text(name, default="", must=""):
    """The value without surrounding space; `must` says what it should be where it may not be empty."""
    value = os.environ.get(name, "").strip() or default
    if must and not value:
        refuse(name, must)
    return value


def flag(name, default):
    value = text(name).lower()
    if value and value not in YES | NO:
        refuse(name, "must be true or false")
    return value in YES if value else default


def number(name, default, low=0, high=2**31):
    value = text(name, str(default))
    if not re.fullmatch(r"\d{1,10}", value) or not low <= int(value) <= high:
        refuse(name, f"must be a whole number from {low} to {high}")
    return int(value)


def choice(name, default, allowed):
    value = text(name, default).upper()
    if value not in allowed:
        refuse(name, f"must be one of {', '.join(allowed)}")
    return value


def secret(name, stand_in=""):
    """A key of at least 40 characters that somebody drew at random; `stand_in` serves development alone."""
    value = text(name, stand_in)
    if len(value) < 40 or (value != stand_in and len(set(value)) < 10):
        refuse(name, "must be set to at least 40 random characters")
    return value


def directory(name, default):
    """An absolute path that exists and can be written to; private when it is made here."""
    path = Path(text(name, str(default))).absolute()
    with suppress(OSError):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.is_dir() or not os.access(path, os.W_OK):
        refuse(name, f"must be a directory the portal may write to ({path} is not)")
    return path


def hosts(name, default):
    values = [host.strip() for host in text(name, default).split(",") if host.strip()]
    if not values:
        refuse(name, "must name the host names of the portal, separated by commas")
    if any("*" in host or "/" in host or " " in host for host in values):
        refuse(name, "must hold plain host names, without *, spaces or slashes")
    return values


def site_url(name, default, *, plain_http):
    """The address letters link to: https, but for a portal on one's own machine."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.path == "" and not parts.query
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        refuse(name, "must be the portal's address without a path, such as https://portal.example.org")
    if parts.scheme == "http" and not plain_http and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        refuse(name, "must begin with https:// (sign-ins would travel in the clear)")
    return value


def database(name, default):
    value = text(name, default)
    must = "must be set to a database address, such as postgres://user:password@host:5432/portal or sqlite:////var/portal.sqlite3"
    if not value.startswith(("postgres://", "postgresql://", "sqlite:///")):
        refuse(name, must)
    try:
        config = env.db_url_config(value)
    except (ValueError, ImproperlyConfigured):
        refuse(name, must)
    if config.get("NAME") in (None, "", ":memory:"):
        refuse(name, must)
    return config


def redis_url(name, *, needed):
    value = text(name)
    if needed and not value:
        refuse(name, "must be set in service: the workers and the limits on sign-ins share it")
    if value:
        try:
            parts = urlsplit(value)
            good = parts.scheme == "unix" and parts.path or parts.scheme in ("redis", "rediss") and parts.hostname
            _ = parts.port
        except ValueError:
            good = False
        if not good:
            refuse(name, "must begin with redis://, rediss:// or unix:// and name a server")
    return value


def clamav_url(name):
    """Where the virus check listens, or an empty string where there is none."""
    value = text(name)
    try:
        parts = urlsplit(value)
        good = not value or (parts.scheme == "unix" and parts.path) or (parts.scheme == "tcp" and parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        refuse(name, "must name a ClamAV daemon, such as unix:///run/clamav/clamd.ctl or tcp://clamav:3310")
    return value


def email_url(name, default, *, real):
    """Django's settings for sending mail; `real` refuses the backends that send nothing."""
    value = text(name, default)
    must = "must be set to the mail server, such as smtp+tls://user:password@mail.example.org:587"
    try:
        config = env.email_url_config(value)
    except (ValueError, ImproperlyConfigured):
        refuse(name, must)
    if value.startswith("smtp") and not config["EMAIL_HOST"] or real and value.startswith(NO_MAIL_SERVER):
        refuse(name, must)
    return {key: setting for key, setting in config.items() if setting is not None}


def mailbox(name, default, *, named=False):
    value = text(name, default)
    address = parseaddr(value)[1] if named else value
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", address):
        refuse(name, "must be an e-mail address")
    return value


def bucket(name):
    """The options of an S3-compatible store, or None for the local disk."""
    if not text(name):
        return None
    endpoint = text("STORAGE_ENDPOINT")
    if endpoint and not urlsplit(endpoint).netloc:
        refuse("STORAGE_ENDPOINT", "must be the address of the object store, such as https://s3.example.org")
    return {
        "bucket_name": text(name),
        "endpoint_url": endpoint or None,
        "region_name": text("STORAGE_REGION") or None,
        "access_key": text("STORAGE_ACCESS_KEY", must=f"must be set, because {name} is"),
        "secret_key": text("STORAGE_SECRET_KEY", must=f"must be set, because {name} is"),
        "default_acl": "private",
        "querystring_auth": True,
        "file_overwrite": False,
    }


def fingerprint(root, folders=("apmbc_portal", "engagements", "meetings", "reports", "templates", "static", "locale")):
    """Names the code as it lies on the disk, so that a page changed by an upgrade is not answered with 304."""
    digest = hashlib.sha256()
    for folder in folders:
        for where, below, names in os.walk(root / folder):
            below[:] = sorted(name for name in below if name not in ("tests", "testing", "__pycache__"))
            for name in sorted(names):
                status = os.stat(os.path.join(where, name))
                digest.update(f"{where}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]
