"""Typed text: what may be in it, what is taken out, and the form field that says so.

Nothing is taken out in silence: the field refuses once, names what it found, and shows the text without it.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from apmbc_portal import sensitive

TEXT_LIMIT = 20_000
LINE_LIMIT = 200

# Control characters but tab and line end; the code points that reverse what the eye reads (embeddings, overrides,
# isolates); the byte order mark and the tag characters, which only hide things.
HOSTILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
# Single marks of direction are how Arabic and Hebrew are typed among Latin words; in a name they only deceive.
DIRECTION = re.compile("[\u061c\u200e\u200f]")
NONCHARACTERS = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")  # no XML, and so no PDF and no Word file, can hold them


def unix_lines(text):
    """Browsers send CRLF; one newline is one character, for the limit and for the hash."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_marks(text, *, one_line=False):
    """`text` without control characters and marks that reverse the reading; on one line, also without newlines."""
    text = HOSTILE.sub("", unix_lines(text))
    return " ".join(DIRECTION.sub("", text).split()) if one_line else text


def printable(text):
    """`text` without characters that cannot be printed or that reverse what others read."""
    return NONCHARACTERS.sub("", without_marks(text))


def hostile_marks(text, *, one_line=False):
    """How many characters of `text` nobody can see and nobody should send."""
    return len(HOSTILE.findall(unix_lines(text))) + (len(DIRECTION.findall(text)) if one_line else 0)


class BoundText(forms.BoundField):
    """A text field on a page; below it, what its text looks like that a person should check before others read it."""

    @cached_property
    def notices(self):
        """Sentences about what looks like a place on the map or somebody who was hurt; they hinder nothing."""
        value = self.value()
        return sensitive.notices(value) if isinstance(value, str) else []

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        html = super().as_widget(widget, attrs, only_initial)
        shown = widget or self.field.widget
        if only_initial or shown.is_hidden or not self.notices:
            return html
        lines = format_html_join("", '<span class="look">{}</span>', ((notice,) for notice in self.notices))
        return format_html('{}<span class="looks" id="{}_look">{}</span>', html, self.auto_id or self.html_name, lines)

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if self.auto_id and self.notices and not (widget or self.field.widget).is_hidden:
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {self.auto_id}_look".strip()
        return attrs


class PlainTextField(forms.CharField):
    """Text as a person types it: any language, no hidden characters; markup is text like any other.

    A textarea carries no `maxlength`: a browser would cut what is pasted without a word.
    """

    bound_field_class = BoundText

    def __init__(self, *, rows=0, max_length=None, **kwargs):
        self.one_line = not rows
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        else:
            kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto"}))
        super().__init__(max_length=max_length or (TEXT_LIMIT if rows else LINE_LIMIT), **kwargs)
        # The field's own sentence about hidden characters comes instead of Django's about null bytes.
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        if not self.one_line:
            attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value):
        if value is None:
            return super().to_python(value)
        value = unix_lines(str(value))
        # A browser puts no line end into one line; one that a program sends would begin another header or row somewhere.
        return super().to_python(value.replace("\n", " ") if self.one_line else value)

    def validate(self, value):
        super().validate(value)
        if found := hostile_marks(value, one_line=self.one_line):
            raise ValidationError(
                _(
                    "This text held invisible characters (%(count)s) that can hide or reverse what others read. "
                    "They are taken out below: please check the text and save again."
                ),
                code="hidden_characters",
                params={"count": found},
            )

    def bound_data(self, data, initial):
        """What the page shows again: the text as typed, less the hidden characters."""
        data = super().bound_data(data, initial)
        if isinstance(data, str):
            data = DIRECTION.sub("", without_marks(data)) if self.one_line else without_marks(data)
        return data
