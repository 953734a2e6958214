"""What every step of the request form has in common: which columns it holds, and what the person saw when they began."""

import hashlib
import json

from crispy_forms.helper import FormHelper
from django import forms
from django.core.serializers.json import DjangoJSONEncoder


def fingerprint(values):
    """A mark of stored values: it tells whether somebody else changed this very step, or only another."""
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Marked(forms.Form):
    """The two hidden marks by which a second editor is noticed."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def marks(self):
        """(revision, fingerprint) the text was written upon; a page without them was written upon nothing."""
        revision = self.cleaned_data.get("revision", "")
        known = revision.isdecimal() and len(revision) < 10
        return (int(revision) if known else -1), self.cleaned_data.get("seen", "")


class StepForm(Marked):
    """One step of the request form; `columns` are the columns of the request it writes."""

    columns: tuple = ()
    use_required_attribute = False

    def __init__(self, data=None, *, draft, **kwargs):
        self.draft = draft
        stored = self.stored(draft)
        initial = self.to_initial(stored) | {"revision": draft.revision, "seen": fingerprint(stored)}
        super().__init__(data, initial=initial, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = True

    @classmethod
    def stored(cls, draft):
        """What the draft holds for this step, as plain values."""
        return {name: getattr(draft, f"{name}_id" if name == "occasion" else name) for name in cls.columns}

    def to_initial(self, stored):
        return stored

    def values(self):
        """What to write into the draft, by column."""
        return {name: self.cleaned_data[name] for name in self.columns}
