"""The desk's ModelAdmin: who comes in, how a row is saved, and the line of history every change leaves."""

from contextlib import contextmanager

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apmbc_portal import sensitive
from apmbc_portal.accounts import second_factor
from apmbc_portal.audit.record import record
from apmbc_portal.desk.forms import DeskForm, concrete
from apmbc_portal.desk.history import history_page
from apmbc_portal.text import PlainTextField


def opens_desk(request):
    """Whether this request may use the desk: somebody who acts as ISU staff today, by a dated row.

    And who has shown a second factor in this session: asked for here too, whatever stands before the desk.
    """
    user = request.user
    return user.is_authenticated and user.is_active and request.viewer.isu and second_factor.passed(request)


# Text as people type it, without characters nobody can see; a report's section may be long.
PLAIN_TEXT = {
    models.CharField: {"form_class": PlainTextField},
    models.TextField: {"form_class": PlainTextField, "rows": 5, "max_length": 100_000},
}


class Permissions:
    """The desk's own answer to Django's four questions; there are no permission rows."""

    may_add = may_change = True
    may_delete = False

    def has_module_permission(self, request):
        return opens_desk(request)

    def has_view_permission(self, request, obj=None):
        return opens_desk(request)

    def has_add_permission(self, request, obj=None):
        return self.may_add and opens_desk(request)

    def has_change_permission(self, request, obj=None):
        return self.may_change and opens_desk(request)

    def has_delete_permission(self, request, obj=None):
        return self.may_delete and opens_desk(request)


class DeskTabular(Permissions, admin.TabularInline):
    form = DeskForm
    formfield_overrides = PLAIN_TEXT
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        """Django's box that takes a row out has no label in a table."""
        formset = super().get_formset(request, obj, **kwargs)

        class Labelled(formset):
            def add_fields(self, form, index):
                super().add_fields(form, index)
                if "DELETE" in form.fields:
                    form.fields["DELETE"].widget.attrs["aria-label"] = _("Take out: %(row)s") % {"row": form.instance}

        return Labelled

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A table shows the label at the head of the column alone: say it at the field to those who cannot see it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            getattr(field.widget, "widget", field.widget).attrs.setdefault("aria-label", capfirst(field.label))
        return field


class DeskStacked(Permissions, admin.StackedInline):
    form = DeskForm
    formfield_overrides = PLAIN_TEXT
    extra = 0


class DeskList(ChangeList):
    """Django's list, which checks the values of filters when it builds the query, not when the database is asked."""

    def get_filters(self, request):
        with _answered():
            return super().get_filters(request)

    def get_results(self, request):
        with _answered():
            super().get_results(request)


@contextmanager
def _answered():
    """A year or a number beyond what the database holds leads back to the list without filters."""
    try:
        yield
    except (ValueError, OverflowError) as error:
        raise IncorrectLookupParameters(error) from error


class DeskAdmin(Permissions, admin.ModelAdmin):
    """Base of every admin of the portal. `history_parts` are models of parts whose history stands with the row's: {model: lookup}.

    An existing row is saved by its changed fields alone, a new one is inserted; each leaves an audit line, which raises
    the publication counter. Rows are those `visible_to` the person. Nothing is deleted unless `may_delete` says so.
    """

    form = DeskForm
    formfield_overrides = PLAIN_TEXT
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    history_parts = {}
    settled = ()  # of whom or what a row is: somebody else is another row, and takes over nothing of this one
    view_on_site = False  # Django's own redirect asks no rule of visibility; a subclass may name the address instead

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})})

    def get_changelist(self, request, **kwargs):
        return DeskList

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(self.settled if obj is not None else ())]

    def get_changeform_initial_data(self, request):
        """What an address fills in beforehand, as far as the row it names is one of those there are."""
        given = super().get_changeform_initial_data(request)
        relations = [field for field in self.opts.fields if field.is_relation and given.get(field.name)]
        for field in relations:
            try:
                known = field.related_model._base_manager.filter(pk=given[field.name]).exists()
            except (ValueError, ValidationError):
                known = False
            if not known:
                del given[field.name]
        return given

    def lookup_allowed(self, lookup, value, request):
        """An address asks for nothing the list does not show: no password letter by letter, and not whether rows hang on this one
        that only others may know of, such as a partner's private interest."""
        name = lookup.partition(LOOKUP_SEP)[0]
        offered = {one if isinstance(one, str) else one[0] for one in self.get_list_filter(request) if not isinstance(one, type)}
        hidden = name == "password" or any(name == link.name for link in self.opts.related_objects)
        return super().lookup_allowed(lookup, value, request) and not (hidden and lookup not in offered)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.viewer) if hasattr(rows, "visible_to") else rows

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def save_model(self, request, obj, form, change):
        if not change:
            obj.save(force_insert=True)
        elif columns := concrete(self.model, form.changed_data):
            obj.save(update_fields=columns)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row in formset.new_objects:
            row.save(force_insert=True)
        for row, changed in formset.changed_objects:
            if columns := concrete(type(row), changed):
                row.save(update_fields=columns)
        formset.save_m2m()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        sensitive.point_out(request, form, *(row for formset in formsets for row in formset.forms if row.has_changed()))

    def subject_of(self, obj):
        """How history calls the row. A person is called by an opaque id, so that erasing them leaves history standing."""
        return str(obj)

    def write_down(self, request, verb, obj, **detail):
        """A line of history about this row, with the row's own key beside the file's reference."""
        about = file_of(obj)
        return record(request.viewer, verb, self.subject_of(obj), about=about, row=row_key(obj), **detail)

    # Django's own log is a table of foreign keys that we do not use: history is `audit.Event`.
    def log_addition(self, request, obj, message):
        return self.write_down(request, "add", obj)

    def log_change(self, request, obj, message):
        return self.write_down(request, "change", obj, fields=changed_fields(message))

    def log_deletions(self, request, queryset):
        return [self.write_down(request, "delete", obj) for obj in queryset]

    def history_view(self, request, object_id, extra_context=None):
        return history_page(self, request, object_id)


class ReadOnlyAdmin(DeskAdmin):
    """Rows the desk reads and never edits in a form."""

    may_add = may_change = False


def file_of(obj):
    """The reference of the file a row belongs to: its answer, or its column where the row is of the record itself."""
    about = getattr(obj, "about", "")
    return about() if callable(about) else about


def row_key(obj):
    return f"{obj._meta.label_lower}:{obj.pk}"


def changed_fields(message):
    """The names of changed fields in Django's change message; values stay out of history."""
    names = []
    for part in message if isinstance(message, list) else []:
        for how, content in part.items():
            names += content.get("fields") or [f"{how} {content.get('name', '')}".strip()]
    return [str(name) for name in names]
