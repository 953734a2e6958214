"""Lessons on the desk: written by the ISU for a State to clear; another wording of an open one goes back to that State."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apmbc_portal.desk import DeskAdmin, panel
from engagements import letters
from engagements.admin.anew import ClearedAnewForm, write_anew
from engagements.decisions import is_open
from engagements.languages import OTHER_LANGUAGES, UN_LANGUAGES
from engagements.models import Engagement, Lesson


@panel("lessons", gettext_lazy("Lessons"), order=45)
def lessons_of(engagement, request):
    if not engagement.reference:
        return ""
    rows = list(Lesson.objects.visible_to(request.viewer).filter(engagement=engagement))
    waiting = set(Lesson.objects.filter(engagement=engagement).undecided().values_list("pk", flat=True))
    shown = [(row, row.pk in waiting) for row in rows]
    return render_to_string("admin/engagements/lessons.html", {"rows": shown, "engagement": engagement}, request)


class LessonForm(ClearedAnewForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[
            (gettext_lazy("United Nations"), list(UN_LANGUAGES.items())),
            (gettext_lazy("Others"), list(OTHER_LANGUAGES.items())),
        ],
        initial="en",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["dated"].show_hidden_initial = False  # today is only proposed, and no colleague can have changed it


@admin.register(Lesson)
class LessonAdmin(DeskAdmin):
    form = LessonForm
    list_display = ["title", "engagement", "theme", "language", "attribution", "audience", "dated"]
    list_filter = ["theme", "attribution", "audience", "engagement__state__region", "dated"]
    list_select_related = ["engagement__state"]
    search_fields = ["title", "text", "engagement__reference", "engagement__state__name_en", "=engagement__state__iso3"]

    def get_fields(self, request, obj=None):
        fields = ["engagement", "title", "text", "theme", "language", "attribution", "dated"]
        return [*fields, "audience", "anew"] if obj is not None and is_open(obj) else fields

    def get_readonly_fields(self, request, obj=None):
        return ["engagement", "audience"] if obj is not None else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "engagement":
            kwargs["queryset"] = Engagement.objects.visible_to(request.viewer).exclude(reference=None).select_related("state")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        def write():
            super(LessonAdmin, self).save_model(request, obj, form, change)

        if change:
            write_anew(request, obj, write)
            return
        with transaction.atomic():
            write()
            letters.lesson_waits(obj)

    def response_post_save_add(self, request, obj):
        return self.back_to_the_file(obj)

    def response_post_save_change(self, request, obj):
        return self.back_to_the_file(obj)

    def back_to_the_file(self, obj):
        return HttpResponseRedirect(reverse("admin:engagements_engagement_file", args=[obj.engagement_id]) + "#lessons")
