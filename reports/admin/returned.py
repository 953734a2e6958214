"""An annotated file that came by mail, recorded on the State's behalf with the letter it came with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from apmbc_portal.uploads.fields import ChooseAgain, EvidenceField
from engagements.models import Correspondence
from reports.models import ReturnedFile


class ReturnedForm(ChooseAgain, forms.Form):
    cites = forms.ModelChoiceField(
        Correspondence.objects.none(), label=_("Came with which correspondence"),
        error_messages={"required": _("Cite the note verbale, mail or letter with which it came.")},
    )  # fmt: skip
    file = EvidenceField(kinds=ReturnedFile.KINDS, may_wait=True, label=_("Annotated file"))
    speaks_of = forms.ChoiceField(required=False, label=_("It speaks of"))
    note = PlainTextField(rows=2, required=False, max_length=2000, label=_("Note to the file"))

    def __init__(self, *args, correspondence, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cites"].queryset, self.fields["cites"].choices = correspondence.rows, correspondence.choices
        self.texts = {text.pk: text for text in texts}
        self.fields["speaks_of"].choices = [("", _("the whole report")), *((text.pk, text.name) for text in texts)]

    def text(self):
        return self.texts.get(int(self.cleaned_data["speaks_of"] or 0))
