from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField


class MessageForm(forms.Form):
    """A message between the State and the ISU."""

    text = PlainTextField(
        label=_("Your message"),
        rows=5,
        help_text=_("It stays in the portal, between your State and the ISU. The letter it causes only says that there is one."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
