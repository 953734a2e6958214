"""Saving a step of the form beside others who write: saved, saved beside another step, or both texts shown."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _

from engagements.actions import save_draft
from engagements.forms.base import fingerprint
from engagements.models import EngagementRequest

HOUSEKEEPING = {"csrfmiddlewaretoken", "revision", "seen", "add", "remove", "carried"}


@dataclass(frozen=True)
class Saved:
    """How saving went. `draft` is the row as it stands now; `conflict`: somebody else changed this very step."""

    draft: EngagementRequest
    conflict: bool = False
    beside: bool = False


def save_step(draft, *, columns, values, needs, stored, marks, by):
    """Write one step of `draft`. `stored(draft)` gives the plain values of this step as a draft holds them.

    Somebody else's save of another step is no conflict: this one is saved beside it. Raises `Refused`.
    """
    revision, seen = marks
    if save_draft(draft, columns, values, by=by, revision=revision, needs=needs):
        return Saved(draft)
    fresh = EngagementRequest.objects.select_related("engagement__state", "occasion", "cites").get(pk=draft.pk)
    if (
        seen
        and fingerprint(stored(fresh)) == seen
        and save_draft(fresh, columns, values, by=by, revision=fresh.revision, needs=needs)
    ):
        return Saved(fresh, beside=True)
    return Saved(EngagementRequest.objects.select_related("engagement__state", "occasion").get(pk=draft.pk), conflict=True)


def both_texts(request, saved, *, title, theirs, mine, stored):
    """The page that shows both texts and lets the second editor choose; nothing has been written."""
    draft = saved.draft
    return render(
        request,
        "engagements/request_conflict.html",
        {
            "item": draft,
            "step_title": title,
            "theirs": theirs,
            "mine": mine,
            "who": draft.edited_by or _("Somebody else"),
            "same_person": draft.edited_by == request.viewer.name,
            "typed": typed(request.POST),
            "revision": draft.revision,
            "seen": fingerprint(stored(draft)),
        },
        status=409,
    )


def kept(request, reason, draft):
    """The page for text that can no longer be saved: it is shown to be copied, with the reason."""
    shown = [(name, value) for name, value in typed(request.POST) if value.strip() and not name.endswith("_FORMS")]
    return render(request, "engagements/request_kept.html", {"item": draft, "reason": reason, "typed": shown}, status=409)


def typed(data):
    """(name, value) pairs of what was typed, without the form's own marks."""
    return [(name, value) for name, values in data.lists() if name not in HOUSEKEEPING for value in values]
