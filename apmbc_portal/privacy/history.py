"""The field history of rows (django-simple-history), reached without knowing which models keep one."""

from django.apps import apps


def history_of(model):
    """The model that keeps the history of `model`'s fields, or None."""
    manager = getattr(model._meta, "simple_history_manager_attribute", "")
    return getattr(model, manager).model if manager else None


def is_history(model):
    """Whether the rows of `model` are the history of another's."""
    return any(history_of(other) is model for other in apps.get_models())


def forget_history(model, keys):
    """Delete what history kept of these rows' fields; returns how many lines. That there was a change stays in `audit.Event`."""
    kept = history_of(model)
    return kept._base_manager.filter(**{f"{model._meta.pk.attname}__in": list(keys)}).delete()[0] if kept else 0


def empty_history(model, keys, **columns):
    """Set these columns in all that history kept of these rows, and leave the rest of it standing; returns how many lines."""
    if (kept := history_of(model)) is None:
        return 0
    known = {field.name for field in kept._meta.concrete_fields}
    rows = kept._base_manager.filter(**{f"{model._meta.pk.attname}__in": list(keys)})
    return rows.update(**{name: value for name, value in columns.items() if name in known})


def empty(model, keys, **columns):
    """Set these columns in rows and in their history, without a version that would keep what goes; returns how many rows."""
    keys = list(keys)
    empty_history(model, keys, **columns)
    return model._base_manager.filter(pk__in=keys).update(**columns)
