"""Versions as django-simple-history keeps them, by whom in which capacity, and only where something kept was changed."""

from typing import NamedTuple

import simple_history
from django.db import models
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords


class Actor(NamedTuple):
    """Who changed a row: an opaque id, so that erasing a person leaves history standing, and as what they acted."""

    person: str = ""
    acting_as: str = ""


def actor():
    """Whoever is behind the request that is being answered; nobody where a worker or a command writes."""
    viewer = getattr(getattr(HistoricalRecords.context, "request", None), "viewer", None)
    if viewer is None:
        return Actor()
    return Actor(str(viewer.person or ""), str(viewer.label or _("somebody without an account, by a personal link"))[:200])


def read_actor(version):
    return Actor(version.history_user_id, version.acting_as)


def write_actor(version, who):
    version.history_user_id, version.acting_as = who or Actor()


class Acted(models.Model):
    acting_as = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Kept(HistoricalRecords):
    """A version for each save that touches a kept column of a row that may be kept: no words of a draft."""

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        kept = {name for field in self.fields_included(instance) for name in (field.name, field.attname)}
        touched = update_fields is None or kept & set(update_fields)
        if touched and getattr(instance, "may_be_kept", True):
            super().post_save(instance, created, using=using, **kwargs)

    def post_delete(self, instance, using=None, **kwargs):
        if getattr(instance, "may_be_kept", True):
            super().post_delete(instance, using=using, **kwargs)

    def get_history_user(self, instance):
        return actor()


def keep(model, *left_out, of_people=False):
    """Keep versions of a model's rows, less the columns `left_out`, under its manager `history`; those `of_people` for less long."""
    simple_history.register(
        model,
        records_class=Kept,
        excluded_fields=left_out,
        bases=[Acted],
        history_user_id_field=models.CharField(max_length=36, blank=True),
        history_user_getter=read_actor,
        history_user_setter=write_actor,
    )
    model.history.model.of_people = of_people
