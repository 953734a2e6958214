"""The small forms of the file page: a step, a note, a message, a decision of the State that came by letter."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.models import Correspondence


class Letters:
    """A State's correspondence as the forms of one page choose from it, read once for all of them."""

    def __init__(self, rows):
        self.rows = rows

    @cached_property
    def choices(self):
        return [("", "---------"), *((str(row.pk), str(row)) for row in self.rows)]


class HappenedForm(forms.Form):
    """Something the State asked for on paper: by which letter, and on which day it happened."""

    cites = forms.ModelChoiceField(
        Correspondence.objects.none(),
        label=_("By which correspondence"),
        error_messages={"required": _("Cite the note verbale, mail or call by which the State asked for this.")},
    )
    happened_on = forms.DateField(
        required=False,
        label=_("Happened on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: today."),
    )

    note = PlainTextField(
        rows=2, max_length=2000, label=_("Note"), help_text=_("What the State asked for, in a line: it stands in the State's ledger."),
        error_messages={"required": _("Say in a line what the State asked for: it stands in its ledger.")},
    )  # fmt: skip

    def __init__(self, *args, correspondence, **kwargs):
        super().__init__(*args, **kwargs)
        if "cites" in self.fields:
            self.fields["cites"].queryset = correspondence.rows
            self.fields["cites"].choices = correspondence.choices

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This date lies in the future."))
        return day


class StepForm(HappenedForm):
    """A step; by letter it names the correspondence, the day and what was asked for, otherwise a note is free."""

    def __init__(self, *args, by_letter, says_to_state=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not by_letter:
            del self.fields["cites"], self.fields["happened_on"]
            self.fields["note"].required = False
            self.fields["note"].help_text = (
                _("The State reads it in the letter about this step.") if says_to_state else _("Kept in the record of the file.")
            )


class EndNominationForm(HappenedForm):
    """The State ends a nomination by letter, mail or call."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["happened_on"]


class RecordNoteForm(forms.Form):
    note = PlainTextField(
        rows=2, max_length=500, required=False, label=_("Note"), help_text=_("It stands in the State's ledger.")
    )


class FreezeForm(forms.Form):
    note = PlainTextField(
        rows=4, max_length=5000, label=_("What the desk knows"),
        help_text=_("Who claims what, since when, by which documents. Read by the ISU alone."),
    )  # fmt: skip


class UnfreezeForm(HappenedForm):
    """The State's own word says who speaks for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["happened_on"], self.fields["note"]


class InternalNoteForm(forms.Form):
    text = PlainTextField(rows=3, label=_("Internal note"), help_text=_("Read by the ISU alone. No letter goes out."))


class MessageForm(forms.Form):
    text = PlainTextField(
        rows=3,
        label=_("Message to the State"),
        help_text=_("The State's focal points read it in their workspace; a letter tells them that it is there."),
    )


class WithholdForm(HappenedForm):
    """The State closes its whole file to everybody else, or opens it again as it was granted."""


class BeginRequestForm(HappenedForm):
    """Begin to record a request the State made by letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["happened_on"], self.fields["note"]
