"""Letters on the desk: what went out, and what a person has to decide about. Their text is read, never changed."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apmbc_portal.desk import ReadOnlyAdmin, waiting
from apmbc_portal.notices.kinds import words_of
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


class KindFilter(admin.SimpleListFilter):
    """The kinds there are letters of, in words."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        there = model_admin.get_queryset(request).exclude(kind="").order_by().values_list("kind", flat=True).distinct()
        return sorted(((kind, words_of(kind)) for kind in there), key=lambda one: str(one[1]))

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["subject", "reader", "state_of_it", "about", "created_at", "sent_at"]
    list_filter = ["status", KindFilter, "created_at"]
    search_fields = ["subject", "to", "to_name", "=about"]
    fields = [
        "subject",
        "to_name",
        "to",
        "body",
        "about",
        "kind_in_words",
        "status",
        "created_at",
        "queued_at",
        "sent_at",
        "attempt",
        "error",
    ]
    actions = [decision(verb) for verb in DECISIONS]
    change_form_template = "admin/notices/letter.html"
    readonly_fields = ["kind_in_words"]

    @admin.display(description=_("kind"))
    def kind_in_words(self, letter):
        return words_of(letter.kind) or "–"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        letter = self.get_object(request, object_id)
        possible = [(verb, label) for verb, (sources, _to, label) in DECISIONS.items() if letter and letter.status in sources]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "decisions": possible})

    def get_urls(self):
        name = "notices_letter_settle"
        return [
            path("<uuid:pk>/settle/", self.admin_site.admin_view(require_POST(self.settle_one)), name=name),
            *super().get_urls(),
        ]

    def settle_one(self, request, pk):
        """A decision taken on the page of one letter."""
        letter, verb = get_object_or_404(Letter, pk=pk), request.POST.get("verb")
        if verb not in DECISIONS:
            raise Http404
        if settle(letter, verb, by=request.viewer):
            messages.success(request, _("Done: %(step)s.") % {"step": DECISIONS[verb][2]})
        else:
            messages.warning(request, _("This letter is no longer where that can be decided."))
        return redirect("admin:notices_letter_change", pk)

    @admin.display(description=_("to"), ordering="to")
    def reader(self, letter):
        return letter.to_name or letter.to

    @admin.display(description=_("status"), ordering="status")
    def state_of_it(self, letter):
        return format_html('<span class="tag {}">{}</span>', TONE.get(letter.status, ""), letter.get_status_display())


@waiting("letters")
def letters_to_decide():
    count = Letter.objects.filter(status__in=["uncertain", "failed"]).count()
    return _("Letters uncertain or failed"), count, reverse("admin:notices_letter_changelist") + "?status__in=uncertain,failed"
