"""ZIP archives, as Word, Excel, PowerPoint and OpenDocument files are: opened only where nothing about them is wrong."""

import re
import stat
import zipfile
import zlib
from contextlib import contextmanager

from .refusal import Refusal

MEMBERS = 5000
UNPACKED = 300 * 2**20  # bytes of all members together
LARGE, RATIO = 4 * 2**20, 150  # a member that unpacks to more than LARGE may not be packed tighter than RATIO
OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\\|[\x00-\x1f\x7f]")
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
MAIN = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    f"{MAIN}wordprocessingml.document.main+xml": "docx",
    f"{MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{MAIN}presentationml.presentation.main+xml": "pptx",
}
# Kinds of Office files that are programs, templates or shows: said by the type of their main part.
NOT_TAKEN = [
    (re.compile("macroenabled", re.I), "macros"),
    (re.compile(r"template\.main\+xml|slideshow\.main\+xml|addin", re.I), "template"),
]


@contextmanager
def opened(path):
    """The archive, after `check`; whatever zipfile stumbles over is a damaged file."""
    try:
        with zipfile.ZipFile(path) as zipped:
            check(zipped, path)
            yield zipped
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise Refusal("damaged") from error
    except RuntimeError as error:  # zipfile's word for "a password is needed"
        raise Refusal("password") from error


class Package:
    """An opened package of parts. Its kind says in `check` what is refused and in `write` what the copy leaves out."""

    def __init__(self, zipped):
        self.zipped = zipped
        self.names = [name for name in zipped.namelist() if not name.endswith("/")]

    @classmethod
    def check_file(cls, path):
        """Refuse what acts or fetches; nothing is changed."""
        with opened(path) as zipped:
            cls(zipped).check()

    @classmethod
    def clean_file(cls, path, out):
        """Write the copy that may be passed on. Returns (what to look at, text)."""
        with opened(path) as zipped:
            package = cls(zipped)
            package.check()
            return package.write(out)


def check(zipped, path):
    """Refuse bombs, names that lead outside, members hidden behind others, and what another program would read instead."""
    members = zipped.infolist()
    if not members or len(members) > MEMBERS:
        raise Refusal("too_many_parts", MEMBERS)
    if sum(member.file_size for member in members) > UNPACKED:
        raise Refusal("bomb")
    seen = set()
    for member in members:
        check_member(member)
        if member.filename.lower() in seen:
            raise Refusal("damaged")
        seen.add(member.filename.lower())
    check_places(members)
    check_ends(zipped, path)


def check_member(member):
    if OUTSIDE.search(member.orig_filename) or OUTSIDE.search(member.filename) or len(member.filename) > 400:
        raise Refusal("bad_names", member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refusal("bad_names", member.filename)
    if member.flag_bits & 0x41:
        raise Refusal("password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal("damaged")
    if member.file_size > LARGE and member.file_size > RATIO * max(member.compress_size, 1):
        raise Refusal("bomb")


def check_places(members):
    """Members that lie over each other are how a small file unpacks to terabytes."""
    places = sorted((member.header_offset, member.header_offset + 30 + member.compress_size) for member in members)
    if places[0][0] != 0:
        raise Refusal("two_kinds")
    if any(following < end for (_start, end), (following, _end) in zip(places, places[1:], strict=False)):
        raise Refusal("bomb")


def check_ends(zipped, path):
    """The archive ends where its own directory says: nothing hangs behind it."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 22 - len(zipped.comment)))
        if len(zipped.comment) > 200 or file.read(4) != b"PK\x05\x06":
            raise Refusal("two_kinds")


def kind_of(path):
    """docx, xlsx, pptx, odt, ods or odp by what the archive says its main part is."""
    with opened(path) as zipped:
        names = set(zipped.namelist())
        if "mimetype" in names:
            said = zipped.read("mimetype")[:100].decode("ascii", "replace").strip()
            if said in OPEN_DOCUMENT:
                return OPEN_DOCUMENT[said]
            raise Refusal("template" if said.endswith("-template") else "archive")
        if "[Content_Types].xml" in names:
            return office_kind(zipped)
        raise Refusal("archive")


def office_kind(zipped):
    if zipped.getinfo("[Content_Types].xml").file_size > 2**20:
        raise Refusal("bomb")
    types = zipped.read("[Content_Types].xml").decode("utf-8", "replace")
    for pattern, code in NOT_TAKEN:
        if pattern.search(types):
            raise Refusal(code)
    kinds = [kind for said, kind in OFFICE.items() if said in types]
    if len(kinds) != 1:
        raise Refusal("damaged" if kinds else "archive")
    return kinds[0]
