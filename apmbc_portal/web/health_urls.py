"""Whether the portal lives and is ready: for load balancers and operators."""

from django.urls import path

from apmbc_portal.web import health

urlpatterns = [
    path("live", health.live, name="health_live"),
    path("ready", health.ready, name="health_ready"),
]
