"""How long versions are kept: which of them are over, and their end. The periods stand with all others in `web/privacy/retention.py`."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


class Versions:
    """Versions of rows of many models, counted and deleted as one."""

    def __init__(self, parts):
        self.parts = parts

    def __len__(self):
        return sum(part.count() for part in self.parts)

    def delete(self):
        return sum(part.delete()[0] for part in self.parts)


def versions_over(before, *, of_people):
    """What was written before that moment. Of a row that is still there the last of these stays: the next change has its before."""
    return Versions([over(kept, before) for kept in histories() if kept.of_people == of_people])


def histories():
    """Every model that keeps versions of another's rows."""
    return [model for model in apps.get_models() if hasattr(model, "of_people")]


def over(kept, before):
    key = kept.instance_type._meta.pk.attname
    same = kept._base_manager.filter(**{key: OuterRef(key)}, history_date__lt=before)
    newer = same.filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    )
    there = kept.instance_type._base_manager.filter(pk=OuterRef(key))
    return kept._base_manager.filter(history_date__lt=before).filter(Exists(newer) | ~Exists(there))
