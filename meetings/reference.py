"""The reference data of this app: the structure the Committee suggests for a meeting, version by version."""

from pathlib import Path

from engagements.models import Theme
from engagements.reference.files import choice, dates, numbers, read, text
from engagements.reference.table import synchronise
from meetings.models import AgendaTemplate, AgendaTemplateItem

DATA = Path(__file__).resolve().parent / "data"


def load():
    """Bring the agenda templates into line with their files, inside the caller's transaction; return a Change for each."""
    templates = read(DATA / "agenda_templates.csv", a_template, unique=["version"])
    yield synchronise(AgendaTemplate.objects.all(), ["version"], templates)
    ids = dict(AgendaTemplate.objects.values_list("version", "pk"))
    items = read(DATA / "agenda_template_items.csv", an_item, unique=["version", "position"])
    for item in items:
        item["template_id"] = ids[item.pop("version")]
    yield synchronise(AgendaTemplateItem.objects.all(), ["template_id", "position"], items, prune=True)


def a_template(row):
    return numbers(row, "version") | text(row, "title", "source") | dates(row, "in_force_from")


def an_item(row):
    theme = choice(row, "theme", Theme) if row["theme"] else {"theme": ""}
    return numbers(row, "version", "position", "minutes") | text(row, "number", "title", "presenter") | theme
