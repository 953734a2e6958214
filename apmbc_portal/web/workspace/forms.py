"""Forms of the workspace: to whom a row is opened, and the letter by which a State asked the ISU to record it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.text import PlainTextField
from apmbc_portal.visibility import Audience
from engagements.models import Correspondence, State
from meetings.models import Organisation

NAMED = "named"


class CitingForm(forms.Form):
    """Which letter of the State asked for it; only the ISU fills it in."""

    cites = forms.ModelChoiceField(
        Correspondence.objects.none(), label=gettext_lazy("By which note verbale, letter, mail or call"),
        help_text=gettext_lazy("Record it on the desk first, with its own date and its file; the ledger cites it."),
    )  # fmt: skip
    note = PlainTextField(
        label=gettext_lazy("Note for the record"), rows=2, max_length=500,
        help_text=gettext_lazy("What the State asked for, in a line: it stands in its ledger."),
    )  # fmt: skip

    def __init__(self, *args, viewer, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        if viewer.isu:
            states = [host.state_id for host in hosts]
            self.fields["cites"].queryset = Correspondence.objects.visible_to(viewer).filter(state__in=states).order_by("-dated")
        else:
            del self.fields["cites"], self.fields["note"]
        self.hosts = hosts

    def evidence(self):
        """What `decide` and its kin take beside the row: whose decision it is, and on what letter."""
        citing = self.cleaned_data.get("cites")
        host = next((host for host in self.hosts if citing is None or host.state_id == citing.state_id), None)
        facts = {"engagement": host, "citing": citing, "note": self.cleaned_data.get("note", "")}
        return facts | ({"happened_on": citing.dated} if citing else {})


class DecisionForm(CitingForm):
    """To whom: one of the audiences, or one State or organisation by name."""

    field_order = ["open_to", "party", "cites", "note"]
    open_to = forms.ChoiceField(
        label=gettext_lazy("Open it to"), choices=[*Audience.choices, (NAMED, gettext_lazy("a named State or organisation"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    party = forms.ChoiceField(label=gettext_lazy("Which State or organisation"), required=False)

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["party"].choices = self.parties()

    def parties(self):
        """Grants by name go to whoever speaks for a State or represents an organisation on the day they look."""
        own = {host.state_id for host in self.hosts}
        states, organisations = State.objects.exclude(pk__in=own), Organisation.objects.order_by("name")
        if (admitted := self.item.admitted_parties()) is not None:
            states, organisations = states.filter(party_id__in=admitted), organisations.filter(party_id__in=admitted)
        states = [(str(state.party_id), state.name) for state in states]
        organisations = organisations.values_list("party_id", "name")
        return [
            ("", "—"),
            (_("Organisations"), [(str(party), name) for party, name in organisations]),
            (_("States"), states),
        ]

    def clean(self):
        wanted = self.cleaned_data.get("open_to")
        if wanted and (objection := self.objection(wanted)):
            self.add_error("open_to", str(objection))
        elif wanted == NAMED and not self.cleaned_data.get("party") and "party" not in self.errors:
            self.add_error("party", _("Choose the State or organisation."))

    def objection(self, value):
        """Why this choice is never possible for this row: said beside it, before anybody chooses."""
        if value != NAMED:
            return self.item.audience_objection(value)
        some = any(pairs for _label, pairs in self.fields["party"].choices if isinstance(pairs, list))
        return "" if some else _("No State or organisation can be named here.")

    def party_name(self):
        """The name as the ledger writes it."""
        groups = (pairs for _label, pairs in self.fields["party"].choices if isinstance(pairs, list))
        return next(name for pairs in groups for value, name in pairs if value == self.cleaned_data["party"])


class SendBackForm(CitingForm):
    """Why a report goes back."""

    field_order = ["reason", "cites", "note"]
    reason = PlainTextField(
        label=gettext_lazy("What should change"), rows=4,
        help_text=gettext_lazy("Remarks on single sections are written at the sections; they go along."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "cites" not in self.fields:
            self.fields["reason"].widget.attrs["form"] = "answer"  # sent with the remarks of the page
            self.use_required_attribute = False  # a browser would keep back a remark because this field is empty
