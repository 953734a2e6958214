"""From which dated rows people take their capacity: nominations by States, seats on the Committee."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.desk import DeskAdmin, DeskForm, DeskTabular, EndsNow, PeriodFilter, ReadOnlyAdmin
from apmbc_portal.workflow import Refused, citing_refusal
from engagements import handover, last_word
from engagements.admin.forms import EndNominationForm, Letters, RecordNoteForm
from engagements.consequence_words import in_words
from engagements.models import CommitteeSeat, Correspondence, Delegate, Nomination, Proposal

FROZEN_NOMINATIONS = _(
    "Two authorities claim to speak for this State: nominations wait until the State's own word ends the freeze."
)


class NominationForm(DeskForm):
    instead_of = forms.ModelChoiceField(
        Nomination.objects.none(), required=False, label=_("In place of"), empty_label=_("nobody: one more focal point"),
        help_text=_("Ends that nomination at once, with every session and personal link of that person."),
    )  # fmt: skip

    cites = forms.ModelChoiceField(
        Correspondence.objects.none(), required=False, label=_("Changed by which correspondence"),
        help_text=_("Asked for when the period, the place or the rights change: it stands in the State's ledger, and the State is told at once."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["document"].required = True
            self.fields["document"].error_messages["required"] = _(
                "Cite the note verbale or letter by which the State nominates."
            )
            self.fields["instead_of"].queryset = Nomination.objects.speaking().select_related("user", "state")
            del self.fields["cites"]
        else:
            del self.fields["instead_of"]
            self.fields["cites"].queryset = Correspondence.objects.filter(state=self.instance.state, request=None)

    def clean(self):
        cleaned = super().clean()
        state, document = cleaned.get("state") or getattr(self.instance, "state", None), cleaned.get("document")
        if state and document and document.state_id != state.pk:
            self.add_error("document", _("This document is from another State."))
        elif document and "document" in self.changed_data and (reason := document.objection()):
            self.add_error("document", reason)
        before = cleaned.get("instead_of")
        if state and before and before.state_id != state.pk:
            self.add_error("instead_of", _("This is a focal point of another State."))
        if state and state.frozen and self.instance._state.adding:
            self.add_error("state", FROZEN_NOMINATIONS)
        self.keep_the_last_word(cleaned, before)
        asked = not self.instance._state.adding and "cites" in self.fields and self.changes_terms()
        if asked and (reason := citing_refusal(self.instance, cleaned.get("cites"))):
            self.add_error("cites", reason)
        return cleaned

    def keep_the_last_word(self, cleaned, before):
        """Neither a change of rights nor a successor with fewer leaves a State without anybody who can withdraw."""
        will_be = {
            name: cleaned.get(name) if name in self.changed_data or self.instance._state.adding else getattr(self.instance, name)
            for name in ("may_submit", "starts")
        }
        begins_later = bool(will_be["starts"] and will_be["starts"] > timezone.localdate())
        if self.instance._state.adding:
            covered = will_be["may_submit"] and getattr(cleaned.get("user"), "is_active", True)
            if before and not begins_later and not covered and (reason := last_word.objection([before])):
                self.add_error("instead_of", reason)
        elif (begins_later or not will_be["may_submit"]) and (reason := last_word.objection([self.instance])):
            self.add_error("starts" if begins_later else "may_submit", reason)

    def changes_terms(self):
        """Whether the period, the place or the rights change: the State's to say, however it is typed. Two people decide by place."""
        return bool({"starts", "ends", "place", "may_draft", "may_submit", "may_release"} & set(self.changed_data))


