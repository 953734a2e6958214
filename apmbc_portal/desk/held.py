from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


def held_about(row):
    """The way from a row that is a person to all that is held about them; nothing where it is new, or they were removed."""
    if row is None or row._state.adding or getattr(row, "erased_on", None):
        return "–"
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:held", args=[f"{row._meta.model_name}:{row.pk}"]), _("see, take out, remove")
    )
