"""What is marked in the files of the check: rows of which models, which of their columns; and who reads which of them."""

from django.apps import apps
from django.db import models

# Columns whose text is no words of anybody, by what they hold. Keys are looked for as they are.
NO_WORDS = {
    "language": "a code", "time_zone": "the name of a zone", "currency": "a code", "themes": "letters or codes", "languages": "codes",
    "participant_kinds": "codes", "support": "codes", "narrowed_to": "codes", "code": "a key", "reference": "a key", "iso3": "a key", "m49": "a code", "history_user_id": "a key", "looks": "codes", "content": "frozen from marked rows",
}  # fmt: skip
# Models of which `build` makes no row: nobody could close one, or it is planted in another way.
NOT_BUILT = {
    "engagements.State": "public facts", "engagements.ActionPlan": "public facts", "engagements.Occasion": "public facts",
    "engagements.ReferenceRow": "public facts", "engagements.ReferenceCounter": "numbers", "audit.Publication": "a number",
    "meetings.AgendaTemplate": "the same for everybody", "meetings.AgendaTemplateItem": "the same for everybody",
    "accounts.User": "people of the cast", "accounts.StaffAppointment": "people of the cast", "engagements.CommitteeSeat": "people of the cast",
    "engagements.Delegate": "people of the cast", "audit.LedgerHead": "planted with its entries", "audit.LedgerEntry": "planted by `record_decision`",
    "audit.LedgerWords": "planted with their entry", "audit.Event": "planted by `record`", "reports.Document": "planted by `write`",
}  # fmt: skip
APPS = ("accounts", "audit", "notices", "uploads", "engagements", "meetings", "reports")
OPENED = ("engagement", "request", "meeting", "agenda", "paper", "full", "public", "outcome", "contact_list", "lesson")
# Read by nobody but the State that writes it, the desk included.
DRAFTS = ("draft", "draft need", "discarded")
# What a partner notes for itself, until it shares it.
PRIVATE = ("reports.interest",)
# Read by the ISU alone, as long as it is so.
DESK_ONLY = (
    "internal note", "state.note", "engagement.desk_note", "engagement.next_action", "drafting text", "drafting text section",
    "drafting text outcome", "drafting text document ready (file)", "obligation.note",
)  # fmt: skip


def ours():
    """The models of which every file has a row."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.label not in NOT_BUILT and model._meta.managed and not model._meta.proxy:
                yield model


def kind_of_column(column):
    """ "text" or "json" for a column that holds words of somebody; "" for any other."""
    if column.name in NO_WORDS or column.choices or column.is_relation or isinstance(column, models.FileField):
        return ""
    if isinstance(column, models.JSONField):
        return "json"
    return "text" if isinstance(column, models.CharField | models.TextField) and not column.unique else ""


def marked_json(value, word, where):
    """The same value with a word where it can hold one."""
    if isinstance(value, dict):
        return value | {"zq": word(where)}
    return [*value, word(where)] if isinstance(value, list) else value
