"""The history of a row on the desk: each change of a field with both values, by whom and as what. To read, never to edit."""

from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apmbc_portal.history.differences import changes_of

MOST = 200


def history_page(model_admin, request, object_id):
    """Whoever may not see the row is told that there is none. A row without versions leads to the lines about its file."""
    row = model_admin.get_object(request, object_id)
    if row is None:
        raise Http404
    if not hasattr(model_admin.model, "history"):
        return HttpResponseRedirect(events_of(model_admin, row))
    changes = changes_of(row.history.all(), MOST)
    for part, lookup in model_admin.history_parts.items():
        changes += changes_of(part.history.filter(**{lookup: row.pk}), MOST, name_row=True)
    changes.sort(key=lambda change: change.at, reverse=True)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("History: %(row)s") % {"row": row},
        "row": row,
        "changes": changes[:MOST],
        "more": len(changes) > MOST,
        "events": events_of(model_admin, row),
    }
    return TemplateResponse(request, "admin/desk/history.html", context)


def events_of(model_admin, row):
    """The steps, decisions and exports about the file this row belongs to, or about the row itself where it has none."""
    about = getattr(row, "about", "")
    about = about() if callable(about) else about
    query = {"about": about} if about else {"row": f"{model_admin.opts.label_lower}:{row.pk}"}
    return f"{reverse('admin:audit_event_changelist')}?{urlencode(query)}"
