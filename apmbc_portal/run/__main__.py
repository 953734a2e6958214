"""`make run`: the whole portal on one machine – broker, web server, worker and beat – until Ctrl-C."""

import fcntl
import os
import secrets
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from apmbc_portal.run import broker, local, workers
from apmbc_portal.run.children import die_with_parent
from apmbc_portal.run.supervisor import Part, Stopped, Supervisor, fail, say

SIGN_INS = {
    "isu@demo.example": "the ISU's desk",
    "state@demo.example": "a State's focal point",
    "mission@demo.example": "the same State's Permanent Mission: submits, opens nothing",
    "focal.xab@demo.example": "a State where two people decide",
    "committee@demo.example": "a member of the Committee",
    "donor@demo.example": "a donor State",
}
PYTHON = sys.executable


def main(arguments):
    begin = float(os.environ.pop("PORTAL_BEGAN", 0)) or time.time()
    var = local.var_directory()
    if arguments[:1] == ["manage"]:
        return manage(var, arguments[1:])
    lock = (var / "run" / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return fail(f"The portal is already running on {var}. Stop it first, or give this one a directory of its own: VAR_DIR=…")
    env = local.environment(var)
    if not env["PORT"].isdigit() or not 0 < int(env["PORT"]) < 65536:
        return fail(f"PORT must be a number from 1 to 65535, not {env['PORT']!r}.")
    if not local.port_is_free(int(env["PORT"])):
        return fail(f"Port {env['PORT']} is taken by another program. Choose another one: make run PORT={int(env['PORT']) + 1}")
    if os.environ.get("MAKELEVEL"):
        die_with_parent(signal.SIGTERM)  # make itself was killed: stop in good order
    supervisor = Supervisor(env)
    try:
        run(supervisor, var, begin)
    except Stopped as end:
        if str(end):
            fail(str(end))
        say("Stopping …")
        supervisor.stop()
        say("Stopped.")
        return end.code
    return 0


def run(supervisor, var, begin):
    env = supervisor.env
    if not env.get("REDIS_URL") and broker.binary():
        command, env["REDIS_URL"] = broker.configure(var / "run")
        supervisor.start(Part("broker", command, var / "log" / "broker.log", lambda: broker.answers(env["REDIS_URL"])), within=15)
    supervisor.run_once("Preparing the database", [PYTHON, "-m", "apmbc_portal.run.prepare"], env | demo_password(var))
    supervisor.start(*parts(env, var))
    say(f"The portal runs at {env['SITE_URL']}/ (ready after {time.time() - begin:.0f} s). Ctrl-C stops it.")
    if env["DEMO"].lower() in ("1", "true", "yes", "on"):
        say(f"Demo sign-ins, all with the password {(var / 'demo-password').read_text().strip()}")
        for address, who in SIGN_INS.items():
            say(f"  {address:<24}{who}")
    say(f"Letters it sends become files in {shown(var / 'mail')}; logs are in {shown(var / 'log')}.")
    supervisor.watch()


def parts(env, var):
    web = [PYTHON, "-m", "gunicorn", "-c", "python:apmbc_portal.gunicorn_conf", "apmbc_portal.wsgi"]
    name = secrets.token_hex(4)  # two portals on one machine and one Redis must not answer for each other
    celery = [PYTHON, "-m", "apmbc_portal.run.workers", name, env.get("WORKERS") or "1"]
    workers.put_logs_aside(var)
    return [
        Part("web server", web, var / "log" / "web.log", lambda: web_answers(env)),
        Part("group of workers", celery, var / "log" / "workers.log", lambda: workers.are_ready(var)),
    ]


def demo_password(var):
    """The password of the demo's people: drawn once per installation."""
    path = var / "demo-password"
    new = {} if path.exists() else {"DEMO_PASSWORD_IS_NEW": "1"}
    return {"DEMO_PASSWORD": local.kept(path, local.password), "DEMO_SIGN_INS": " ".join(SIGN_INS)} | new


def web_answers(env):
    host = env["ALLOWED_HOSTS"].split(",")[0]
    request = urllib.request.Request(f"http://127.0.0.1:{env['PORT']}/health/ready", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def shown(path):
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"


def manage(var, arguments):
    """Django's command line with the same environment as the running portal."""
    env = local.environment(var)
    address = var / "run" / "redis-url"
    if not env.get("REDIS_URL") and address.exists():
        env["REDIS_URL"] = address.read_text()
    os.execve(PYTHON, [PYTHON, str(local.ROOT / "manage.py"), *arguments], env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
