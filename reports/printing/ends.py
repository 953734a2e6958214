"""How a rendering can end, in words for people, and what it may use until then."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Limits:
    """What the jobs of one call may use: seconds of the clock together, megabytes of private memory each."""

    seconds: float
    megabytes: int


class Abandoned(Exception):
    """Raised by the caller's `tell`: nobody wants the work any more. The children are killed."""


class Why(Enum):
    """How a rendering ends without a file: the sentence for people, and whether it would certainly end so again."""

    TIME = gettext_noop("It took longer than one document may take (%(detail)s) and was stopped."), True
    MEMORY = gettext_noop("It needed more memory than one document may have (%(detail)s) and was stopped."), True
    LAYOUT = gettext_noop("This text could not be laid out (%(detail)s)."), True
    SYSTEM = gettext_noop("The computer that makes the documents refused a step (%(detail)s)."), False
    STORE = gettext_noop("The file could not be stored (%(detail)s)."), False
    KILLED = gettext_noop("The program that makes the documents was stopped from outside in the middle of its work."), False
    CRASHED = gettext_noop("The program that makes the documents broke down (%(detail)s)."), False

    def __init__(self, sentence, final):
        self.sentence, self.final = sentence, final


class Failed(Exception):
    """A rendering that ended without a file; as a string it is the sentence for people."""

    def __init__(self, why, detail=""):
        super().__init__(why.sentence % {"detail": detail})
        self.why, self.detail, self.final = why, detail, why.final


def allowed(why, limits):
    """How much a document may have of what ran out, for the sentence."""
    if limits and why is Why.MEMORY:
        return f"{limits.megabytes} MiB"
    if limits and why is Why.TIME:
        return f"{limits.seconds / 60:g} min" if limits.seconds >= 60 else f"{limits.seconds:g} s"
    return "–"
