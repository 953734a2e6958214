"""What a walk found, and how much it looked at."""

from collections import Counter
from dataclasses import dataclass, field


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
