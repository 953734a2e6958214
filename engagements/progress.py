"""The steps of the request form, in order, and what each still lacks."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagements.models import EngagementRequest, Theme

STEPS = {
    "aims": gettext_lazy("Aims"),
    "themes": gettext_lazy("Themes"),
    "organisation": gettext_lazy("Organisation"),
    "participants": gettext_lazy("Participants"),
    "support": gettext_lazy("Support"),
    "review": gettext_lazy("Review"),
}


@dataclass(frozen=True)
class Place:
    """One place in the form: a step, or a theme below the step of the themes."""

    key: str  # what a "save and go to" button says: "aims", "theme-A"
    label: str
    url: str
    begun: bool
    lacks: str = ""
    theme: str = ""


def places(request, needs=None):
    """Every place of the form in order, themes in their own right, with what each lacks."""
    needs = list(request.needs.all()) if needs is None else needs
    lacking = {"aims": aims, "themes": themes, "organisation": organisation, "participants": participants, "support": support}
    found = []
    for step, label in STEPS.items():
        lacks = lacking[step](request, needs) if step in lacking else ""
        begun = _begun(step, request, needs)
        found.append(Place(step, str(label), reverse("request_step", args=[request.pk, step]), begun, str(lacks)))
        if step == "themes":
            found += [_theme(request, code, needs) for code in sorted(set(request.themes) | {need.theme for need in needs})]
    return found


def _theme(request, code, needs):
    written = sum(need.theme == code for need in needs)
    lacks = "" if written else _("No need or offer yet")
    url = reverse("request_theme", args=[request.pk, code])
    return Place(f"theme-{code}", f"{code}. {Theme(code).label}", url, bool(written), lacks, code)


def _begun(step, request, needs):
    return {
        "aims": bool(request.aims.strip()),
        "themes": bool(request.themes or needs),
        "organisation": request.setting != EngagementRequest.Setting.UNDECIDED or bool(request.date_from or request.languages),
        "participants": bool(request.participants.strip() or request.participant_kinds),
        "support": bool(request.support or request.support_details.strip()),
        "review": False,
    }[step]


def aims(request, needs):
    if request.aims.strip():
        return ""
    return _("Not said yet") if needs else _("Say the aims, or name one need or offer: without either it cannot be submitted")


def themes(request, needs):
    return "" if request.themes or needs else _("No theme chosen yet")


def organisation(request, needs):
    if request.setting == EngagementRequest.Setting.BESIDE and not request.occasion_id:
        return _("Choose the meeting of the Convention, or another place")
    if not request.dates_open and not request.date_from:
        return _("Give the dates, or say that they are not decided")
    if request.setting == EngagementRequest.Setting.ELSEWHERE and not request.place:
        return _("The place is not named yet")
    return "" if request.languages else _("No language chosen yet")


def participants(request, needs):
    return "" if request.participants.strip() or request.participant_kinds else _("Nobody named yet")


def support(request, needs):
    return "" if request.support or request.support_details.strip() else _("No support asked yet")
