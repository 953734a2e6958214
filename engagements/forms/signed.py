from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.forms.fields import DayField

PAPER = ["pdf", "jpg", "jpeg", "png", "tif", "tiff", "heic", "docx", "odt"]


class SignedPageForm(forms.Form):
    """The signed page, as a scan or a photograph: kept byte for byte."""

    file = forms.FileField(
        label=_("The signed page"),
        validators=[
            FileExtensionValidator(PAPER, _("Choose a scan or a photograph: PDF, JPEG, PNG, TIFF, HEIC, or a Word document."))
        ],
    )
    dated = DayField(label=_("Signed on"), initial=timezone.localdate)
    number = PlainTextField(
        label=_("Its number or symbol"), required=False, max_length=60, help_text=_("If the page carries one.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A PDF, a scan or a photograph, up to %(size)s.") % {
            "size": filesizeformat(settings.MAX_UPLOAD_BYTES)
        }
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("This file has %(has)s; the portal takes up to %(most)s."),
                params={"has": filesizeformat(upload.size), "most": filesizeformat(settings.MAX_UPLOAD_BYTES)},
            )
        return upload

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies ahead."))
        return day
