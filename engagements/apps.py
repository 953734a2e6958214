from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementsConfig(AppConfig):
    name = "engagements"
    verbose_name = _("Engagements")

    def ready(self):
        # They register what a refused file brings with it, what keeps an account open, and whom to tell.
        from engagements import evidence, last_word, on_behalf  # noqa: F401
