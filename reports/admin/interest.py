"""What partners share about their interest, and which of them are in discussion with a State, on the desk."""

from django.contrib import admin
from django.http import StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.record import record
from apmbc_portal.desk import ReadOnlyAdmin
from engagements.models import State
from meetings.models import Organisation
from reports.exports import interests
from reports.models import Interest

Standing = Interest.Standing
TONE = {Standing.IN_DISCUSSION: "ok", Standing.ASKING: "wait"}


class StandingFilter(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return Standing.choices

    def queryset(self, request, queryset):
        return queryset.filter(standing=self.value()) if self.value() in Standing.values else queryset


class AboutFilter(admin.SimpleListFilter):
    title = _("about")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [("text", _("a text of a report")), ("request", _("a request"))]

    def queryset(self, request, queryset):
        return queryset.filter(text__isnull=self.value() != "text") if self.value() in ("text", "request") else queryset


class SharedFilter(admin.SimpleListFilter):
    title = _("shared with")
    parameter_name = "shared"

    def lookups(self, request, model_admin):
        return [choice for choice in Interest.SharedWith.choices if choice[0] != Interest.SharedWith.NOBODY]

    def queryset(self, request, queryset):
        return queryset.filter(shared_with=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind of partner")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Organisation.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(organisation__kind=self.value()) if self.value() else queryset


class HostFilter(admin.SimpleListFilter):
    """The host States of what is shared with this reader; no others."""

    title = _("host State")
    parameter_name = "host"

    def lookups(self, request, model_admin):
        rows = model_admin.get_queryset(request)
        ids = {*rows.values_list("request__engagement__state", flat=True)}
        ids |= {*rows.values_list("text__report__meeting__host_engagements__state", flat=True)}
        return [(state.iso3, state.name) for state in State.objects.filter(pk__in=ids - {None})]

    def queryset(self, request, queryset):
        return queryset.hosted_by(self.value()) if self.value() else queryset


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    """Private notes are not among the rows: `visible_to` gives the ISU what was shared with it or with a State."""

    list_display = ["partner", "standing_line", "title_line", "hosts", "shared_with", "edited_at"]
    list_display_links = ["partner"]
    list_filter = [StandingFilter, HostFilter, AboutFilter, SharedFilter, KindFilter]
    search_fields = [
        "organisation__name", "note", "text__title", "text__report__meeting__title", "text__report__meeting__reference",
        "request__title", "request__engagement__reference",
    ]  # fmt: skip
    list_select_related = ["organisation", "text__report__meeting", "request__engagement__state"]
    date_hierarchy = "edited_at"
    change_list_template = "admin/reports/interest_list.html"
    fields = ["partner", "about_line", "hosts", "note", "shared_with", "standing_line", "shown_since", "edited_at", "page"]
    readonly_fields = ["partner", "about_line", "hosts", "standing_line", "page"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).with_standing()
        return rows.prefetch_related("text__report__meeting__host_engagements__state")

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export), name="reports_interest_export")
        return [export, *super().get_urls()]

    def export(self, request):
        """The list as it is filtered, as CSV; who took how much of it, and how it was filtered, is in the record."""
        shown = self.get_changelist_instance(request)
        rows = list(shown.get_queryset(request))
        record(
            request.viewer, "export_interests", _("interests of partners"), bump=False, format="csv", count=len(rows),
            only=words_of(shown, request),
        )  # fmt: skip
        response = StreamingHttpResponse(interests.lines(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="interests-{timezone.localdate().isoformat()}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    @admin.display(description=_("partner"), ordering="organisation__name")
    def partner(self, row):
        return row.organisation

    @admin.display(description=_("what interests it"))
    def title_line(self, row):
        return row.subject_title

    @admin.display(description=_("what interests it"))
    def about_line(self, row):
        return format_html('<a href="{}">{}</a>', row.subject.get_absolute_url(), row.subject_title)

    @admin.display(description=_("host States"))
    def hosts(self, row):
        return row.host_names()

    @admin.display(description=_("how it stands"), ordering="standing")
    def standing_line(self, row):
        return format_html('<span class="tag {}">{}</span>', TONE.get(row.standing, ""), Standing(row.standing).label)

    @admin.display(description=_("the State's word"))
    def page(self, row):
        if row.shared_with != Interest.SharedWith.STATE:
            return _("Not shared with the State: it is not asked.")
        return format_html(
            '<a href="{}">{}</a>',
            reverse("workspace_interest", args=[row.pk]),
            _("Read it, and record a letter by which the State agrees"),
        )

    def subject_of(self, obj):
        """History says that there was one, never whose and in what."""
        return _("interest %(pk)s") % {"pk": obj.pk}


def words_of(shown, request):
    """The filters chosen, in words; of a search only that there was one, since people type names into it."""
    chosen = []
    for spec in shown.filter_specs:
        picked = [str(choice["display"]) for choice in list(spec.choices(shown))[1:] if choice["selected"]]
        chosen += [f"{spec.title}: {', '.join(picked)}"] if picked else []
    return "; ".join([*chosen, *([str(_("found by a search"))] if shown.query else [])])
