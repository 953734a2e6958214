"""Every address of the URL configuration, and how its parts are filled."""

import re
import uuid
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import quote

from django.urls import get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter
from django.utils.regex_helper import normalize

NONE_SUCH = {"int": [987654], "uuid": [uuid.UUID(int=7)], "str": ["IA-2026-XZZ-77"]}
# Parts that are words and no keys: the words that lead somewhere. Whoever adds such a part adds a line.
WORDS = {
    "who": ["public", "committee"],
    "kind": ["report", "contact_list", "agenda", "request", "brief", "ledger", "text"],
    "step": ["aims", "review"],
    "verb": ["approve", "cancel", "postpone"],
    "app_label": ["engagements"],
    "url": ["no/such/page"],
    "key": ["x"],
    "whom": ["x"],
    "uidb36": ["x"],
}
TOKENS = {"token"}  # opened by nobody who does not hold the link: filled with one that is over and with one made up
KEYS = {"subject": ("int", "uuid")}  # of a document: a number or a UUID, by kind
# Addresses that nobody can be led to by rows: why.
UNREACHED = {
    "accounts/welcome/<str:token>/": "opens with a link from a letter to a person, not about a file",
    "accounts/password/new/<str:token>/": "opens with a link from a letter to a person, not about a file",
    "accounts/confirm-email/<str:key>/": "does not exist here",
    "accounts/password/reset/key/<path:key>/": "does not exist here",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "does not exist here",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "does not exist here",
}
# Pages whose answer may differ for other reasons than a leak; words are looked for on them all the same.
DIFFERS = {
    "accounts/my-data/": "shows a person what is held about them, their own presence in a meeting too",
    "accounts/2fa/totp/activate/": "draws a secret anew each time",
}
QUIET = ("accounts/logout/",)  # ends the session that is being looked with
PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One pattern of the URL configuration, with the parts that have to be filled."""

    pattern: str
    name: str
    parts: dict = field(hash=False, compare=False, default_factory=dict)  # name: converter; None in a regular expression
    shape: str = field(compare=False, default="")  # with %(part)s for each part

    @property
    def is_desk(self):
        return self.pattern.startswith("admin/")

    @property
    def keyed(self):
        """The parts that name a row."""
        return [part for part, converter in self.parts.items() if kinds_of(part, converter)]

    @property
    def tokens(self):
        return [part for part in self.parts if part in TOKENS]

    @property
    def of_model(self):
        """ "app/model" of the desk's standard pages of one row; empty for any other address."""
        return "/".join(self.pattern.split("/")[1:3]) if self.is_desk and "object_id" in self.parts else ""

    def fill(self, keys, tokens=("x",)):
        """(address, {part: value}) for every combination; `keys` gives the values for each kind of key, or for a model of the desk."""
        choices = []
        for part, converter in self.parts.items():
            if part in TOKENS:
                choices.append(tokens)
            elif part == "object_id":
                choices.append(keys.get(self.of_model, NONE_SUCH["int"]))
            elif kinds := kinds_of(part, converter):
                choices.append([value for kind in kinds for value in keys.get(kind, ())])
            else:
                choices.append(one_of_few(converter) or WORDS.get(part, ["x"]))
        for values in product(*(sorted(set(given), key=str) for given in choices)):
            given = dict(zip(self.parts, values, strict=True))
            yield "/" + self.shape % {part: quote(str(value)) for part, value in given.items()}, given

    def words(self, given):
        """The parts of a filled address that are words and no keys: the same stand in the address that names nothing."""
        return tuple(value for part, value in given.items() if part not in self.keyed)


def kinds_of(part, converter):
    """Which kinds of key this part may hold; none where it is a word."""
    if part in KEYS:
        return KEYS[part]
    if part in WORDS or part in TOKENS:
        return ()
    if isinstance(converter, UUIDConverter):
        return ("uuid",)
    if isinstance(converter, IntConverter):
        return ("int",)
    return ("str",) if isinstance(converter, StringConverter | PathConverter) else ()


def one_of_few(converter):
    """Two of the words of a converter that knows only some."""
    if converter is None or isinstance(converter, SlugConverter) or not re.fullmatch(r"\w+(\|\w+)+", converter.regex):
        return []
    return converter.regex.split("|")[:2]


def every_route(patterns=None, prefix=""):
    """All routes of the URL configuration, in its order."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from every_route(pattern.url_patterns, here)
        else:
            yield route_of(here, pattern)


def route_of(here, pattern):
    if "(?P<" not in here and not here.endswith("$"):
        shape = PART.sub(r"%(\1)s", here.replace("%", "%%"))
        return Route(here, pattern.name or "", dict(pattern.pattern.converters), shape)
    at = re.search(r"\^|\(\?P<", here).start()
    shape, parts = normalize(here[at:])[0]
    return Route(here, pattern.name or "", dict.fromkeys(parts), here[:at] + shape)


def any_kind(value):
    return {kind: [value] for kind in ("int", "uuid", "str")}
