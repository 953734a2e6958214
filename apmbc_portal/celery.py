"""The Celery application. Workers carry; the rows in the database are the truth (docs/adr)."""

import os

from billiard import current_process
from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger, celeryd_init, worker_process_init, worker_ready

from apmbc_portal.logs import Line
from apmbc_portal.run.children import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")

app = Celery("apmbc_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def be_patient(conf, **kwargs):
    """A page may not wait for the broker; a worker has nothing else to do."""
    if conf.broker_url.startswith("redis"):
        conf.broker_transport_options = {"socket_timeout": 30, "socket_connect_timeout": 5, "visibility_timeout": 600}


@after_setup_logger.connect
@after_setup_task_logger.connect
def write_our_lines(logger, **kwargs):
    """Celery's own handlers write as the portal's do: without keys and people, arguments and tracebacks included."""
    for handler in logger.handlers:
        handler.setFormatter(Line("%(asctime)s %(levelname)s %(name)s %(message)s"))


@worker_process_init.connect
def leave_with_the_worker(**kwargs):
    """A pool process never outlives a worker that was killed: it would go on holding a lease nobody sees."""
    if current_process().name != "MainProcess":  # a worker without a pool is nobody's child here
        die_with_parent(parent=os.getppid())


@worker_ready.connect
def sweep(sender, **kwargs):
    """What waited while no worker ran is looked for at once, not at the next beat."""
    with sender.app.connection_for_write() as connection:
        for entry in sender.app.conf.beat_schedule.values():
            if isinstance(entry["schedule"], float):  # the sweepers run every few seconds; a calendar entry waits for its day
                sender.app.send_task(entry["task"], connection=connection)
