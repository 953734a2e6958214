from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "apmbc_portal.audit"
    label = "audit"
    verbose_name = "Record"

    def ready(self):
        from apmbc_portal.audit.triggers import install_triggers

        # SQLite rebuilds a table when a migration alters it, and the triggers go with the old one.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="ledger-triggers")
