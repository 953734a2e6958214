"""What changed between two versions of a row, in words a person reads."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apmbc_portal.accounts.models import User

LONG = 60  # characters from which on a text is compared word by word
MOST_WORDS = 4000
AROUND = 80  # characters of unchanged words shown on either side of a change


@dataclass(frozen=True)
class FieldChange:
    """One field: both values, and for long texts the pieces (kind, words) of which kind is same, del or ins."""

    label: str
    before: str
    after: str
    pieces: tuple = ()


@dataclass(frozen=True)
class Change:
    """One version of a row against the one before it."""

    at: object
    kind: str  # entered, changed, deleted; stood: what was before is kept no longer
    row: str  # what was changed, where it is a part of the row asked about
    who: str
    acting_as: str
    fields: tuple


def changes_of(queryset, most=200, *, name_row=False):
    """The newest `most` changes in a queryset of versions, newest first."""
    versions = list(queryset.order_by("-history_date", "-history_id")[: most + 1])
    key = queryset.model.instance_type._meta.pk.attname
    pairs = [(version, earlier(versions[number + 1 :], version, key)) for number, version in enumerate(versions)]
    shown = Shown(versions, queryset.model)
    people = names_of(versions)
    return [
        Change(
            version.history_date,
            kind_of(version, before),
            shown.row(version) if name_row else "",
            people.get(version.history_user_id, _("somebody who was erased") if version.history_user_id else ""),
            version.acting_as,
            tuple(shown.compared(version, before)),
        )
        for version, before in pairs[:most]
    ]


def kind_of(version, before):
    if version.history_type == "~" and before is None:
        return "stood"
    return {"+": "entered", "~": "changed", "-": "deleted"}[version.history_type]


def earlier(older, version, key):
    return next((one for one in older if getattr(one, key) == getattr(version, key)), None)


def names_of(versions):
    ids = {version.history_user_id for version in versions} - {""}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=ids).values_list("pk", "name")}


class Shown:
    """Values of versions as people read them; rows that others point to are read once for all versions."""

    def __init__(self, versions, model):
        self.fields = [field for field in model.tracked_fields if not field.primary_key]
        self.instance = model.instance_type
        self.related = {
            field.attname: field.related_model._base_manager.in_bulk({getattr(one, field.attname) for one in versions} - {None})
            for field in self.fields
            if field.is_relation
        }

    def row(self, version):
        return f"{capfirst(self.instance._meta.verbose_name)}: {version.instance}"

    def compared(self, version, before):
        """The fields that differ; of a row that was entered or deleted, those that say something."""
        alone = version.history_type == "-" or before is None or before.history_type == "-"
        for field in self.fields:
            new = getattr(version, field.attname)
            old = None if alone else getattr(before, field.attname)
            was, now = self.value(field, old), self.value(field, new)
            if version.history_type == "-":
                was, now = now, ""
            if old != new and was != now:
                long = isinstance(field, models.TextField) and max(len(was), len(now)) > LONG and was and now
                yield FieldChange(capfirst(field.verbose_name), was, now, tuple(pieces(was, now)) if long else ())

    def value(self, field, value):
        if value is None or value == "" or value == []:
            return ""
        if field.is_relation:
            row = self.related[field.attname].get(value)
            return str(row) if row is not None else _("a row that is no more")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(field, models.DateTimeField):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(field, models.DateField):
            return date_format(value)
        if isinstance(value, list):
            return ", ".join(str(one) for one in value)
        return str(value)


def pieces(before, after):
    """Two long texts as runs of words that stayed, went and came; of what stayed only what stands around a change."""
    old, new = re.findall(r"\s+|\S+", before)[:MOST_WORDS], re.findall(r"\s+|\S+", after)[:MOST_WORDS]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (step, i, j, k, m) in enumerate(steps):
        if step == "equal":
            yield "same", shortened("".join(old[i:j]), number > 0, number < len(steps) - 1)
            continue
        if j > i:
            yield "del", "".join(old[i:j])
        if m > k:
            yield "ins", "".join(new[k:m])


def shortened(words, follows, leads):
    """The words beside a change: the end of what leads to one, the beginning of what follows one."""
    if len(words) <= 2 * AROUND + 20:
        return words
    return (words[:AROUND] if follows else "") + " … " + (words[-AROUND:] if leads else "")
