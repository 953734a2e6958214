from functools import partial

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from apmbc_portal.desk import DeskAdmin, opens_desk

# The desk's main addresses; what no app registered is left out.
NAVIGATION = [
    ("index", _("Queue")),
    ("engagements_correspondence_changelist", _("Correspondence")),
    ("meetings_meeting_changelist", _("Meetings")),
    ("reports_outcomereport_changelist", _("Reports")),
    ("reports_document_changelist", _("Documents")),
    ("reports_interest_changelist", _("Interests")),
    ("engagements_enquiry_changelist", _("Enquiries")),
    ("notices_letter_changelist", _("Letters")),
    ("accounts_user_changelist", _("People")),
    ("engagements_state_changelist", _("States")),
    ("records", _("All records")),
]


class DeskSite(admin.AdminSite):
    """The ISU's desk. Only somebody who acts as ISU staff today comes in."""

    site_header = _("The ISU's desk")
    site_title = _("Desk")
    index_title = _("Queue")
    site_url = "/"
    app_index_template = "admin/records.html"
    enable_nav_sidebar = False  # the few addresses of NAVIGATION stand in the head of every page

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take the portal's own admins. Those of other packages ask Django's permission rows, which we do not have."""
        if admin_class is not None and issubclass(admin_class, DeskAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return opens_desk(request)

    def get_urls(self):
        # A password is changed on the portal's own page, by everybody alike; Django's redirect to any row of any table
        # asks no rule of visibility.
        left_out = ("password_change", "password_change_done", "view_on_site")
        kept = [one for one in super().get_urls() if getattr(one, "name", "") not in left_out]
        from apmbc_portal.web.privacy import desk  # the models are not loaded yet when the site is

        held = [
            path("held/<str:whom>/", self.admin_view(partial(desk.show, self)), name="held"),
            path("held/<str:whom>/export/", self.admin_view(partial(desk.export, self)), name="held_export"),
            path("held/<str:whom>/erase/", self.admin_view(partial(desk.erase, self)), name="held_erase"),
        ]
        return [path("records/", self.admin_view(self.records), name="records"), *held, *kept]

    def each_context(self, request):
        return {**super().each_context(request), "navigation": self.navigation(request)}

    def navigation(self, request):
        """[(address, label, whether this is where we are)]."""
        shown = []
        for name, label in NAVIGATION:
            try:
                address = reverse(f"admin:{name}")
            except NoReverseMatch:
                continue
            here = request.path == address if name == "index" else request.path.startswith(address)
            shown.append((address, label, here))
        return shown

    def index(self, request, extra_context=None):
        from apmbc_portal.web.desk.queue import queue  # the models are not loaded yet when the site is

        return queue(self, request)

    def records(self, request):
        """Every kind of row on the desk, by app."""
        context = {**self.each_context(request), "title": _("All records"), "app_list": self.get_app_list(request)}
        return render(request, "admin/records.html", context)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """To the portal's own sign-in, or a plain word to somebody who is signed in as something else."""
        index = reverse("admin:index")
        if opens_desk(request):
            return HttpResponseRedirect(index)
        if not request.user.is_authenticated:
            target = request.GET.get("next", "")
            return redirect_to_login(target if target.startswith(index) else index, settings.LOGIN_URL)
        return render(request, "admin/refused.html", {"title": _("The desk is for ISU staff")}, status=403)
