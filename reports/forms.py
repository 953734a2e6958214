"""The field for the annotated copy of a report: what is taken is told by what is in the file, never by its name."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apmbc_portal.uploads.checking import check
from apmbc_portal.uploads.names import safe_name
from apmbc_portal.uploads.refusals import sentence
from reports.models import ReturnedFile


class AnnotatedFileField(forms.FileField):
    """A Word, OpenDocument or PDF file that does nothing when it is opened. The cleaned upload says its `kind`."""

    def __init__(self, *, help_text="", **kwargs):
        size = filesizeformat(settings.MAX_UPLOAD_BYTES)
        taken = format_lazy(_("Word (DOCX), OpenDocument (ODT) or PDF, up to {size}."), size=size)
        super().__init__(help_text=format_lazy("{} {}", help_text, taken) if help_text else taken, **kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(f".{kind}" for kind in ReturnedFile.Format.values)}

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return upload
        if upload.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("This file has %(has)s; the portal takes up to %(most)s."),
                params={"has": filesizeformat(upload.size), "most": filesizeformat(settings.MAX_UPLOAD_BYTES)},
            )
        verdict = check(upload.chunks(), "evidence", kinds=tuple(ReturnedFile.Format.values))
        upload.seek(0)
        if not verdict.passed:
            raise ValidationError(sentence(verdict.refused or "no_scanner", verdict.detail))
        upload.kind, upload.name = verdict.kind, safe_name(upload.name, verdict.kind)
        return upload


class ChooseAgain:
    """For a form with a file: where something else is wrong, say that a browser keeps no file that was chosen."""

    def full_clean(self):
        super().full_clean()
        if not self.is_bound or not self._errors:
            return
        for name, field in self.fields.items():
            if isinstance(field, AnnotatedFileField) and self.cleaned_data.get(name):
                self.add_error(name, _("Please choose the file again: a browser does not keep it. Everything else is kept."))
