from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports and documents")

    def ready(self):
        from reports import consequences, meeting_page, request_page  # noqa: F401  register how documents are treated, and what meetings show
