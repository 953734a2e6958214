"""What interests a partner: its own private page for something a State opened, and the list of them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apmbc_portal.text import PlainTextField
from engagements.models import EngagementRequest
from meetings.models import Organisation
from reports.interests import KeptMeanwhile, forget_interest, keep_interest, mark_of
from reports.models import Interest, ReportText

SUBJECTS = {"text": ReportText, "request": EngagementRequest}


class InterestForm(forms.Form):
    note = PlainTextField(
        label=gettext_lazy("What interests us"), rows=4, required=False, max_length=2000,
        help_text=gettext_lazy("What you could offer, or would like to know. Read by nobody you do not choose below."),
    )  # fmt: skip
    shared_with = forms.ChoiceField(
        label=gettext_lazy("Who may read it"), choices=Interest.SharedWith.choices, widget=forms.RadioSelect
    )
    may_be_shown = forms.BooleanField(
        label=gettext_lazy("We agree to be shown as in discussion with the State, once the State agrees too."), required=False,
        help_text=gettext_lazy("Only our name, and only to those who read this page. Without both of you nobody is told."),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)  # what the page showed, by `mark_of`

    def clean_seen(self):
        return self.cleaned_data["seen"] if "seen" in self.data else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("may_be_shown") and cleaned.get("shared_with") != Interest.SharedWith.STATE:
            self.add_error(
                "may_be_shown", _("The State can only agree if it may read of your interest: share it with the State.")
            )
        return cleaned


def partner_of(request):
    """The organisation the reader represents now; the pages exist for nobody else."""
    if not request.viewer.organisations:
        raise Http404
    return Organisation.objects.get(pk__in=request.viewer.organisations)


@login_required
@never_cache
@require_safe
def interests(request):
    """Everything the partner has noted, with whom it shares it and whether it is told."""
    partner = partner_of(request)
    rows = Interest.objects.visible_to(request.viewer).filter(organisation=partner)
    rows = list(rows.select_related("organisation", "text", "request__engagement"))
    seen = {row.pk: find_subject(request.viewer, row) for row in rows}
    return render(request, "reports/interests.html", {"partner": partner, "rows": [(row, seen[row.pk]) for row in rows]})


def find_subject(viewer, row):
    """The row that interests, while this reader still sees it; None once the State has taken it back."""
    return type(row.subject).objects.visible_to(viewer).filter(pk=row.subject.pk).first()


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def interest(request, kind, release_id):
    """One interest: written and shared where the partner sees what it is about, taken back wherever it still stands."""
    partner = partner_of(request)
    if kind not in SUBJECTS:
        raise Http404
    own = Interest.objects.filter(organisation=partner, **{f"{kind}__release_id": release_id})
    known = own.select_related("organisation", "text", "request").first()
    if request.method == "POST" and known and "forget" in request.POST:
        forget_interest(known, by=request.viewer)
        messages.success(request, _("Taken back. Nobody reads of it any more."))
        return redirect("interests")
    subject = get_object_or_404(SUBJECTS[kind].objects.visible_to(request.viewer), release_id=release_id)
    initial = (
        {"note": known.note, "shared_with": known.shared_with, "may_be_shown": known.may_be_shown}
        if known
        else {"shared_with": "nobody"}
    )
    form = InterestForm(request.POST or None, initial=initial | {"seen": mark_of(known)})
    if request.method == "POST" and form.is_valid():
        try:
            keep_interest(subject, partner, by=request.viewer, **form.cleaned_data)
        except KeptMeanwhile:
            known = own.first()
            form = changed_meanwhile(request.POST, known)
        else:
            messages.success(request, _("Kept."))
            return redirect("interest", kind=kind, release_id=release_id)
    context = {
        "form": form,
        "known": known,
        "subject": subject,
        "kind": kind,
        "partner": partner,
        "names_host": names_host(subject),
    }
    return render(request, "reports/interest.html", context, status=422 if form.errors else 200)


def changed_meanwhile(typed, known):
    """The form as it was sent, which says what stands there now; sent again it replaces that."""
    data = typed.copy()
    data["seen"] = mark_of(known)
    form = InterestForm(data)
    form.is_valid()
    now = known.get_shared_with_display() if known else _("taken back altogether")
    form.add_error(
        None,
        _("A colleague changed this meanwhile (now: %(now)s). Your entries are kept below: send them again to replace that.")
        % {"now": now},
    )
    return form


def names_host(subject):
    return getattr(subject, "names_host", True)


def discussion_of(viewer, **subject):
    """What the page of a text or request says of partners: who is in discussion, and the way to the reader's own note."""
    ((kind, row),) = subject.items()
    names = Interest.objects.in_discussion(**subject).order_by("organisation__name").values_list("organisation__name", flat=True)
    return {
        "in_discussion": list(names),
        "own_interest": ("interest", kind, row.release_id) if viewer.organisations else None,
    }
