"""Words that a State opened to others, changed at the desk: said before saving; then they wait for the State's decision again."""

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.desk import DeskForm
from engagements.decisions import is_open, reworded

SAY_SO = gettext_lazy("It is open to others. Say that it goes back to the State, or leave its words as they are.")


class ClearedAnewForm(DeskForm):
    """The form of a row whose model names as `WORDS` the columns a State clears; while it is open, another value asks for a tick."""

    anew = forms.BooleanField(
        label=gettext_lazy("Take it back to the State with this change"),
        required=False,
        help_text=gettext_lazy(
            "Others read it today, in the words the State cleared. New words are read by nobody else before it clears them."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding or not self.is_open():
            self.fields.pop("anew", None)
        else:
            self.fields["anew"].show_hidden_initial = False

    def is_open(self):
        """Whether what this page changes is read by others."""
        return is_open(self.instance)

    def changes_words(self):
        return bool(set(self.changed_data) & set(self._meta.model.WORDS))

    def _post_clean(self):
        super()._post_clean()  # only now is every value read
        if self.changes_words() and is_open(self.instance) and not self.cleaned_data.get("anew"):
            self.add_error("anew" if "anew" in self.fields else None, SAY_SO)


def write_anew(request, item, write):
    """Let `write()` change `item`; where it was open in other words, it waits for the State again, and the desk reads so."""
    if row := reworded(item, write, by=request.viewer):
        messages.warning(
            request,
            _("Open to nobody else any more; it waits for the State in its new words: %(what)s") % {"what": row.release_title()},
        )
