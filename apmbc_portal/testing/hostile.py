"""Files made to deceive, to hide or to break: for the tests that hand them in."""

import io
import struct
import zipfile
import zlib

import pikepdf

from apmbc_portal.testing import files

PROGRAM = b"MZ\x90\x00\x03" + b"\x00" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


# --- PDF ------------------------------------------------------------------------------------------------------------
def action(entries):
    """A PDF that does this when it is opened."""
    return files.pdf(catalog=f"/OpenAction << {entries} >>")


def clicked(entries):
    """A PDF that does this where somebody clicks."""
    return files.pdf(page=f"/Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 600 900] /A << {entries} >> >> ]")


def with_file_inside():
    inside = files.stream("/Type /EmbeddedFile", PROGRAM)
    return files.pdf(
        catalog="/Names << /EmbeddedFiles << /Names [(a.exe) 7 0 R] >> >>",
        objects=[inside, "<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>"],
    )


def locked_pdf(owner_only=False):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(files.pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="" if owner_only else "secret", owner="owner"))
    return out.getvalue()


def nested_arrays(depth=20_000):
    return files.pdf(catalog="/Deep " + "[" * depth + "]" * depth)


def packed_stream(megabytes=400):
    """A stream that unpacks to far more than its size."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" * 2**20) for _piece in range(megabytes)) + packer.flush()
    return files.pdf(page="/Thumb 6 0 R", objects=[files.stream("/Filter /FlateDecode", data)])


# --- archives ------------------------------------------------------------------------------------------------------------
def bomb():
    """A Word file with a part of zeros: some kilobytes that unpack to hundreds of megabytes."""
    return files.office(parts={"word/media/image1.png": b"\0" * (80 * 2**20)})


def overlapping():
    """Two members that share their bytes, as in the bombs that unpack to terabytes."""
    data = files.office(parts={"word/a.xml": "<a/>", "word/b.xml": "<a/>"})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        first, second = (parts.getinfo(name).header_offset for name in ("word/a.xml", "word/b.xml"))
    at = data.rindex(b"word/b.xml") - 4  # the place of the member in the directory
    return data[:at] + struct.pack("<I", first) + data[at + 4 :] if data[at : at + 4] == struct.pack("<I", second) else b""


def many_parts(count=5001):
    return files.office(parts={f"word/media/{number}.png": b"" for number in range(count)})


def leading_elsewhere(name):
    return files.office(parts={name: "<a/>"})


def twice_the_same():
    """Two parts of one name: programs disagree about which counts."""
    out = io.BytesIO(files.office())
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("WORD/document.xml", "<a/>")
    return out.getvalue()


def locked_zip():
    """A Word file whose parts say that they need a password."""
    data = bytearray(files.office())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(sign, place + 1)) >= 0:
            data[place + at] |= 1
    return bytes(data)


def entities():
    definitions = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1 or chr(0)};".replace(chr(0), "") * 10}">' for number in range(1, 9)
    )
    return with_document(f"{definitions}]><w:document {files.W}><w:body>{files.paragraph('&a8;')}</w:body></w:document>")


def outside_entity():
    return with_document(
        f'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {files.W}><w:body>{files.paragraph("&a;")}'
        "</w:body></w:document>"
    )


def with_document(xml):
    """A Word file with this as its text."""
    return files.office(parts={"word/document.xml": xml})


def deep_xml(depth=5000):
    return with_document(f"<w:document {files.W}>" + "<w:p>" * depth + "</w:p>" * depth + "</w:document>")


# --- compound files (OLE) ------------------------------------------------------------------------------------------------------------
def compound(*names):
    """A small compound file with empty streams of these names: enough for a reader to list them."""
    sector, free, end, fat = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    entries = [entry("Root Entry", 5, child=1)]
    entries += [entry(name, 2, right=number + 2 if number + 1 < len(names) else free) for number, name in enumerate(names)]
    directory = b"".join(entries)
    sectors = -(-len(directory) // sector)
    chain = [fat, *(number + 2 for number in range(sectors - 1)), end]
    table = b"".join(struct.pack("<I", one) for one in chain)
    return header + table.ljust(sector, b"\xff") + directory.ljust(sectors * sector, b"\0")


def entry(name, kind, *, right=0xFFFFFFFF, child=0xFFFFFFFF):
    label = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1) + links + b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )


# --- pictures ------------------------------------------------------------------------------------------------------------
def enormous_picture(side=60_000):
    """A PNG of a few bytes that says it has billions of points."""
    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body
