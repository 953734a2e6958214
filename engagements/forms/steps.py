"""The steps of the request form, one form each. Nothing is required to save a draft; what is there must be well formed."""

import datetime

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.choices import ParticipantKind, Support
from engagements.forms.base import StepForm
from engagements.forms.fields import DayField
from engagements.languages import UN_LANGUAGES, language_name, read_languages
from engagements.models import EngagementRequest, Occasion
from engagements.themes import themes_for

FAR_AHEAD = datetime.timedelta(days=3653)


class AimsForm(StepForm):
    columns = ("title", "aims")

    title = PlainTextField(
        label=_("In one line"),
        required=False,
        max_length=160,
        help_text=_(
            "How this file may be called, such as: survey first, clearance by 2030. Whoever may know of the file reads it."
        ),
    )
    aims = PlainTextField(
        label=_("What should the individualised approach achieve?"),
        required=False,
        rows=12,
        help_text=_(
            "In your own words: where your State stands, what it wants to reach and by when, and what a meeting with "
            "partners should bring. Needs and offers by theme come in the next step."
        ),
    )


class ThemesForm(StepForm):
    columns = ("themes",)

    themes = forms.MultipleChoiceField(
        label=_("Themes that apply"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only those you want to speak about. You can add or leave out a theme until you submit."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(row.theme.value, self.label_of(row)) for row in themes_for(self.draft.engagement.state)]

    @staticmethod
    def label_of(row):
        name = f"{row.theme.value}. {row.theme.label}"
        return format_html('{}<span class="form-text">{}</span>', name, row.reason) if row.reason else name

    def clean_themes(self):
        chosen = sorted(self.cleaned_data["themes"])
        written = set(self.draft.needs.values_list("theme", flat=True))
        if left_out := sorted(written - set(chosen)):
            raise forms.ValidationError(
                _("Something is written under %(themes)s. Remove it there first, or leave the theme chosen."),
                params={"themes": ", ".join(left_out)},
                code="has_needs",
            )
        return chosen


class OrganisationForm(StepForm):
    columns = ("format", "setting", "occasion", "place", "dates_open", "date_from", "date_until", "languages", "interpretation")

    format = forms.ChoiceField(label=_("Format"), choices=EngagementRequest.Format, widget=forms.RadioSelect)
    setting = forms.ChoiceField(
        label=_("Where"),
        choices=EngagementRequest.Setting,
        widget=forms.RadioSelect,
        help_text=_("Away from Geneva and from the meetings of the Convention, the support of the Committee may be limited."),
    )
    occasion = forms.ModelChoiceField(
        label=_("Beside which meeting"),
        queryset=Occasion.objects.none(),
        required=False,
        empty_label=_("None chosen"),
        help_text=_("Only where you chose “beside a meeting of the Convention”. A meeting may not have its date or place yet."),
    )
    place = PlainTextField(label=_("Place"), required=False, help_text=_("City and country, or what is known of it."))
    dates_open = forms.BooleanField(label=_("The dates are not decided yet"), required=False)
    date_from = DayField(label=_("First day"), required=False)
    date_until = DayField(label=_("Last day"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the meeting"),
        choices=list(UN_LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_languages = PlainTextField(
        label=_("Other languages"), required=False, help_text=_("Names or codes with commas between, such as Portuguese, Khmer.")
    )
    interpretation = PlainTextField(
        label=_("Interpretation and other needs of language"),
        required=False,
        rows=4,
        help_text=_("From which language into which, sign language, documents to be translated."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ahead = (
            Q(ends__isnull=True, starts__isnull=True) | Q(starts__gte=timezone.localdate()) | Q(ends__gte=timezone.localdate())
        )
        self.fields["occasion"].queryset = Occasion.objects.filter(ahead | Q(pk=self.draft.occasion_id))
        self.helper.layout = Layout(
            "revision", "seen", "format",
            Fieldset(_("Place"), "setting", "occasion", "place"),
            Fieldset(_("Dates"), "dates_open", Row(Column("date_from", css_class="col-6"), Column("date_until", css_class="col-6"))),
            Fieldset(_("Languages"), "languages", "other_languages", "interpretation"),
        )  # fmt: skip

    def to_initial(self, stored):
        others = [language_name(code) for code in stored["languages"] if code not in UN_LANGUAGES]
        return stored | {
            "languages": [code for code in stored["languages"] if code in UN_LANGUAGES],
            "other_languages": ", ".join(str(name) for name in others),
        }

    def clean_other_languages(self):
        return read_languages(self.cleaned_data["other_languages"])

    def earliest(self):
        """No meeting lies before the request for it; what the ISU transcribes was asked on the date of the letter."""
        if self.draft.on_behalf:
            return self.draft.cites.dated if self.draft.cites else self.draft.engagement.opened_on
        return timezone.localdate()

    def check_day(self, name):
        day = self.cleaned_data.get(name)
        if day is None:
            return
        if day < self.earliest():
            message = _("The meeting cannot lie before %(day)s, the day of the request.") if self.draft.on_behalf else _(
                "This day has passed (today is %(day)s)."
            )  # fmt: skip
            self.add_error(name, forms.ValidationError(message, code="past", params={"day": date_format(self.earliest())}))
        elif day > self.earliest() + FAR_AHEAD:
            self.add_error(
                name, forms.ValidationError(_("This day is more than ten years ahead. Please check the year."), code="far")
            )

    def clean(self):
        cleaned = super().clean()
        self.check_day("date_from")
        self.check_day("date_until")
        start, end = cleaned.get("date_from"), cleaned.get("date_until")
        if start and end and end < start:
            self.add_error("date_until", _("The last day lies before the first."))
        if end and not start and "date_from" not in self.errors:
            self.add_error("date_from", _("Give the first day too."))
        if cleaned.get("dates_open") and (start or end) and "dates_open" not in self.changed_data:
            cleaned["dates_open"] = False  # the box stood ticked before anybody came: days that are typed say more
        elif cleaned.get("dates_open") and (start or end):
            self.add_error("dates_open", _("You gave dates and also said that they are not decided. Please choose one."))
        beside = cleaned.get("setting") == EngagementRequest.Setting.BESIDE
        if beside and not cleaned.get("occasion") and "occasion" not in self.errors:
            self.add_error("occasion", _("Choose the meeting of the Convention, or another place above."))
        if cleaned.get("setting") and not beside and cleaned.get("occasion"):
            self.add_error("occasion", _("You chose a meeting here but another place above. Please choose one."))
        return cleaned

    def values(self):
        both = self.cleaned_data["languages"] + self.cleaned_data["other_languages"]
        return super().values() | {"languages": list(dict.fromkeys(both))}


class ParticipantsForm(StepForm):
    columns = ("participant_kinds", "participants")

    participant_kinds = forms.MultipleChoiceField(
        label=_("Who should be at the table"), choices=ParticipantKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    participants = PlainTextField(
        label=_("In your own words"),
        required=False,
        rows=8,
        help_text=_(
            "States and organisations you would like to see, and those who should rather not be asked. "
            "Nobody is invited before you have approved the list."
        ),
    )


class SupportForm(StepForm):
    columns = ("support", "support_details")

    support = forms.MultipleChoiceField(
        label=_("Support you ask of the Committee"), choices=Support, required=False, widget=forms.CheckboxSelectMultiple
    )
    support_details = PlainTextField(
        label=_("In your own words"),
        required=False,
        rows=6,
        help_text=_("What would help most. You can say it later in the dialogue too."),
    )
