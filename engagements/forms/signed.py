from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from apmbc_portal.uploads.fields import ChooseAgain, EvidenceField
from engagements.forms.fields import DayField


class SignedPageForm(ChooseAgain, forms.Form):
    """The signed page, as a scan or a photograph: kept byte for byte."""

    file = EvidenceField(label=_("The signed page"), help_text=_("A scan or a photograph, or the file itself."), may_wait=True)
    dated = DayField(label=_("Signed on"), initial=timezone.localdate)
    number = PlainTextField(
        label=_("Its number or symbol"), required=False, max_length=60, help_text=_("If the page carries one.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies ahead."))
        return day
