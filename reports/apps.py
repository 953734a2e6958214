from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports and documents")

    def ready(self):
        from reports import (  # noqa: F401  register how documents and names are treated, what meetings and files show, whom to tell of a refused file
            consequences,
            file_page,
            forgetting,
            meeting_page,
            refused,
            request_page,
            unnamed,
        )
