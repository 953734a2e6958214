from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from apmbc_portal.desk import DeskAdmin, opens_desk


class DeskSite(admin.AdminSite):
    """The ISU's desk. Only somebody who acts as ISU staff today comes in."""

    site_header = _("The ISU's desk")
    site_title = _("Desk")
    index_title = _("What needs action")
    site_url = "/"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take the portal's own admins. Those of other packages ask Django's permission rows, which we do not have."""
        if admin_class is not None and issubclass(admin_class, DeskAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return opens_desk(request)

    @never_cache
    def login(self, request, extra_context=None):
        """To the portal's own sign-in, or a plain word to somebody who is signed in as something else."""
        index = reverse("admin:index")
        if opens_desk(request):
            return HttpResponseRedirect(index)
        if not request.user.is_authenticated:
            target = request.GET.get("next", "")
            return redirect_to_login(target if target.startswith(index) else index, settings.LOGIN_URL)
        return render(request, "admin/refused.html", {"title": _("The desk is for ISU staff")}, status=403)
