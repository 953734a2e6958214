"""The invitations of one meeting on the desk: proposed many at once, approved by letter, sent, answered."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apmbc_portal.text import PlainTextField
from apmbc_portal.workflow import Refused, refusal
from engagements.admin.forms import HappenedForm, Letters, StepForm
from engagements.consequence_words import in_words
from engagements.models import Correspondence
from meetings import actions
from meetings.attribution import WORDING, set_attribution
from meetings.models import Invitation, Organisation
from meetings.workflow import InvitationStatus


class ProposeForm(forms.Form):
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Organisations"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one organisation.")},
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = rows


class FindForm(forms.Form):
    """Which organisations the list to propose from shows."""

    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("all")), *Organisation.Kind.choices])
    q = forms.CharField(required=False, max_length=100, label=_("Name contains"))

    def apply(self, rows):
        if not self.is_valid():
            return rows
        if kind := self.cleaned_data["kind"]:
            rows = rows.filter(kind=kind)
        return rows.filter(name__icontains=self.cleaned_data["q"]) if self.cleaned_data["q"] else rows


class SendForm(forms.Form):
    to_email = forms.EmailField(label=_("To"), max_length=254)
    to_name = PlainTextField(label=_("Addressed to"), required=False)


@dataclass
class Act:
    """Something the desk can do with one invitation: its button, its form, and why not."""

    verb: str
    label: str
    form: object
    reason: str = ""
    by_letter: bool = False
    open: bool = False


ACTS = {
    "approve": _("Record approval"),
    "refuse": _("Record “do not invite”"),
    "send": _("Send"),
    "send_again": _("Send a new link"),
    "record_acceptance": _("Record acceptance"),
    "record_refusal": _("Record that they cannot come"),
    "agrees": _("Record that it agrees to be named"),
    "agrees_no_more": _("Record that it is not to be named"),
    "cancel": _("Cancel"),
    "propose_again": _("Propose again"),
}
ATTRIBUTION = {"agrees": True, "agrees_no_more": False}  # how its answer to that question is recorded: no step of the process
SHOWN = 60


class NamingForm(forms.Form):
    """What an organisation wrote or said about being named; the page shows the wording it agrees to."""

    note = PlainTextField(
        rows=2, max_length=500, label=_("How it said so"), help_text=_("For example: e-mail of the director, 3 May 2026.")
    )

    def __init__(self, *args, agrees, **kwargs):
        super().__init__(*args, **kwargs)
        said = str(WORDING) if agrees else " ".join(str(sentence) for sentence in in_words("end_attribution"))
        self.fields["note"].help_text = f"{said} {self.fields['note'].help_text}"


class AnswerGivenForm(StepForm):
    """An answer by letter, mail or call: what is noted here is the organisation's word, and stands where it would have typed it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, by_letter=False, **kwargs)
        self.fields["note"].label = _("What they said")
        self.fields["note"].help_text = _(
            "The organisation reads it on the page of its personal link. Leave out what is for the ISU."
        )


class InvitationsPage:
    def __init__(self, request, meeting, bound=None):
        self.request, self.viewer, self.meeting, self.bound = request, request.viewer, meeting, bound or {}
        rows = Correspondence.objects.visible_to(self.viewer).filter(state__in=meeting.state_ids())
        self.letters = Letters(rows.select_related("state"))

    def rows(self):
        rows = self.meeting.invitations.visible_to(self.viewer).saying_who_is_named().select_related("organisation")
        for row in rows.prefetch_related("approvals"):
            row.meeting = self.meeting
            said = {word.engagement_id: "first" if word.approved is None else word.approved for word in row.approvals.all()}
            yield row, [(host.state, said.get(host.pk)) for host in self.meeting.hosts()], self.acts(row)

    def acts(self, row):
        found = []
        for verb, label in ACTS.items():
            key = f"{row.pk}-{verb}"
            if verb in ATTRIBUTION:
                if row.status == InvitationStatus.ACCEPTED and row.agrees_to_be_named != ATTRIBUTION[verb]:
                    found.append(Act(verb, label, self.bound.get(key) or self.form(row, verb), open=key in self.bound))
                continue
            by_letter = verb in ("approve", "refuse")
            sources = row.MOVES["record_acceptance" if verb == "send_again" else verb].sources
            if row.status not in sources:
                continue
            reason = "" if by_letter or verb == "send_again" else str(refusal(row, verb, self.viewer))
            if verb == "send" and not row.to_email:
                reason = ""  # the form asks for the address
            found.append(Act(verb, label, self.bound.get(key) or self.form(row, verb), reason, by_letter, open=key in self.bound))
        return found

    def form(self, row, verb, data=None):
        prefix = f"{row.pk}-{verb}"
        if verb in ("send", "send_again"):
            return SendForm(data, prefix=prefix, initial={"to_email": row.to_email, "to_name": row.to_name})
        if verb in ATTRIBUTION:
            return NamingForm(data, prefix=prefix, agrees=ATTRIBUTION[verb])
        if verb in ("record_acceptance", "record_refusal"):
            return AnswerGivenForm(data, prefix=prefix, correspondence=self.letters)
        by_letter = verb in ("approve", "refuse")
        return StepForm(data, prefix=prefix, correspondence=self.letters, by_letter=by_letter)

    def choice(self):
        """Organisations not on the list yet, as far as the search asks for them."""
        taken = self.meeting.invitations.exclude(status="cancelled").values("organisation")
        return FindForm(self.request.GET).apply(Organisation.objects.exclude(pk__in=taken)).order_by("name")

    def context(self):
        choice = self.choice()
        proposing = self.bound.get("propose") or ProposeForm(rows=choice[:SHOWN])
        return {
            "title": _("Invitations"),
            "rows": list(self.rows()),
            "find": FindForm(self.request.GET),
            "propose": proposing,
            "may_propose": self.meeting.status in ("planned", "postponed", "held"),
            "more": max(0, choice.count() - SHOWN),
            "bulk": self.bound.get("bulk") or HappenedForm(prefix="bulk", correspondence=self.letters),
            "waiting": self.meeting.invitations.filter(status="proposed").count(),
            "to_send": self.meeting.invitations.filter(status="approved", held_back=False).exclude(to_email="").count(),
        }


