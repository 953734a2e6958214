"""Ending a dated row on the desk: its last moment is now, not the end of the day."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.accounts.actions import end_row


class EndsNow:
    """Mixed into the admin of a dated row with a person: the action that ends it, with the sessions of whom it was for."""

    def end_row(self, row):
        """End it, with what hangs on it; whether it was in force."""
        return end_row(row)

    @admin.action(description=_("End now and sign the person out everywhere"))
    def end_now(self, request, queryset):
        ended = 0
        for row in queryset:
            if self.end_row(row):
                self.write_down(request, "end", row)
                ended += 1
        text = ngettext("%(n)s has ended.", "%(n)s have ended.", ended) % {"n": ended}
        self.message_user(request, text, messages.SUCCESS if ended else messages.WARNING)
