"""Bringing one table into line with its reference file, in a handful of queries whatever its length."""

import datetime
from dataclasses import dataclass

from apmbc_portal import history
from engagements.models import ReferenceRow


@dataclass(frozen=True)
class Change:
    """What a load did to one table."""

    label: str
    total: int
    created: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self):
        return bool(self.created or self.changed or self.removed)


def plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def synchronise(queryset, key, rows, *, prune=False):
    """Make the rows of `queryset` say what `rows` say, found by the columns `key`; return the Change.

    A column is written when the file says something else than at the last load: what the desk corrected since stays
    until the file itself changes that column. A row missing in the table is made again. With `prune`, a row the file
    had and has no more is deleted; without, it stays for the desk to decide.
    """
    model, table = queryset.model, queryset.model._meta.label_lower
    told = dict(ReferenceRow.objects.filter(table=table).values_list("key", "values"))
    there = {"/".join(str(getattr(row, column)) for column in key): row for row in queryset}
    new, changed, columns, say = [], [], set(), []
    names = set()
    for row in rows:
        name = "/".join(str(row[column]) for column in key)
        names.add(name)
        values = {column: plain(value) for column, value in row.items() if column not in key}
        if values != told.get(name):
            say.append(ReferenceRow(table=table, key=name, values=values))
        if name not in there:
            new.append(model(**row))
            continue
        before, found = told.get(name, {}), there[name]
        differs = {
            column
            for column, value in values.items()
            if (column not in before or before[column] != value) and plain(getattr(found, column)) != value
        }
        if differs:
            for column in differs:
                setattr(found, column, row[column])
            columns |= differs
            changed.append(found)

    gone = [name for name in told if name not in names] if prune else []
    removed = [there[name].pk for name in gone if name in there]
    if removed:
        model.objects.filter(pk__in=removed).delete()
    if gone:
        ReferenceRow.objects.filter(table=table, key__in=gone).delete()
    if new:
        history.insert(model, new)
    if changed:
        model.objects.bulk_update(changed, sorted(columns), batch_size=100)
        history.note(changed)
    if say:
        ReferenceRow.objects.bulk_create(say, update_conflicts=True, unique_fields=["table", "key"], update_fields=["values"])
    return Change(str(model._meta.verbose_name_plural), len(names), len(new), len(changed), len(removed))
