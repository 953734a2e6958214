"""The Celery application. Workers carry; the rows in the database are the truth (docs/adr)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apmbc_portal.settings")

app = Celery("apmbc_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
