"""A focal point proposes a colleague: who, by which document, for how long, with which rights."""

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts import humans
from apmbc_portal.text import PlainTextField
from apmbc_portal.uploads.fields import ChooseAgain, EvidenceField
from apmbc_portal.workflow import Right
from engagements.forms.fields import DayField
from engagements.models import Correspondence, Nomination, Proposal

DOCUMENTS = [Correspondence.Kind.NOTE_VERBALE, Correspondence.Kind.LETTER, Correspondence.Kind.MAIL]
GIVEN = [Right.DRAFT, Right.SUBMIT, Right.RELEASE]


class ProposalForm(ChooseAgain, forms.Form):
    """Only the rights of whoever proposes can be given; the others are not offered."""

    name = PlainTextField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The letters of the portal go there."))
    is_shared = forms.BooleanField(
        label=_("Several people read this mailbox"), required=False,
        help_text=_("Whoever decides from it is then asked for their own name and function each time."),
    )  # fmt: skip
    function = PlainTextField(label=_("Function"), max_length=200)
    place = forms.ChoiceField(label=_("Where"), choices=Nomination.Place, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES, initial="en")
    starts = DayField(label=_("From"), initial=timezone.localdate)
    ends = DayField(label=_("Until (last day)"), required=False, help_text=_("Empty: until somebody ends it."))
    rights = forms.MultipleChoiceField(
        label=_("They may, beside reading"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody gives a right they do not have themselves."),
    )  # fmt: skip
    instead_of = forms.ModelChoiceField(
        Nomination.objects.none(), label=_("In place of"), required=False, empty_label=_("nobody: one more focal point"),
        help_text=_("Their nomination, their sessions and their personal links end when the new one is confirmed."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("The document that nominates them"), choices=[(one.value, one.label) for one in DOCUMENTS])
    dated = DayField(label=_("Date of the document"), initial=timezone.localdate)
    number = PlainTextField(label=_("Its number or symbol"), required=False, max_length=80)
    file = EvidenceField(
        label=_("The document itself"), may_wait=True, help_text=_("Kept byte for byte, seen by your State and the ISU.")
    )

    def __init__(self, *args, state, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.state = state
        self.fields["rights"].choices = [(one.value, one.label) for one in GIVEN if viewer.has_right({state.pk}, one)]
        self.fields["instead_of"].queryset = Nomination.objects.speaking().filter(state=state).select_related("user", "state")
        self.fields["instead_of"].label_from_instance = lambda row: f"{row.user}, {row.function}".strip(", ")
        if len(settings.LANGUAGES) == 1:
            self.fields["language"].widget = forms.HiddenInput()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        held = Nomination.objects.on().filter(state=self.state).values_list("user__email", flat=True)
        if humans.mailbox(email) in {humans.mailbox(address) for address in held}:
            raise forms.ValidationError(_("This person is a focal point of your State already."))
        if Proposal.objects.open().filter(state=self.state, email__iexact=email).exists():
            raise forms.ValidationError(_("This person is proposed already and waits for a second person."))
        return email

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies ahead."))
        return day

    def clean_ends(self):
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data["ends"]
        if ends and ends < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        if starts and ends and ends < starts:
            raise forms.ValidationError(_("The last day lies before the first."))
        return ends

    def proposal(self):
        """The row, not saved and without its document."""
        given = self.cleaned_data
        columns = ("name", "email", "language", "is_shared", "function", "place", "starts", "ends", "instead_of")
        rights = {f"may_{one.value}": one.value in given["rights"] for one in GIVEN}
        return Proposal(state=self.state, **{name: given[name] for name in columns}, **rights)
