"""Names that are also words of the field, of a State, an organisation or a place: nobody's words are taken out because of these."""

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from apmbc_portal.privacy.words import Sought
from apmbc_portal.web.privacy.person import same
from apmbc_portal.web.privacy.traces import rows_naming, searched
from engagements.models import ActionPlan, Engagement, Occasion, State
from meetings.models import AgendaItem, AgendaTemplateItem, Meeting, Organisation
from reports.models import ReportSection

# Anything that stands within one of these is one of their words: "Mine clearance" within "Centre for Mine Clearance".
WITHIN = {
    State: tuple(f"name_{code}" for code in ("en", "fr", "es", "ru", "ar", "zh")),
    Organisation: ("name", "short_name"),
    AgendaTemplateItem: ("title",),
    ActionPlan: ("name", "adopted_at"),
    Occasion: ("name", "place"),
    Meeting: ("place",),
}
# A title may name a person; only the title itself is a term.
TITLES = {Meeting: ("title",), AgendaItem: ("title",), ReportSection: ("title",), Engagement: ("title",)}
# Words that anybody sends in, and letters that repeat them: or a line on the contact page would keep a name from ever going.
SENT_IN = {"engagements.Enquiry", "notices.Letter", "meetings.Invitation", "reports.Interest"}


def ordinary(names):
    """Those of `names` that somebody writes without meaning the person."""
    sought = {name: same(name) for name in names}
    terms = known_terms() if sought else []
    titles = set(values(TITLES)) if sought else set()
    found = {name for name, folded in sought.items() if folded in titles or any(f" {folded} " in f" {term} " for term in terms)}
    return found | {name for name in sought if name not in found and is_written_small(name)}


def known_terms():
    """The words of reference, and every label the portal offers for a choice."""
    labels = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            labels += [
                str(label) for model in apps.get_models() for field in model._meta.fields for _value, label in field.flatchoices
            ]
    return {*values(WITHIN), *map(same, labels)}


def values(columns):
    for model, names in columns.items():
        for row in model._base_manager.values_list(*names):
            yield from (same(value) for value in row if value)


def is_written_small(name):
    """Whether a State, the Committee or the ISU wrote it without a capital, as nobody writes a person: "mine clearance"."""
    sought = Sought([name], [])
    if not sought.names or name.lower() == name.upper():  # a script without capitals tells nothing
        return False
    for columns in searched():
        if base_of(columns.model) in SENT_IN:
            continue
        for row in rows_naming(columns, sought):
            for column in columns.plain:
                text = getattr(row, column) or ""
                if any(text[start:end] == text[start:end].lower() for start, end in sought.places(text)):
                    return True
    return False


def base_of(model):
    """The model itself, or the one whose history a model keeps."""
    return getattr(model, "instance_type", model)._meta.label
