"""Writing a request: one page a step, saved as the person goes, left and taken up again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apmbc_portal import sensitive
from apmbc_portal.workflow import Refused
from engagements import forms, progress, reading
from engagements.actions import begin_request
from engagements.currencies import SUGGESTED
from engagements.models import EngagementRequest, Lesson, State
from engagements.views.finding import find_engagement, find_request, inside_or_404, steps_now
from engagements.views.saving import both_texts, kept, save_step
from engagements.workflow import drafting_refusal, writing_refusal

STEP_FORMS = {
    "aims": forms.AimsForm,
    "themes": forms.ThemesForm,
    "organisation": forms.OrganisationForm,
    "participants": forms.ParticipantsForm,
    "support": forms.SupportForm,
}


@login_required
@require_POST
def request_new(request):
    """Begin a draft for the State one acts for."""
    state = get_object_or_404(State, pk__in=request.viewer.states)
    if reason := writing_refusal(state.pk, request.viewer):
        messages.error(request, reason)
        return redirect("workspace")
    return redirect("request_step", begin_request(state, by=request.viewer).pk, "aims")


@login_required
@require_POST
def request_new_version(request, reference):
    """Begin the next version of what a State asks, from the words of the version in force."""
    engagement = find_engagement(request, reference)
    inside_or_404(engagement, request.viewer)
    if reason := writing_refusal(engagement.state_id, request.viewer):
        messages.error(request, reason)
        return redirect(engagement)
    draft = begin_request(engagement.state, by=request.viewer, engagement=engagement)
    if not EngagementRequest.objects.visible_to(request.viewer).filter(pk=draft.pk).exists():
        messages.error(
            request, _("The ISU is recording a request from your correspondence. Write to it before you begin another.")
        )
        return redirect(engagement)
    return redirect("request_step", draft.pk, "aims")


def find_draft(request, pk):
    """(draft, why the viewer may not write in it)."""
    draft = find_request(request, pk)
    inside_or_404(draft, request.viewer)
    return draft, drafting_refusal(draft, request.viewer)


def refused(request, draft, reason):
    """A post keeps its text on a page to copy from; a look goes back to the request."""
    if request.method == "POST":
        return kept(request, reason, draft)
    messages.error(request, reason)
    return redirect(draft)


@login_required
@never_cache
def request_step(request, pk, step):
    """One step of the form."""
    if step not in progress.STEPS:
        raise Http404
    draft, reason = find_draft(request, pk)
    if reason:
        return refused(request, draft, reason)
    if step == "review":
        return review(request, draft)
    form = STEP_FORMS[step](request.POST if request.method == "POST" else None, draft=draft)
    if request.method == "POST" and form.is_valid():
        return save(request, draft, step, form)
    return render(
        request,
        "engagements/request_step.html",
        frame(draft, step) | {"form": form, "one_form": [form]},
        status=422 if form.is_bound else 200,
    )


def save(request, draft, step, form):
    """Save a step that is well formed, and go where the button says."""
    values = form.values()
    try:
        saved = save_step(
            draft, columns=form.columns, values=values, needs=None, stored=form.stored, marks=form.marks(), by=request.viewer
        )
    except Refused as reason:
        return kept(request, str(reason), draft)
    if not saved.conflict:
        sensitive.point_out(request, form)
        return onwards(request, saved, step)
    mine = EngagementRequest(engagement=saved.draft.engagement, **values)
    return both_texts(
        request, saved, title=progress.STEPS[step], stored=form.stored,
        theirs=reading.step_lines(step, saved.draft), mine=reading.step_lines(step, mine),
    )  # fmt: skip


@login_required
@never_cache
def request_theme(request, pk, theme):
    """The needs and offers of one theme: rows are added and removed by plain buttons that save what is there."""
    draft, reason = find_draft(request, pk)
    if reason:
        return refused(request, draft, reason)
    if request.method != "POST":
        rows = list(draft.needs.filter(theme=theme))
        empty = 1 if "more" in request.GET or not rows else 0
        formset = forms.need_formset(needs=rows, empty=empty)
        marks = forms.Marked(
            initial={"revision": draft.revision, "seen": forms.fingerprint([forms.stored_row(row) for row in rows])}
        )
        return render(request, "engagements/request_theme.html", theme_frame(request, draft, theme, formset, marks))
    data = request.POST
    if "remove" in data:
        data = forms.without_row(data, int(data["remove"]) if data["remove"].isdecimal() else 99)
    formset, marks = forms.need_formset(data), forms.Marked(data)
    if marks.is_valid() and formset.is_valid():
        return save_theme(request, draft, theme, formset, marks.marks())
    return render(request, "engagements/request_theme.html", theme_frame(request, draft, theme, formset, marks), status=422)


def theme_frame(request, draft, theme, formset, marks):
    """The rows of a theme, and how many lessons of other States on it the writer may read."""
    lessons = Lesson.objects.visible_to(request.viewer).filter(theme=theme).exclude(engagement__state=draft.engagement.state_id)
    shown = {"formset": formset, "marks": marks, "currencies": SUGGESTED, "theme": theme, "lessons": lessons.count()}
    return frame(draft, f"theme-{theme}") | shown


def save_theme(request, draft, theme, formset, marks):
    """Save the rows of a theme, and choose the theme where it was not chosen yet."""
    rows = formset.rows()

    def stored(of):
        return [forms.stored_row(row) for row in of.needs.filter(theme=theme)]

    columns = () if theme in draft.themes else ("themes",)
    try:
        saved = save_step(
            draft, columns=columns, values={"themes": sorted({*draft.themes, theme})}, needs={theme: rows}, stored=stored, marks=marks,
            by=request.viewer,
        )  # fmt: skip
    except Refused as reason:
        return kept(request, str(reason), draft)
    if saved.conflict:
        theirs = [reading.entry(row) for row in saved.draft.needs.filter(theme=theme)]
        return both_texts(
            request,
            saved,
            title=progress.Theme(theme).label,
            stored=stored,
            theirs=theirs,
            mine=[reading.entry(row) for row in rows],
        )
    sensitive.point_out(request, *(form for form in formset.forms if form.has_changed()))
    return onwards(request, saved, f"theme-{theme}")


def onwards(request, saved, here):
    """Where a save leads: to the next place, to a named one, to another row, or out."""
    if saved.beside:
        messages.info(request, _("Saved. Somebody else of your State saved another step meanwhile; both are kept."))
    places = progress.places(saved.draft)
    by_key = {place.key: place for place in places}
    keys = list(by_key)
    if "add" in request.POST:
        return redirect(by_key[here].url + "?more=1#rows-end")
    if "remove" in request.POST:
        return redirect(by_key[here].url)
    go = request.POST.get("go", "next")
    if go == "leave":
        messages.success(request, _("Saved. You can take it up again at any time."))
        return redirect(saved.draft)
    if go in by_key:
        return redirect(by_key[go].url)
    after = keys.index(here) + 1
    return redirect(places[after].url if after < len(places) else saved.draft)


def frame(draft, here):
    """What every page of the form shows beside its own part: the places, and where the person is."""
    places = progress.places(draft)
    return {"item": draft, "places": places, "here": here, "place": next((p for p in places if p.key == here), None)}


def review(request, draft):
    """Everything on one page, what is still open, and the steps out of the draft."""
    needs = list(draft.needs.all())
    places = progress.places(draft, needs)
    return render(
        request,
        "engagements/request_review.html",
        {
            "item": draft,
            "places": places,
            "open": [place for place in places if place.lacks],
            "here": "review",
            "sections": reading.sections(draft, needs),
            "steps": steps_now(draft, request.viewer),
        },
    )