@admin.register(Nomination)
class NominationAdmin(DeskAdmin):
    """Who speaks for a State, by which document, how long and with which rights."""

    form = NominationForm
    list_display = [
        "user",
        "state",
        "function",
        "place",
        "starts",
        "ends",
        "may_draft",
        "may_submit",
        "may_release",
        "has_document",
    ]
    list_filter = [PeriodFilter, "may_release", "state__region"]
    list_select_related = ["user", "state"]
    search_fields = ["user__name", "user__email", "state__name_en", "=state__iso3", "function"]
    autocomplete_fields = ["user", "state", "document"]
    change_form_template = "admin/engagements/nomination.html"

    def get_fieldsets(self, request, obj=None):
        who = ["state", "user", "function", "place"] if obj else ["state", "user", "function", "place", "instead_of"]
        settled = obj and (obj.ended_at or obj.state.frozen)
        how = ["document", ("starts", "ends"), *(["ended_at"] if obj and obj.ended_at else [])]
        how += ["cites"] if obj and not settled else []
        rights = {"fields": ["may_draft", "may_submit", "may_release"], "description": _("Reading comes with the nomination.")}
        return [
            (None, {"fields": who}),
            (_("By which document, and how long"), {"fields": how}),
            (_("What the State lets them do"), rights),
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        if obj.ended_at or obj.state.frozen:  # what was ended stays ended: another nomination is another row
            return [
                "state",
                "user",
                "function",
                "place",
                "document",
                "starts",
                "ends",
                "ended_at",
                "may_draft",
                "may_submit",
                "may_release",
            ]
        return ["state", "user"]  # a nomination of somebody else is another row

    @admin.display(description=_("document"), boolean=True)
    def has_document(self, nomination):
        return nomination.document_id is not None

    def subject_of(self, obj):
        return obj.subject()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.changes_terms() and form.cleaned_data.get("cites"):
            handover.terms_changed(obj, by=request.viewer, citing=form.cleaned_data["cites"])
        if not change:
            handover.recorded(obj, form.cleaned_data.get("instead_of"), by=request.viewer)

    def get_urls(self):
        end = self.admin_site.admin_view(self.end_one)
        return [path("<int:pk>/end/", end, name="engagements_nomination_end"), *super().get_urls()]

    def end_one(self, request, pk):
        """End a nomination now, on the State's word."""
        row = get_object_or_404(Nomination.objects.select_related("user", "state"), pk=pk)
        letters = Letters(Correspondence.objects.visible_to(request.viewer).filter(state=row.state))
        form = EndNominationForm(request.POST or None, correspondence=letters)
        if request.method == "POST" and form.is_valid():
            try:
                handover.end(row, by=request.viewer, citing=form.cleaned_data["cites"], note=form.cleaned_data["note"])
            except Refused as reason:
                form.add_error("cites", str(reason))
            else:
                self.message_user(
                    request, _("Ended. They are signed out everywhere; everybody concerned is written to."), messages.SUCCESS
                )
                return redirect("admin:engagements_nomination_change", row.pk)
        context = {
            **self.admin_site.each_context(request), "title": _("End a nomination now"), "row": row, "form": form,
            "consequences": in_words("end_nomination"), "is_last": last_word.left_without([row]) is not None,
        }  # fmt: skip
        return render(request, "admin/engagements/nomination_end.html", context, status=422 if form.is_bound else 200)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """Focal points proposed by a State's own people; the ISU may be the second person that confirms."""

    list_display = ["name", "state", "status", "proposed_by", "proposed_at"]
    list_filter = ["status", "state__region"]
    list_select_related = ["state", "proposed_by"]
    search_fields = ["name", "email", "state__name_en", "=state__iso3"]

    def subject_of(self, obj):
        return str(obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one proposal, with the answers; a post gives one."""
        row = self.get_object(request, unquote(object_id))  # None for what is no key at all
        if row is None:
            raise Http404
        if request.method == "POST":
            verb, form = request.POST.get("verb", ""), RecordNoteForm(request.POST)
            try:
                if verb not in ("confirm", "decline") or not form.is_valid():
                    raise Refused(_("Choose one of the answers below."))
                handover.answer(row, verb, by=request.viewer, note=form.cleaned_data["note"])
            except Refused as reason:
                messages.error(request, str(reason))
                return redirect("admin:engagements_proposal_change", row.pk)
            messages.success(request, _("Done. Everybody concerned is written to."))
            return redirect("admin:engagements_proposal_changelist")
        answers = [
            (verb, move.label, handover.step_refusal(row, verb, request.viewer))
            for verb, move in row.MOVES.items()
            if verb != "retract"
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": row.name,
            "row": row,
            "answers": answers,
            "opts": self.opts,
            "form": RecordNoteForm(),
        }
        return render(request, "admin/engagements/proposal.html", context)


class DelegateRow(DeskForm):
    """A seat's row of a person stays that person's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].disabled = not self.instance._state.adding


class DelegateInline(DeskTabular):
    model = Delegate
    form = DelegateRow
    autocomplete_fields = ["user"]
    fields = ["user", "starts", "ends"]


@admin.register(CommitteeSeat)
class CommitteeSeatAdmin(EndsNow, DeskAdmin):
    actions = ["end_now"]
    end_row = staticmethod(handover.end_seat)
    settled = ["state"]  # what was opened to the seat of one State is not another's
    history_parts = {Delegate: "seat"}
    list_display = ["state", "starts", "ends", "chair_from", "chair_until"]
    list_filter = [PeriodFilter]
    list_select_related = ["state"]
    search_fields = ["state__name_en", "=state__iso3"]
    autocomplete_fields = ["state"]
    inlines = [DelegateInline]
    fieldsets = [
        (None, {"fields": ["state", ("starts", "ends")]}),
        (_("Chair"), {"fields": [("chair_from", "chair_until")]}),
    ]


@admin.register(Delegate)
class DelegateAdmin(EndsNow, DeskAdmin):
    actions = ["end_now"]
    end_row = staticmethod(handover.leave_seat)
    settled = ["user", "seat"]
    list_display = ["user", "seat", "starts", "ends"]
    list_filter = [PeriodFilter]
    list_select_related = ["user", "seat__state"]
    search_fields = ["user__name", "user__email", "seat__state__name_en"]
    autocomplete_fields = ["user", "seat"]

    def subject_of(self, obj):
        return _("seat of %(seat)s for person %(person)s") % {"seat": obj.seat, "person": obj.user_id}
