"""Requests a second of the portal's pages beside bare Django pages, under gunicorn with two workers."""

import contextlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

ROUNDS, SECONDS, CONNECTIONS = 3, 4, 8


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def served(env):
    """The portal and the bare pages on a port of their own, as (base address, process)."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        "apmbc_portal.bench.site:application",
    ]
    process = subprocess.Popen(command, env=env | {"PORT": str(port)})  # noqa: S603
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(base + "/bare/hello/")
        yield base, process
    finally:
        process.terminate()
        process.wait()


def wait_for(url, seconds=30):
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(url, timeout=2).read()  # noqa: S310
        if time.monotonic() > end:
            raise SystemExit(f"{url} does not answer.")
        time.sleep(0.2)


def measure(url, header=""):
    """(requests a second, median latency in ms) of one page over a few seconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *(["-H", header] if header else []), url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", text):
        raise SystemExit(f"{url}: {wrong[1]} answers were errors.")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", text).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def table(env, pages):
    """Rows (name, requests a second, p50 ms, KB, ratio) for bare pages and `pages` {name: path}, measured in turn."""
    if not shutil.which("wrk"):
        raise SystemExit("The bench needs wrk: apt-get install wrk")
    with served(env) as (base, process):
        bare = {
            "bare: hello": "/bare/hello/",
            "bare: 5 queries, full middleware": "/bare/five/",
            "bare: the same from cache_page": "/bare/cached/",
        }
        every, sizes, etags = bare | pages, {}, {}
        for name, path in every.items():
            with urllib.request.urlopen(base + path, timeout=20) as answer:  # noqa: S310
                sizes[name], etags[name] = len(answer.read()) / 1000, answer.headers.get("ETag", "")
        conditional = {f"{name}, unchanged (304)": (path, etags[name]) for name, path in pages.items() if etags[name]}
        rates = {name: [] for name in [*every, *conditional]}
        for _round in range(ROUNDS):
            for name, path in every.items():
                rates[name].append(measure(base + path))
            for name, (path, etag) in conditional.items():
                rates[name].append(measure(base + path, f"If-None-Match: {etag}"))
        memory = resident(process.pid)
    middle = {
        name: (statistics.median(r for r, _ in runs), statistics.median(p for _, p in runs)) for name, runs in rates.items()
    }
    ceiling = middle["bare: the same from cache_page"][0]
    rows = [(name, rate, p50, sizes.get(name, 0), rate / ceiling) for name, (rate, p50) in middle.items()]
    return rows, memory


def resident(pid):
    """The largest resident memory of a web worker, in MiB."""
    import psutil

    return max(child.memory_info().rss for child in psutil.Process(pid).children()) / 2**20
