"""What a State says about a report: a field at every section, and a file with its own remarks in it. One form for the page,
so that one button keeps all that was typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from apmbc_portal.uploads.fields import ChooseAgain, EvidenceField
from reports.models import ReturnedFile

WHOLE = 0  # a remark on a text as a whole
BELONGS = {"form": "answer"}  # the fields stand all over the page


def key_of(text, section):
    return f"remark-{text.pk}-{section}"


class AnswerForm(ChooseAgain, forms.Form):
    file = EvidenceField(
        kinds=ReturnedFile.KINDS, may_wait=True, required=False, label=_("Annotated file"),
        help_text=_("Kept byte for byte; your State and the ISU alone can open it."),
    )  # fmt: skip
    speaks_of = forms.ChoiceField(required=False, label=_("It speaks of"))
    note = PlainTextField(rows=2, required=False, max_length=2000, label=_("Note to the file"))

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = {text.pk: text for text in texts}
        self.fields["speaks_of"].choices = [("", _("the whole report")), *((text.pk, text.name) for text in texts)]
        self.places = {}
        for text in texts:
            for section in [None, *text.sections.all()]:
                key = key_of(text, section.pk if section else WHOLE)
                self.places[key] = (text, str(section)[:120] if section else "")
                self.fields[key] = PlainTextField(rows=3, required=False, label=_("Your remark to the ISU"))
        for field in self.fields.values():
            field.widget.attrs |= BELONGS

    def remarks(self):
        """What was typed: (text, heading, words) each, whether the form is in order or not."""
        typed = {key: self.cleaned_data.get(key) or self[key].value() or "" for key in self.places}
        return [(*self.places[key], words) for key, words in typed.items() if words.strip()]

    @property
    def upload(self):
        return self.cleaned_data.get("file")

    @property
    def says_something(self):
        return bool(self.remarks() or self.upload or self.cleaned_data.get("note"))

    def clean(self):
        if self.cleaned_data.get("note") and not self.cleaned_data.get("file") and "file" not in self.errors:
            self.add_error("file", _("The note goes with a file: choose it, or write your words at a section."))

    def text(self):
        """The text the file speaks of; None for the whole report."""
        return self.texts.get(int(self.cleaned_data.get("speaks_of") or 0))
