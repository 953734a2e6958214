from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementsConfig(AppConfig):
    name = "engagements"
    verbose_name = _("Engagements")

    def ready(self):
        from engagements import evidence, on_behalf  # noqa: F401  register what a refused file brings with it, and whom to tell
