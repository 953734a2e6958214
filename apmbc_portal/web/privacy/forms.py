from django import forms
from django.utils.translation import gettext_lazy as _

from apmbc_portal.accounts.models import User
from apmbc_portal.text import PlainTextField
from apmbc_portal.web.privacy.person import becomes_another
from engagements.languages import LANGUAGES
from meetings.models import Contact


class AskForm(forms.Form):
    """For which address somebody wants to see what is held."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The one the portal or the Implementation Support Unit writes to."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class OwnNameForm(forms.ModelForm):
    """The name by which a `person` is known here; not that of a colleague who reads the same mailbox."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self):
        name = self.cleaned_data["name"]
        if becomes_another(self.person, name):
            raise forms.ValidationError(_("Under this name you would be taken for somebody else. Please write to the ISU."))
        return name


class CorrectForm(OwnNameForm):
    """What somebody corrects about themselves. The address is how they are known here: another one goes through the ISU."""

    name = PlainTextField(label=_("Name"))
    title = PlainTextField(label=_("Title or function"), required=False)
    phone = forms.RegexField(
        label=_("Telephone"), regex=r"^[+0-9 ()./-]{3,40}$", required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
        error_messages={"invalid": _("Write a telephone number with digits, such as +41 22 000 00 00.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of letters, where the portal writes it"))

    class Meta:
        model = Contact
        fields = ["name", "title", "phone", "language"]

    def __init__(self, *args, keeps_name=False, **kwargs):
        super().__init__(*args, **kwargs)
        known = dict(LANGUAGES)
        if self.instance.language not in known:
            known[self.instance.language] = self.instance.language
        self.fields["language"].choices = sorted(known.items(), key=lambda pair: str(pair[1]))
        if keeps_name:
            del self.fields["name"]


class AccountForm(OwnNameForm):
    """What somebody with an account corrects about it; how they sign in goes through the ISU."""

    name = PlainTextField(label=_("Name"))
    title = PlainTextField(label=_("Title or function"), required=False)

    class Meta:
        model = User
        fields = ["name", "title"]
