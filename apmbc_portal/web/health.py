import logging

from celery import current_app
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request):
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request):
    """Whether pages can be served (503 when not). Without its broker the portal serves on and loses nothing: degraded."""
    database, broker = database_answers(), broker_answers()
    status = "ok" if database and broker else "degraded" if database else "down"
    parts = {"database": "ok" if database else "unreachable", "broker": "ok" if broker else "unreachable"}
    return JsonResponse({"status": status} | parts, status=200 if database else 503)


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("The database does not answer: %s", type(error).__name__)
        return False
    return True


def broker_answers():
    """Ask on a connection of its own, for a second at most: the pool's may have died unnoticed."""
    try:
        with current_app.connection_for_write(connect_timeout=0.5) as broker:
            broker.ensure_connection(max_retries=0, timeout=1, interval_start=0)
            broker.default_channel.client.ping() if broker.transport.driver_type == "redis" else broker.default_channel
    except Exception as error:  # every transport has errors of its own; whichever it is, the answer is no
        log.error("The broker does not answer: %s", type(error).__name__)
        return False
    return True
