"""Many rows at once, with their versions: what `queryset.update` and `bulk_create` would pass over."""

from django.db import transaction


def note(rows, *, new=False):
    """Write a version of each of these rows as they are now; rows of a model that keeps none are passed over."""
    if rows and hasattr(type(rows[0]), "history"):
        type(rows[0]).history.bulk_history_create(rows, batch_size=500, update=not new)


@transaction.atomic
def insert(model, rows):
    """`bulk_create` with a first version of each row; returns the rows."""
    made = model._base_manager.bulk_create(rows)
    note(made, new=True)
    return made


@transaction.atomic
def update(queryset, **columns):
    """`queryset.update` with a version of each row it changed; returns how many."""
    base = queryset.model._base_manager
    locked = list(base.select_for_update().filter(pk__in=queryset.order_by().values("pk")).values_list("pk", flat=True))
    # Asked again now that nobody else can change them: one of two who do the same at once finds nothing left to do.
    keys = list(queryset.order_by().filter(pk__in=locked).values_list("pk", flat=True))
    changed = base.filter(pk__in=keys).update(**columns)
    note(list(base.filter(pk__in=keys)))
    return changed
