"""Names of files that people gave: made harmless, and ending as the content says."""

import re
import unicodedata

from apmbc_portal.text import DIRECTION, without_marks

LONGEST = 120
ENDINGS = {"jpeg": ("jpg", "jpeg", "jpe", "jfif")}
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def safe_name(name, kind=""):
    """`name` without folders, hidden characters and what other systems trip over, with the ending of its `kind`.

    "..\\..\\invoice\u202efdp.exe" with a PDF in it becomes "invoicefdp.pdf".
    """
    name = unicodedata.normalize("NFC", str(name).replace("\x00", ""))
    name = DIRECTION.sub("", without_marks(re.split(r"[/\\]", name)[-1], one_line=True))
    name = re.sub(r'[<>:"|?*;%\ufffd]|[\ud800-\udfff]', "", name).strip(" .")
    endings = ENDINGS.get(kind, (kind,))
    found = ENDING.search(name)
    if kind and not (found and found[1].lower() in endings):
        name = (name[: found.start()] if found else name).strip(" .")
        return f"{shortened(name, LONGEST - 6) or 'file'}.{endings[0]}"
    stem, dot, ending = name.rpartition(".")
    return f"{shortened(stem, LONGEST - 6)}{dot}{ending}" if stem else shortened(name, LONGEST) or "file"


def shortened(stem, most):
    return ("_" + stem if RESERVED.match(stem) else stem)[:most].strip(" .")
