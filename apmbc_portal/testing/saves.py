"""A watch over the whole suite: no existing row of ours is saved without saying which columns."""

import pytest
from django.db.models.signals import pre_save

OUR_APPS = {"accounts", "audit", "notices", "engagements", "meetings", "reports"}


class WholeSave(AssertionError):
    """A stale copy saved whole would bring back a withdrawn status or an old audience."""


def watch(sender, instance, update_fields, raw=False, **kwargs):
    if sender._meta.app_label in OUR_APPS and not instance._state.adding and update_fields is None and not raw:
        raise WholeSave(f"{sender.__name__} was saved whole")


@pytest.fixture(scope="session", autouse=True)
def _no_whole_saves():
    pre_save.connect(watch, dispatch_uid="no-whole-saves")
    yield
    pre_save.disconnect(dispatch_uid="no-whole-saves")
