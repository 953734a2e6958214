from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.models import Enquiry


class EnquiryForm(forms.ModelForm):
    """A State that is interested, or a question to the Committee: needs no account."""

    name = PlainTextField(label=_("Your name"))
    organisation = PlainTextField(
        label=_("Your State or organisation"),
        required=False,
        help_text=_("For a State: the ministry or Permanent Mission you write for."),
    )
    text = PlainTextField(
        label=_("Your message"), rows=8, max_length=5000,
        help_text=_("In any language, up to 5,000 characters. Leave out personal data of others and anything that must stay secret."),
    )  # fmt: skip
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(
        required=False, label=_("Leave this field empty"), widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    class Meta:
        model = Enquiry
        fields = ["kind", "name", "email", "organisation", "text"]
        labels = {"kind": _("What brings you here?"), "email": _("Your e-mail address")}
        help_texts = {"email": _("The answer goes there, and the address is used for nothing else.")}
        widgets = {"kind": forms.RadioSelect, "email": forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Enquiry.Kind.choices
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["organisation"].widget.attrs["autocomplete"] = "organization"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the form carries a signed token of its own and needs no cookie
        self.helper.layout = Layout(
            "kind", "name", "email", "organisation", "text", Div(Field("website"), css_class="honey", aria_hidden="true")
        )

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("A field that only programs fill in was not empty. It is empty now: please send again.")
            )
        return ""
