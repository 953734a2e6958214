from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class DeskSite(admin.AdminSite):
    """The ISU's desk. Only somebody who acts as ISU staff today comes in."""

    site_header = _("The ISU's desk")
    site_title = _("Desk")
    index_title = _("What needs action")
    login_template = None

    def has_permission(self, request):
        return request.user.is_active and request.viewer.isu
