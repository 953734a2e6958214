"""How gunicorn serves the portal: gunicorn -c python:apmbc_portal.gunicorn_conf apmbc_portal.wsgi"""

import os

from gunicorn.glogging import Logger

from apmbc_portal.logs import Line, without_tokens
from apmbc_portal.run.children import die_with_parent

bind = os.environ.get("BIND", f"0.0.0.0:{os.environ.get('PORT', '8000')}").split(",")  # noqa: S104  (the container's own network)
workers = int(os.environ.get("WEB_WORKERS", "2"))
preload_app = False  # each worker opens connections of its own
reload = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on")
timeout = 30
graceful_timeout = 15
keepalive = 5
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (the heartbeat must not wait for a disk)
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG", "true").lower() in ("1", "true", "yes", "on") else None
# The path alone: query strings hold what people search for, referers where they came from.
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


class QuietLogger(Logger):
    """Gunicorn's log without the tokens of personal links."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(Line(handler.formatter._fmt, handler.formatter.datefmt))

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return atoms | {"U": without_tokens(atoms["U"])}


logger_class = QuietLogger


def post_fork(server, worker):
    die_with_parent(parent=server.pid)
