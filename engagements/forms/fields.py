"""Fields that answer in plain words what is wrong, with what was typed."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day; the browser's own calendar where it has one, else year-month-day or day.month.year typed by hand."""

    input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=self.input_formats, **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            message = _("“%(typed)s” is not a day of the calendar. Write it as year-month-day, such as 2027-06-18.")
            raise ValidationError(message, code="invalid", params={"typed": str(value)[:40]}) from error


class AmountField(forms.CharField):
    """A whole amount of money, with or without separators between the thousands."""

    DIGITS = 14

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=40, required=False, **kwargs)

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed:
            return None
        if re.fullmatch(r"[0-9]+|[0-9]{1,3}([ .,'’\u00a0\u2009\u202f][0-9]{3})+", typed) is None:
            message = _("“%(typed)s” is not a whole amount. Write digits, such as 250 000.")
            raise ValidationError(message, code="invalid", params={"typed": typed[:40]})
        digits = re.sub(r"[^0-9]", "", typed).lstrip("0") or "0"
        if len(digits) > self.DIGITS:
            raise ValidationError(_("This amount is too large to be meant. Please check the digits."), code="too_large")
        return Decimal(digits)

    def prepare_value(self, value):
        return f"{value:.0f}" if isinstance(value, Decimal) else value

    def run_validators(self, value):
        """The value is a number by now; the length of the text was looked at above."""
