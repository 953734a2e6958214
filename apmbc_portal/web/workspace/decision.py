"""One releasable row: what it says, who sees it, and the State's decision about it."""

import hashlib

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from apmbc_portal.visibility import LETS_IN, Audience
from apmbc_portal.web.releasables import deciding_hosts, find
from apmbc_portal.web.workspace.access import file_of, for_deciders
from apmbc_portal.web.workspace.forms import NAMED, CitingForm, DecisionForm
from apmbc_portal.web.workspace.granted import standings
from apmbc_portal.web.workspace.preview import GROUPS, looks, seen_by
from apmbc_portal.web.workspace.received import received_by
from apmbc_portal.web.workspace.report_page import texts_of
from apmbc_portal.web.workspace.words import CANNOT_BE_RECALLED, MEANS, PROPOSED
from apmbc_portal.workflow import Refused
from engagements import reading
from engagements.decisions import needs_second, release_refusal, revoke_from, withhold
from engagements.decisions import take_back as take_back_from_all
from engagements.models import EngagementRequest
from engagements.two_people import name_or_propose, open_again_or_propose, open_or_propose
from reports.models import ReportText
from reports.naming_check import asked_about, checks_of, naming_objection


def digest_of(item):
    """Names the exact words shown, so that nobody signs others than they read."""
    return hashlib.sha256(str(item.release_text()).encode()).hexdigest()


@for_deciders
@require_http_methods(["GET", "POST"])
def decision(request, release_id):
    """Show the row and ask to whom it is opened; ask again before it is; then decide."""
    item = find(release_id, request.viewer)
    hosts = deciding_hosts(item, request.viewer)
    # The choice comes as a question that is only read, so that whoever looks how it would be comes back to it; a letter's note does not.
    given = request.POST or (request.GET if "open_to" in request.GET else None)
    form = DecisionForm(given, viewer=request.viewer, hosts=hosts, item=item, initial={"open_to": item.audience})
    if given is not None and form.is_valid():
        if given.get("digest") != digest_of(item):
            messages.error(
                request, _("The text has changed since you opened this page. Please read it again; nothing was decided.")
            )
            return redirect("decision", release_id=release_id)
        checks = checks_of([item]) if form.cleaned_data["open_to"] != Audience.STATE else []
        objection = naming_objection(checks, request.POST)
        if request.POST.get("confirmed") and not objection:
            return _decide(request, item, form, checks)
        context = _context(request, item, hosts, form)
        context |= _chosen(form, item, context["standing"]) | asked_about(checks, request.POST, objection)
        return render(request, "workspace/decision_confirm.html", context)
    return render(request, "workspace/decision.html", _context(request, item, hosts, form))


def _decide(request, item, form, checks):
    evidence = form.evidence()
    host, wanted = evidence["engagement"], form.cleaned_data["open_to"]
    shown = [passage for check in checks for passage in check.shown()]
    proposal = None
    try:
        if wanted == NAMED:
            party = form.cleaned_data["party"]
            proposal = name_or_propose(item, party, form.party_name(), by=request.viewer, shown=shown, **evidence)
        elif wanted == Audience.STATE:
            take_back_from_all(item, by=request.viewer, **evidence)
        else:
            proposal = open_or_propose(item, wanted, by=request.viewer, shown=shown, **evidence)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("decision", release_id=item.release_id)
    if proposal:
        messages.info(request, PROPOSED)
        return redirect("proposed_decision", pk=proposal.pk)
    (standing,) = standings([item], request.viewer)
    if wanted not in (NAMED, item.audience) or (wanted == NAMED and form.party_name() not in standing.named):
        messages.info(request, _("Your decision is recorded. It takes effect when the other host has granted the same."))
    elif wanted == Audience.STATE:
        done = _("Taken back. From now on the portal shows it to your State and the ISU only.")
        messages.success(request, f"{done} {copies_left(item)}".strip())
    else:
        messages.success(request, _("Decided and written in the ledger of %(state)s.") % {"state": host.state})
    return redirect("decision", release_id=item.release_id)


def copies_left(item):
    """What taking back cannot undo, in a sentence; empty where nobody has received the row."""
    number = len(received_by(item))
    said = ngettext(
        "%(number)s reader has received it before, and what they kept cannot be recalled.",
        "%(number)s readers have received it before, and what they kept cannot be recalled.",
        number,
    )
    return said % {"number": number} if number else ""


