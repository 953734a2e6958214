"""What a walk found, and how much it looked at."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest

from django.apps import apps

from apmbc_portal.testing.marked import APPS


@dataclass(frozen=True)
class Leak:
    """Something an answer told that it should not."""

    who: str
    method: str
    url: str
    told: str

    def __str__(self):
        return f"{self.method.upper()} {self.url} as {self.who}: {self.told}"


@dataclass
class Walked:
    """What was looked at, so that nobody takes an empty walk for a good one."""

    leaks: dict = field(default_factory=dict)  # Leak: None, in their order
    failures: list = field(default_factory=list)  # what could not be walked
    asked: Counter = field(default_factory=Counter)  # by who
    routes: set = field(default_factory=set)
    unreached: list = field(default_factory=list)

    def tell(self, who, method, url, told):
        self.leaks[Leak(who, method, url, told)] = None


def snapshot():
    """Every row of ours, by model: what a step would leave a trace in."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in models}


def first_difference(one, other):
    """The first line in which two answers differ, short."""
    for left, right in zip_longest(one.splitlines(), other.splitlines(), fillvalue=""):
        if left != right:
            return f"{left.strip()[:90]!r} became {right.strip()[:90]!r}"
    return "the ends of lines"
