from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField


class SuggestionForm(forms.Form):
    """What the Chair suggests to a State about one request."""

    text = PlainTextField(
        label=_("Your suggestion"),
        rows=4,
        help_text=_(
            "The State and the ISU read it, and the Committee as far as the State opened the request to it. The State takes it or leaves it."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