def _context(request, item, hosts, form):
    (standing,) = standings([item], request.viewer)
    # Whoever may not decide is told why, beside the text they may still read.
    refused = "" if request.viewer.isu else release_refusal(item, hosts[0], request.viewer, widening=False)
    return {
        "item": item,
        "text": item.release_text(),
        "notices": item.release_notices(),
        "sections": reading.sections(item) if isinstance(item, EngagementRequest) else None,
        "report": item.report if isinstance(item, ReportText) else None,
        "digest": digest_of(item),
        "standing": standing,
        "form": form,
        "choices": [_choice(form, value, label) for value, label in form.fields["open_to"].choices],
        "engagement": hosts[0],
        "refused": refused,
        "seen_by": seen_by(item),
        "received": received_by(item),
        "others": other_texts(item, request.viewer),
        "recall": CANNOT_BE_RECALLED,
        "now": item.audience,
        "takes_two": needs_second(hosts[0], True),
        "by_letter": request.viewer.isu,
    }


def other_texts(item, viewer):
    """The other texts and languages of the same report: each is decided by itself."""
    if not isinstance(item, ReportText):
        return []
    return standings([text for text in texts_of(item.report, viewer) if text.pk != item.pk], viewer)


def _choice(form, value, label):
    """One line of the choice: whom it lets in, or why it is never possible for this row."""
    return {
        "value": value,
        "label": label,
        "means": MEANS.get(value, ""),
        "objection": form.objection(value),
        "chosen": str(form["open_to"].value()) == str(value),
    }


def _chosen(form, item, standing):
    """What was chosen, and how the row will look to each group it lets in."""
    wanted = form.cleaned_data["open_to"]
    if wanted == NAMED:
        means = _("Whoever speaks for it in the portal, today and later.")
        to = form.party_name()
        # A name is added: whoever reads the row today goes on reading it.
        kept = [str(item.get_audience_display())] if item.audience != Audience.STATE else []
        kept += [name for name in standing.named if name != to]
        return {"wanted": wanted, "to": to, "kept": kept, "means": means, "looks": looks(item, {"partner"})}
    let_in = {GROUPS[group] for group in LETS_IN[Audience(wanted)]}
    return {"wanted": wanted, "to": Audience(wanted).label, "means": MEANS[wanted], "looks": looks(item, let_in)}


@for_deciders
@require_POST
def take_back(request, release_id):
    """One click: from the next request on only the State and the ISU see it; or one named party no longer does."""
    item = find(release_id, request.viewer)
    host = deciding_hosts(item, request.viewer)[0]
    if request.viewer.isu:
        messages.info(request, _("Cite the letter by which the State asked for it, then choose “the State and the ISU only”."))
        return redirect("decision", release_id=release_id)
    party = request.POST.get("party")
    try:
        if party:
            words = standings([item], request.viewer)[0].words
            names = {str(known): name for word in words for known, name, *_rest in word.named}
            if party not in names:
                raise Http404
            revoke_from(item, party, engagement=host, by=request.viewer)
        else:
            take_back_from_all(item, engagement=host, by=request.viewer)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        if party:
            done = _("Taken back from %(party)s, at once.") % {"party": names[party]}
        else:
            done = _("Taken back. From now on the portal shows it to your State and the ISU only.")
        messages.success(request, f"{done} {copies_left(item)}".strip())
    return redirect("decision", release_id=release_id)


@for_deciders
@require_http_methods(["GET", "POST"])
def close_file(request, reference):
    """Close the whole file to everybody but the State and the ISU with one click, or open it again as it was granted."""
    engagement = file_of(request.viewer, reference)
    closing = not engagement.withheld
    form = CitingForm(request.POST if request.method == "POST" else None, viewer=request.viewer, hosts=[engagement])
    if request.method == "POST" and form.is_valid():
        try:
            # The page says what it does: a second click on a stale page repeats, it never reverses.
            evidence = form.evidence()
            engagement = evidence.pop("engagement")
            if request.POST.get("withheld") == "yes":
                withhold(engagement, True, by=request.viewer, **evidence)
            elif proposal := open_again_or_propose(engagement, by=request.viewer, **evidence):
                messages.info(request, PROPOSED)
                return redirect("proposed_decision", pk=proposal.pk)
        except Refused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(
                request, _("Closed to everybody else.") if engagement.withheld else _("Open again, as it was granted.")
            )
        if not request.viewer.isu:
            return redirect("workspace_engagement", reference=reference)
        return redirect("workspace_close", reference=reference)
    refused = "" if request.viewer.isu else release_refusal(engagement, engagement, request.viewer, widening=False)
    context = {"engagement": engagement, "closing": closing, "form": form, "refused": refused, "recall": CANNOT_BE_RECALLED}
    return render(request, "workspace/close.html", context)
