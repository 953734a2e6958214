"""The first thing every `make` target runs: with Python's standard library alone, it makes .venv and hands over to it."""

import ctypes
import ctypes.util
import fcntl
import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
SETS = {"run": ["requirements.txt", "constraints.txt"], "test": ["requirements.txt", "requirements-dev.txt", "constraints.txt"]}


def library(name, soname):
    if sys.platform != "linux":
        return bool(ctypes.util.find_library(name))
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def program(*names):
    return any(shutil.which(name) for name in names)


# Debian's package: (is it there?, what its absence means). The first group is needed to run the portal at all.
NEEDED = {
    "python3-venv": (lambda: bool(importlib.util.find_spec("ensurepip")), ""),
    "libpango-1.0-0": (lambda: library("pango-1.0", "libpango-1.0.so.0"), ""),
    "libpangoft2-1.0-0": (lambda: library("pangoft2-1.0", "libpangoft2-1.0.so.0"), ""),
    "libharfbuzz-subset0": (lambda: library("harfbuzz-subset", "libharfbuzz-subset.so.0"), ""),
}
FOR_TESTS = {
    "postgresql": (lambda: program("initdb") or bool(glob.glob("/usr/lib/postgresql/*/bin/initdb")), "the suite on PostgreSQL"),
    "redis-server": (lambda: program("redis-server"), "the worker tests and the journeys"),
    "chromium": (lambda: program("chromium", "chromium-browser", "google-chrome"), "the journeys in a browser"),
    "poppler-utils": (lambda: program("pdftotext"), "the tests that read a PDF as a reader would"),
    "fonts-noto-core": (lambda: bool(glob.glob("/usr/share/fonts/**/NotoSansArabic*", recursive=True)), "PDFs in other scripts"),
    "fonts-noto-cjk": (lambda: bool(glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True)), "PDFs with Chinese names"),
}


def missing(packages):
    return [name for name, (there, _loss) in packages.items() if not there()]


def install_command(names):
    if sys.platform == "darwin":
        return "brew install pango"
    return "{}apt install {}".format("" if os.geteuid() == 0 else "sudo ", " ".join(names))


def stop(line):
    print(line, file=sys.stderr)
    sys.exit(1)


def check_machine(what):
    """Name what is missing in one line; for the tests, as root on Debian, install it."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is read by whatever Python the machine has)
        stop(f"The portal needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: make {what} PYTHON=python3.11")
    wanted = missing(NEEDED) + (missing(FOR_TESTS) if what == "test" else [])
    if what == "test" and wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian packages: " + " ".join(wanted), flush=True)
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.call(["apt-get", "update", "-q"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
        subprocess.call(install + wanted, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    wanted = missing(NEEDED)
    if wanted:
        stop(
            "The portal needs system packages that are not installed: {}. Install them with: {}".format(
                ", ".join(wanted), install_command(wanted)
            )
        )
    if what == "test":
        for name in missing(FOR_TESTS):
            print(f"Not installed: {name} – left out: {FOR_TESTS[name][1]}. Install with: {install_command([name])}")


def make_venv(what):
    """Create .venv and install the pinned requirements, unless that was done for exactly these files."""
    os.makedirs(VENV, exist_ok=True)
    with open(os.path.join(VENV, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second waits, then finds the work done
        if not works():
            subprocess.check_call([sys.executable, "-m", "venv", "--clear", VENV])
        stamp = os.path.join(VENV, "installed-" + what)
        if read(stamp) == fingerprint(what):
            return
        print("Installing the pinned requirements into .venv …", flush=True)
        pip = [PYTHON, "-m", "pip", "install", "-qq", "--no-input", "--no-compile", "--disable-pip-version-check"]
        if subprocess.call(pip + ["-r", os.path.join(ROOT, SETS[what][-2])], stdin=subprocess.DEVNULL):
            stop(
                "pip could not install the requirements; what it said stands above. Without a connection a first start is not possible."
            )
        for done in {"run", what}:  # what the tests need includes what the portal needs
            with open(os.path.join(VENV, "installed-" + done), "w") as file:
                file.write(fingerprint(done))


def works():
    """Is the environment there and usable? A clone that was moved, or a Python that was removed, leaves a broken one."""
    try:
        found = subprocess.run(
            [PYTHON, "-c", "import pip, sys; print(sys.prefix)"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return found.returncode == 0 and os.path.realpath(found.stdout.decode().strip()) == os.path.realpath(VENV)


def fingerprint(what):
    digest = hashlib.sha256(sys.version.encode())
    for name in SETS[what]:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def main(what, *command):
    """bootstrap.py run|test [module [arguments]]: make ready, then become `python -m module`."""
    os.chdir(ROOT)
    os.environ["PORTAL_BEGAN"] = str(time.time())
    check_machine(what)
    make_venv(what)
    os.environ["PATH"] = os.path.join(VENV, "bin") + os.pathsep + os.environ.get("PATH", "")
    if command:
        sys.stdout.flush()
        os.execv(PYTHON, [PYTHON, "-m"] + list(command))


if __name__ == "__main__":
    main(*sys.argv[1:])
