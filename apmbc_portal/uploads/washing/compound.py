"""Compound files (OLE): mails saved by Outlook are taken as evidence; old Office files and locked ones are told apart."""

import olefile

from .mail import is_dangerous
from .refusal import Refusal

PARTS = 20_000
NAME, CONTENT = ("__substg1.0_3707001F", "__substg1.0_3704001F"), "__substg1.0_37010102"


def kind_of(path):
    """msg, or a refusal that says what this is."""
    with opened(path) as file:
        streams = {"/".join(parts) for parts in file.listdir()}
        if any(stream.startswith("__properties_version1.0") for stream in streams):
            return "msg"
        if "EncryptedPackage" in streams:
            raise Refusal("password")
        if streams & {"WordDocument", "Workbook", "Book", "PowerPoint Document"}:
            raise Refusal("old_office")
        raise Refusal("unknown")


def check_msg(path):
    """Refuse a mail that carries a program."""
    with opened(path) as file:
        for parts in file.listdir():
            stream = "/".join(parts)
            if stream.endswith(NAME):
                name = file.openstream(parts).read(2000).decode("utf-16-le", "replace").rstrip("\x00")
                if is_dangerous(name, b""):
                    raise Refusal("mail_program", name)
            elif stream.endswith(CONTENT) and is_dangerous("", file.openstream(parts).read(16)):
                raise Refusal("mail_program")


class opened:  # noqa: N801  (reads as the function it is)
    """olefile's view of a compound file; whatever it stumbles over is a damaged file."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        try:
            self.file = olefile.OleFileIO(self.path)
            if len(self.file.direntries) > PARTS:
                raise Refusal("too_many_parts", PARTS)
        except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
            raise Refusal("damaged") from error
        return self.file

    def __exit__(self, kind, error, trace):
        self.file.close()
        if isinstance(error, OSError | ValueError | IndexError | TypeError | AttributeError):
            raise Refusal("damaged") from error
