"""A form of the desk knows what its page showed, so that an old page never undoes what a colleague wrote meanwhile."""

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from apmbc_portal.text import unix_lines


class DeskForm(forms.ModelForm):
    """Only what this person changed counts as changed; the same field changed twice is an error at that field.

    The page carries the value each field had when it was drawn (`show_hidden_initial`). A post without these values,
    from a script say, is compared with the row as it is now.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            return
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField):  # the name under which a file is stored goes to no page
                continue
            initial = self.add_initial_prefix(name)
            sent = any(key == initial or key.startswith(f"{initial}_") for key in self.data)
            field.show_hidden_initial = sent or not self.is_bound

    def changed_columns(self):
        """The columns of the row this person changed: what is saved, and nothing else."""
        return concrete(self._meta.model, self.changed_data)

    def clean(self):
        cleaned = super().clean()
        for name in self.changed_data:
            if self.fields[name].show_hidden_initial and self._changed_meanwhile(name):
                now = self[name].initial
                self._show_from_now(name)
                self.add_error(
                    name,
                    _("Somebody else changed this meanwhile to “%(now)s”. Your entry is kept here: save again to replace theirs.")
                    % {"now": self._readable(name, now)},
                )
        return cleaned

    def _post_clean(self):
        """Check the row as it will be: what was not changed here has the value of now, not of the page."""
        if not self.instance._state.adding:
            for name in set(self.fields) - set(self.changed_data):
                if name in self.cleaned_data and concrete(self._meta.model, [name]):
                    self.cleaned_data[name] = getattr(self.instance, name)
        super()._post_clean()

    def _save_m2m(self):
        kept = self.cleaned_data
        if not self.instance._state.adding and self.initial:
            self.cleaned_data = {name: value for name, value in kept.items() if name in self.changed_data}
        super()._save_m2m()
        self.cleaned_data = kept

    def _changed_meanwhile(self, name):
        bound, field = self[name], self.fields[name]
        shown = self._widget_data_value(field.hidden_widget(), bound.html_initial_name)
        return differs(field, bound.initial, shown) and differs(field, bound.initial, bound.data)

    def _show_from_now(self, name):
        """Let the next save count from the value of now."""
        bound, field = self[name], self.fields[name]
        hidden, data = field.hidden_widget(), self.data.copy()
        value = field.prepare_value(bound.initial)
        if isinstance(hidden, forms.MultiWidget):
            for position, part in enumerate(hidden.decompress(value)):
                data[f"{bound.html_initial_name}_{position}"] = hidden.widgets[position].format_value(part) or ""
        elif isinstance(hidden, forms.MultipleHiddenInput):
            data.setlist(bound.html_initial_name, [str(one) for one in value or []])
        else:
            formatted = hidden.format_value(value)
            data[bound.html_initial_name] = "" if formatted is None else formatted
        self.data = data

    def _readable(self, name, value):
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return field.queryset.filter(pk=value).first() or "–" if not isinstance(value, list) else len(value)
        if isinstance(field, forms.ChoiceField):
            return dict(field.choices).get(value, value)
        return value if value not in (None, "") else "–"


def differs(field, before, after):
    """Whether two values of a field are not the same; a browser sends other line ends and a form trims, which is no change."""
    if isinstance(before, str):
        before = field.to_python(unix_lines(before))
    return field.has_changed(before, unix_lines(after) if isinstance(after, str) else after)


def concrete(model, names):
    """Those of `names` that are columns of the model's table."""
    found = []
    for name in names:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.concrete and not field.many_to_many and not field.primary_key:
            found.append(name)
    return found
