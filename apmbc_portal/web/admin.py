"""The roof's part of the desk: autodiscovered with the other `admin` modules."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk.registry import panel
from apmbc_portal.web.releasables import of_file
from apmbc_portal.web.workspace.granted import standings


@panel("standing", _("What is open to whom"), order=50)
def standing(engagement, request):
    """Every row of the file that a State can open, with its audience and the page on which its letter is recorded."""
    if not engagement.reference:
        return ""
    rows = standings(of_file(engagement, request.viewer), request.viewer)
    return render_to_string("admin/desk/standing.html", {"rows": rows}, request)
