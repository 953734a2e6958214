from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "apmbc_portal.web"
    label = "web"
    verbose_name = _("Portal")


class DeskConfig(AdminConfig):
    """Django's admin, with the portal's own site: the ISU's desk."""

    default_site = "apmbc_portal.web.desk.site.DeskSite"
    default = False