def page(model_admin, request, meeting):
    bound = {}
    if request.method == "POST":
        answer = post(request, meeting, bound)
        if answer:
            return answer
    context = model_admin.shown(request, meeting, "invitations") | InvitationsPage(request, meeting, bound).context()
    return TemplateResponse(request, "admin/meetings/invitations.html", context, status=422 if bound else 200)


def post(request, meeting, bound):
    """Do what was asked; the answer, or something false where `bound` now holds the form to show again."""
    here = redirect("admin:meetings_meeting_invitations", meeting.pk)
    act = request.POST.get("act", "")
    if act == "propose":
        return propose(request, meeting, bound) and here
    if act == "approve_ticked":
        return approve_ticked(request, meeting, bound) and here
    if act == "send_all":
        rows = meeting.invitations.filter(status="approved", held_back=False).exclude(to_email="")
        many(request, rows, lambda row: actions.send_invitation(row, by=request.viewer))
        return here
    row = meeting.invitations.filter(pk=key_of(request.POST.get("row"))).select_related("organisation").first()
    if row is None or act not in ACTS:
        raise Http404
    return one(request, meeting, row, act, bound) and here


def propose(request, meeting, bound):
    form = ProposeForm(request.POST, rows=Organisation.objects.all())
    if form.is_valid():
        try:
            rows = actions.propose_invitations(meeting, form.cleaned_data["organisations"], by=request.viewer)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            words = ngettext(
                "%(n)s organisation is proposed to the hosts.", "%(n)s organisations are proposed to the hosts.", len(rows)
            )
            messages.success(request, words % {"n": len(rows)})
            return True
    bound["propose"] = form
    return False


CITED = {"citing": "cites", "happened_on": "happened_on", "note": "note"}  # what an act by letter takes, by its field


def approve_ticked(request, meeting, bound):
    letters = InvitationsPage(request, meeting).letters
    form = HappenedForm(request.POST, prefix="bulk", correspondence=letters)
    rows = meeting.invitations.filter(pk__in=[key_of(key) for key in request.POST.getlist("ticked")])
    if form.is_valid() and rows:
        said = {name: form.cleaned_data[field] for name, field in CITED.items()}
        many(request, rows, lambda row: actions.approve(row, by=request.viewer, **said))
        return True
    if not rows:
        form.add_error(None, _("Tick the organisations the letter approves."))
    bound["bulk"] = form
    return False


def one(request, meeting, row, act, bound):
    form = InvitationsPage(request, meeting).form(row, act, request.POST)
    if form.is_valid():
        try:
            take(row, act, form.cleaned_data, by=request.viewer)
        except Refused as reason:
            form.add_error("cites" if "cites" in form.fields else None, str(reason))
        else:
            messages.success(request, _("%(organisation)s: recorded.") % {"organisation": row.organisation})
            return True
    bound[f"{row.pk}-{act}"] = form
    return False


def take(row, act, said, *, by):
    note = said.get("note", "")
    if act == "approve":
        return actions.approve(row, by=by, citing=said["cites"], happened_on=said["happened_on"], note=note)
    if act == "refuse":
        return actions.refuse(row, by=by, citing=said["cites"], happened_on=said["happened_on"], note=note)
    if act in ("send", "send_again"):
        send = actions.send_invitation if act == "send" else actions.send_again
        return send(row, by=by, to_email=said["to_email"], to_name=said["to_name"])
    if act in ("record_acceptance", "record_refusal"):
        return actions.record_answer(row, act == "record_acceptance", by=by, note=note)
    if act in ATTRIBUTION:
        agrees = ATTRIBUTION[act]
        return set_attribution(row.meeting, row.organisation, agrees, by=by, wording=str(WORDING) if agrees else "", note=note)
    if act == "cancel":
        return actions.cancel_invitation(row, by=by, note=note)
    return actions.propose_invitations(row.meeting, [row.organisation], by=by)


def many(request, rows, act):
    done = 0
    for row in rows.select_related("organisation"):
        try:
            act(row)
        except Refused as reason:
            messages.error(request, f"{row.organisation}: {reason}")
        else:
            done += 1
    if done:
        messages.success(
            request, ngettext("Recorded for %(n)s organisation.", "Recorded for %(n)s organisations.", done) % {"n": done}
        )


def key_of(text):
    try:
        return Invitation._meta.pk.to_python(text)
    except forms.ValidationError as error:
        raise Http404 from error
