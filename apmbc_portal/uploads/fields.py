"""The form fields by which a file comes in."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as counted

from apmbc_portal.uploads.checking import check
from apmbc_portal.uploads.names import safe_name
from apmbc_portal.uploads.refusals import SENTENCES, sentence

DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpeg")
# A browser that is told so offers photographs as JPEG, whatever the telephone keeps them as.
ACCEPTED = {"jpeg": "image/jpeg", "png": "image/png", "eml": ".eml,message/rfc822"}
CALLED = {"jpeg": "JPEG", "eml": gettext_lazy("saved mails (EML, MSG)"), "msg": ""}


class CheckedField(forms.FileField):
    """A file that is looked into before the form says yes. The subclass says for what it is handed in."""

    purpose, kinds = "", ()

    def __init__(self, *, kinds=(), may_wait=False, **kwargs):
        self.kinds, self.may_wait = tuple(kinds) or self.kinds, may_wait
        kwargs["max_length"] = None  # a long name is shortened
        own = kwargs.pop("help_text", "")
        taken = lazy(self.what_is_taken, str)()
        super().__init__(help_text=format_lazy("{} {}", own, taken) if own else taken, **kwargs)
        self.error_messages["empty"] = SENTENCES["empty"]

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(ACCEPTED.get(kind, f".{kind}") for kind in self.kinds)}

    def what_is_taken(self):
        names = [str(CALLED.get(kind, kind.upper())) for kind in self.kinds]
        return _("%(kinds)s; up to %(size)s.") % {
            "kinds": ", ".join(name for name in names if name),
            "size": filesizeformat(settings.MAX_UPLOAD_BYTES),
        }

    def to_python(self, data):
        upload = super().to_python(data)
        if upload and upload.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("This file has %(has)s; the portal takes up to %(most)s. Save it with smaller pictures, or in parts."),
                code="too_large",
                params={"has": filesizeformat(upload.size), "most": filesizeformat(settings.MAX_UPLOAD_BYTES)},
            )
        return upload

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return upload
        upload.verdict = verdict = check(upload.chunks(), self.purpose, kinds=self.kinds)
        upload.seek(0)
        code = verdict.refused or (not self.may_wait and verdict.waiting)
        if code:
            raise ValidationError(sentence(code, verdict.detail), code=code)
        upload.name = safe_name(upload.name, verdict.kind)
        return upload


class EvidenceField(CheckedField):
    """What is kept byte for byte and seen by the State and the ISU alone: a signed note, a mail."""

    purpose, kinds = "evidence", (*DOCUMENTS, "eml", "msg")


class PaperField(CheckedField):
    """What is passed on to others, as a copy without the names of people and places in it."""

    purpose, kinds = "paper", DOCUMENTS


class ChooseAgain:
    """For a form with files: where something else is wrong, say that a browser keeps no file that was chosen."""

    def full_clean(self):
        super().full_clean()
        if not self.is_bound or not self._errors:
            return
        fine = [name for name, field in self.fields.items() if isinstance(field, CheckedField) and self.cleaned_data.get(name)]
        for name in fine:
            self.add_error(
                name,
                counted(
                    "Please choose the file again: a browser does not keep it. Everything else is kept.",
                    "Please choose the files again: a browser does not keep them. Everything else is kept.",
                    len(fine),
                ),
            )
