"""What in a PDF acts, fetches or hides: looked for in every object that can be reached."""

from pikepdf import Array, Dictionary, Name, Object, Stream

from . import links
from .refusal import Refusal

ACTIONS = {
    "/JavaScript": "script", "/Launch": "launch", "/ImportData": "launch", "/SubmitForm": "launch", "/GoToR": "launch",
    "/GoToE": "embedded", "/Rendition": "sound_or_film", "/Movie": "sound_or_film", "/Sound": "sound_or_film",
    "/RichMediaExecute": "sound_or_film", "/GoTo3DView": "sound_or_film",
}  # fmt: skip
DRAWN = {
    "/FileAttachment": "embedded", "/RichMedia": "sound_or_film", "/3D": "sound_or_film", "/Screen": "sound_or_film",
    "/Movie": "sound_or_film", "/Sound": "sound_or_film", "/PS": "script",
}  # fmt: skip
KEYS = {
    "/JS": "script", "/EmbeddedFiles": "embedded", "/EF": "embedded", "/Collection": "embedded", "/XFA": "form",
    "/RichMediaContent": "sound_or_film",
}  # fmt: skip
MOST = 3_000_000  # values looked at


def reachable(pdf):
    """Every dictionary and stream that can be reached from the trailer, each once."""
    seen, todo, count = set(), [pdf.trailer], 0
    while todo:
        here = todo.pop()
        if here.is_indirect:
            if here.objgen in seen:
                continue
            seen.add(here.objgen)
        count += 1
        if count > MOST:
            raise Refusal("too_many_parts", MOST)
        if isinstance(here, Array):
            todo += [value for value in here if isinstance(value, Array | Dictionary | Stream)]
        elif isinstance(here, Dictionary | Stream):
            yield here
            todo += [value for _key, value in here.items() if isinstance(value, Array | Dictionary | Stream)]


def check_object(here):
    """Refuse a dictionary or stream that acts, fetches or carries a file."""
    keys = set(here.keys())
    for key in keys & KEYS.keys():
        if not is_empty(here[key]):
            raise Refusal(KEYS[key])
    if "/S" in keys and (code := ACTIONS.get(name(here, "/S"))):
        raise Refusal(code)
    if "/Subtype" in keys and (code := DRAWN.get(name(here, "/Subtype"))):
        raise Refusal(code)
    if (
        isinstance(here, Stream)
        and keys & {"/F", "/FFilter"}
        or "/OPI" in keys
        or (name(here, "/Subtype") == "/Form" and "/Ref" in keys)
    ):
        raise Refusal("external")


def is_empty(value):
    """Whether a tree of names or a list holds nothing: programs leave empty ones behind."""
    if isinstance(value, Array):
        return not len(value)
    if isinstance(value, Dictionary) and not isinstance(value, Stream):
        keys = set(value.keys())
        return keys <= {"/Names", "/Kids", "/Limits"} and all(is_empty(value[key]) for key in keys - {"/Limits"})
    return False


def bad_link(here):
    """The target of a link that leads to a file on somebody's machine or starts something; empty for an ordinary one."""
    if name(here, "/S") != "/URI" or "/URI" not in here:
        return ""
    target = str(here["/URI"]) if isinstance(here["/URI"], Object | str) else ""
    plain = target.strip()
    return "" if links.is_ordinary(plain) or not is_elsewhere(plain) else plain


def is_elsewhere(target):
    """Whether this names a scheme, a drive or another machine; people also type addresses without https."""
    head = target.partition("/")[0]
    return ":" in head or target.startswith(("\\", "//"))


def name(here, key):
    value = here.get(key)
    return str(value) if isinstance(value, Name) else ""
