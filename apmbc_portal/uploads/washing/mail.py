"""Mails as files (EML): taken as evidence, as they came, unless a program is attached."""

import email
import re
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from .refusal import Refusal

PARTS = 500
PROGRAM = re.compile(
    r"\.(exe|com|scr|pif|bat|cmd|ps1|vbs?|vbe|jse?|wsf|wsh|hta|msi|msp|jar|lnk|url|scf|reg|cpl|dll|sys|inf|iso|img|vhdx?|"
    r"chm|app|dmg|pkg|sh|py|docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppsm|ppam|one|html?|svg|shtml|mht|mhtml|xll|appx|msix)$",
    re.I,
)
PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00")


def is_dangerous(name, start):
    """Whether an attachment of this name, or one that begins so, is a program or a script."""
    return bool(PROGRAM.search(name.strip().rstrip("."))) or start.startswith(PROGRAM_STARTS)


def check_eml(path):
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=policy.compat32)
    for number, part in enumerate(message.walk()):
        if number > PARTS:
            raise Refusal("too_many_parts", PARTS)
        if part.is_multipart():
            continue
        name = readable(part.get_filename() or "")
        attached = bool(name) or part.get_content_disposition() == "attachment"
        start = part.get_payload(decode=True) or b"" if attached else b""
        if is_dangerous(name, start[:16]):
            raise Refusal("mail_program", name)


def readable(name):
    """The name of an attachment as a person reads it, also where the mail writes it in coded words."""
    try:
        return str(make_header(decode_header(str(name))))
    except (HeaderParseError, LookupError, ValueError):
        return str(name)
