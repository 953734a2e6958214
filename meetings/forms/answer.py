"""The answer of an invited organisation: yes or no, and who comes."""

import dataclasses

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apmbc_portal.privacy.words import parts_of
from apmbc_portal.text import PlainTextField
from meetings.actions import Person
from meetings.attribution import WORDING
from meetings.wording import HOLDS, LISTING, NAMED

MAX_PEOPLE = 6
AGREE_HELP = format_lazy(
    "{} {}", HOLDS, _("Tick only if it is you, or if the person has told you so. Nobody needs to agree in order to take part.")
)
# What the page showed: who withdrew meanwhile is not named again because an older page still had the tick.
SHOWN = {"may_be_listed": "listed_before", "may_be_named": "agreed_before"}


def plain_helper(*layout):
    """No form tag and no CSRF field of its own: the page has both where they belong."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if layout:
        helper.layout = Layout(*layout)
    return helper


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accepted", _("We accept the invitation")), ("declined", _("We cannot come"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you accept or cannot come.")},
    )
    words = PlainTextField(label=_("A word to the ISU"), required=False, rows=3, max_length=1000)
    named = forms.BooleanField(
        label=WORDING,
        help_text=_("Without the tick your organisation is named in no text, and still takes part."),
        required=False,
    )
    named_before = forms.CharField(
        required=False, max_length=1, widget=forms.HiddenInput
    )  # as `SHOWN` below: not from an older page
    # When the answer this page shows was given: two people of one organisation must not overwrite each other unawares.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    helper = plain_helper()

    def clean_seen(self):
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def agrees(self):
        """Whether the organisation agrees to be named; None where the tick is as the page showed it."""
        sent = "named_before" in self.data
        shown = self.cleaned_data["named_before"] == "1" if sent else bool(self.initial.get("named"))
        named = self.cleaned_data["named"]
        return None if named == shown else named


class PersonForm(forms.Form):
    participant = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = PlainTextField(label=_("Name"), required=False)
    title = PlainTextField(label=_("Title or function"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.RegexField(
        label=_("Telephone"),
        regex=r"^[+0-9 ()./-]{3,40}$",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"invalid": _("Write a telephone number with digits, such as +41 22 000 00 00.")},
    )
    language_needs = PlainTextField(label=_("Language or interpretation needed"), required=False)
    access_needs = PlainTextField(label=_("Needs of access"), required=False, max_length=300)
    sponsorship = forms.BooleanField(label=_("Asks for sponsorship of travel"), required=False)
    may_be_listed = forms.BooleanField(label=LISTING, required=False)
    may_be_named = forms.BooleanField(label=NAMED, help_text=AGREE_HELP, required=False)
    listed_before = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    agreed_before = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    leaves = forms.BooleanField(label=_("Will not come after all"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = bool(self.initial.get("participant"))
        if not known:
            del self.fields["leaves"]
        if self.initial.pop("phone_known", False):
            self.fields["phone"].help_text = _("A number is recorded and not shown here. Type one to replace it.")
        self.named_before = known

    @property
    def helper(self):
        half = "col-md-6"
        rows = [
            "participant",
            Row(Column("name", css_class=half), Column("title", css_class=half)),
            Row(Column("email", css_class=half), Column("phone", css_class=half)),
            Row(Column("language_needs", css_class=half), Column("access_needs", css_class=half)),
            Field("sponsorship"),
            *(Field(tick) for tick in SHOWN),
            *SHOWN.values(),
        ]
        return plain_helper(*rows, *(["leaves"] if "leaves" in self.fields else []))

    @property
    def in_use(self):
        """Whether somebody is in this part of the page: named before, typed now, or with a fault to correct."""
        return self.named_before or (self.is_bound and (self.has_changed() or bool(self.errors)))

    def clean(self):
        cleaned = super().clean()
        ours = ("participant", "name", *SHOWN.values())
        typed = [name for name in self.fields if name not in ours and cleaned.get(name)]
        if not cleaned.get("name") and "name" not in self.errors and (typed or self.named_before) and not cleaned.get("leaves"):
            self.add_error("name", _("Give the name."))
        return cleaned

    def person(self):
        names = {field.name for field in dataclasses.fields(Person)}
        typed = {name: value for name, value in self.cleaned_data.items() if name in names}
        return Person(**{name: value for name, value in typed.items() if name not in SHOWN or value != self.as_shown(name)})

    def as_shown(self, tick):
        """Whether the page that was sent had shown the tick; as it is now, where the sender does not say."""
        if self.add_prefix(SHOWN[tick]) in self.data:
            return self.cleaned_data[SHOWN[tick]] == "1"
        return bool(self.initial.get(tick))


class BasePeopleFormSet(forms.BaseFormSet):
    def clean(self):
        seen = []
        for form in self.forms:
            said = form.cleaned_data if form.is_valid() else {}
            one = (said.get("email", "").lower(), parts_of(said.get("name", "")))  # a mailbox may be read by several people
            if said.get("email") and one in seen:
                form.add_error("email", gettext("This person is named above already, with this address."))
            seen.append(one)

    def people(self):
        return [form.person() for form in self.forms if form.cleaned_data.get("name") or form.cleaned_data.get("leaves")]


PeopleFormSet = forms.formset_factory(
    PersonForm, formset=BasePeopleFormSet, extra=MAX_PEOPLE, max_num=MAX_PEOPLE, absolute_max=40, validate_max=False
)


def person_initial(participant):
    """What the page shows of somebody named before. Their number stays where it is: the link may have been passed on."""
    contact = participant.contact
    return {
        "participant": participant.pk,
        "name": contact.name,
        "title": contact.title,
        "email": contact.email,
        "phone_known": bool(contact.phone),
        "language_needs": participant.language_needs,
        "access_needs": participant.access_needs,
        "sponsorship": participant.sponsorship,
        **{tick: getattr(participant, tick) for tick in SHOWN},
        **{before: "1" if getattr(participant, tick) else "" for tick, before in SHOWN.items()},
    }
