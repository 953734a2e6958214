"""The rows of one theme: what a State needs, or offers."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.text import PlainTextField
from engagements.currencies import CURRENCIES
from engagements.forms.fields import AmountField
from engagements.models import Need

MOST = 20
COLUMNS = ("direction", "title", "circumstances", "needs", "challenges", "kind", "amount_from", "amount_to", "currency", "year")


class NeedForm(forms.Form):
    direction = forms.ChoiceField(
        label=_("Your State"), choices=Need.Direction, widget=forms.RadioSelect, initial=Need.Direction.NEEDS, required=False
    )
    title = PlainTextField(
        label=_("In one line"), max_length=160, help_text=_("Such as: survey teams for the northern districts.")
    )
    circumstances = PlainTextField(
        label=_("Circumstances"), required=False, rows=4, help_text=_("What partners should know first.")
    )
    needs = PlainTextField(label=_("What is needed or offered"), required=False, rows=4)
    challenges = PlainTextField(label=_("Challenges"), required=False, rows=4, help_text=_("What stands in the way."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Not said")), *Need.Kind.choices], required=False)
    amount_from = AmountField(label=_("Amount, from"))
    amount_to = AmountField(label=_("Amount, up to"))
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        widget=forms.TextInput(attrs={"list": "currencies", "autocomplete": "off", "size": 5, "maxlength": ""}),
        help_text=_("Three letters, such as USD."),
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"].widget.attrs.pop("maxlength", None)
        self.fields["year"].error_messages["invalid"] = _("Write the year with four digits, such as 2027.")
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "direction", "title", "circumstances", "needs", "challenges",
            Row(Column("kind", css_class="col-6"), Column("year", css_class="col-6")),
            Row(Column("amount_from", css_class="col-4"), Column("amount_to", css_class="col-4"), Column("currency", css_class="col-4")),
        )  # fmt: skip

    def clean_direction(self):
        return self.cleaned_data["direction"] or Need.Direction.NEEDS

    def clean_currency(self):
        code = self.cleaned_data["currency"].upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(
                _("“%(code)s” is not a currency in use. Give its three letters, such as USD."), params={"code": code[:20]}
            )
        return code

    def clean_year(self):
        year, now = self.cleaned_data["year"], timezone.localdate().year
        if year is not None and not now - 1 <= year <= now + 25:
            raise forms.ValidationError(
                _("The year should lie between %(first)s and %(last)s."), params={"first": now - 1, "last": now + 25}
            )
        return year

    def clean(self):
        cleaned = super().clean()
        low, high = cleaned.get("amount_from"), cleaned.get("amount_to")
        if low is not None and high is not None and high < low:
            self.add_error("amount_to", _("The range is upside down: its end is below its beginning."))
        if (low is not None or high is not None) and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        return cleaned


class NeedFormSet(forms.BaseFormSet):
    """Rows of one theme. Every row may be left empty: an empty row is no row."""

    def initial_form_count(self):
        return 0

    def rows(self):
        """The rows as unsaved needs, in their order."""
        return [Need(**{name: form.cleaned_data[name] for name in COLUMNS}) for form in self.forms if form.has_changed()]


def need_formset(data=None, *, needs=(), empty=1):
    """The formset for the stored `needs` of a theme and `empty` rows more, or for what was posted."""
    initial = [stored_row(need) for need in needs]
    kind = forms.formset_factory(
        NeedForm, formset=NeedFormSet, extra=len(initial) + empty, max_num=MOST, absolute_max=MOST + 5, validate_max=True
    )
    return kind(data, prefix="needs") if data is not None else kind(initial=initial, prefix="needs")


def stored_row(need):
    return {name: getattr(need, name) for name in COLUMNS}


def without_row(data, index):
    """What was posted, less one row; the rows behind it move up."""
    typed_total = data.get("needs-TOTAL_FORMS", "")
    total = min(int(typed_total), MOST + 5) if typed_total.isdecimal() else 0
    if index >= total:
        return data
    data = data.copy()
    for row in range(index, total):
        for name in COLUMNS:
            following = data.getlist(f"needs-{row + 1}-{name}")
            data.setlist(f"needs-{row}-{name}", following)
    data["needs-TOTAL_FORMS"] = str(total - 1)
    return data
