"""Letters on the desk: what went out, and what a person has to decide about. Their text is read, never changed."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.desk import ReadOnlyAdmin, waiting
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.settle import DECISIONS, settle

TONE = {"sent": "ok", "uncertain": "wait", "failed": "stop", "held": "wait", "queued": "info", "sending": "info"}


def decision(verb):
    """The list's action for one row of the table of decisions."""
    _sources, _target, label = DECISIONS[verb]

    @admin.action(description=label)
    def act(model_admin, request, queryset):
        done = sum(settle(letter, verb, by=request.viewer) for letter in queryset)
        left = queryset.count() - done
        if done:
            text = ngettext("Done for %(n)s letter.", "Done for %(n)s letters.", done) % {"n": done}
            model_admin.message_user(request, text, messages.SUCCESS)
        if left:
            text = ngettext(
                "%(n)s letter is not where this can be decided.", "%(n)s letters are not where this can be decided.", left
            ) % {"n": left}
            model_admin.message_user(request, text, messages.WARNING)

    act.__name__ = verb
    return act


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to_name", "to", "state_of_it", "about", "created_at", "sent_at"]
    list_filter = ["status", "kind", "created_at"]
    search_fields = ["subject", "to", "to_name", "=about"]
    fields = [
        "subject",
        "to_name",
        "to",
        "body",
        "about",
        "kind",
        "status",
        "created_at",
        "queued_at",
        "sent_at",
        "attempt",
        "error",
    ]
    actions = [decision(verb) for verb in DECISIONS]

    @admin.display(description=_("status"), ordering="status")
    def state_of_it(self, letter):
        return format_html('<span class="tag {}">{}</span>', TONE.get(letter.status, ""), letter.get_status_display())


@waiting("letters")
def letters_to_decide():
    count = Letter.objects.filter(status__in=["uncertain", "failed"]).count()
    return _("Letters uncertain or failed"), count, reverse("admin:notices_letter_changelist") + "?status__in=uncertain,failed"
