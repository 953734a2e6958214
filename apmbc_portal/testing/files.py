"""Small files of every kind, built byte by byte, for tests: harmless ones here, the others in `hostile`."""

import io
import zipfile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CORE = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "docx": ("word/document.xml", f"{MAIN}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{MAIN}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{MAIN}presentationml.presentation.main+xml"),
}


def pdf(text="A page", *, page="", catalog="", objects=(), trailer="", tail=b""):
    """A PDF of one page with `text`. `page` and `catalog` are further entries; `objects` begin with number 6."""
    words = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body if isinstance(body, bytes) else body.encode("latin-1"))
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out) + tail


def stream(entries, data):
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def packed(parts, **options):
    """A ZIP of {name: text or bytes}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, method)
        archive.comment = options.get("comment", b"")
    return out.getvalue()


def relations(*rows):
    """A list of relations; each row is (type, target, external)."""
    lines = ""
    for number, (kind, target, external) in enumerate(rows, 1):
        full = kind if ":" in kind else f"{RELATION}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        lines += f'<Relationship Id="rId{number}" Type="{full}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'


def content_types(main, kind, more=""):
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{more}</Types>'
    )


def office(kind="docx", body="", *, parts=None, links=(), types="", main_type=""):
    """A Word, Excel or PowerPoint file. `body` goes into its document, sheet or slide; `links` are relations of the main part."""
    main, its_type = OFFICE[kind]
    folder, name = main.split("/")
    first = {
        "docx": f"<w:document {W} {R}><w:body>{body or paragraph('A page')}</w:body></w:document>",
        "xlsx": f'<workbook {S} {R}><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "pptx": f"<p:presentation {P} {R}/>",
    }[kind]
    if kind == "xlsx":
        links = (("worksheet", "worksheets/sheet1.xml", False), *links)
        sheet = f"<worksheet {S} {R}><sheetData>{body or row('A cell')}</sheetData></worksheet>"
        parts = {"xl/worksheets/sheet1.xml": sheet} | (parts or {})
    if kind == "pptx":
        links = (("slide", "slides/slide1.xml", False), *links)
        slide = f"<p:sld {P} {R}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>"
        parts = {"ppt/slides/slide1.xml": slide} | (parts or {})
    return packed(
        {
            "[Content_Types].xml": content_types(main, main_type or its_type, types),
            "_rels/.rels": relations(("officeDocument", main, False)),
            main: first,
            f"{folder}/_rels/{name}.rels": relations(*links),
        }
        | (parts or {})
    )


def paragraph(text, more=""):
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


def field(instruction):
    """A Word field, cut into pieces as Word does."""
    half = len(instruction) // 2
    pieces = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in (instruction[:half], instruction[half:]))
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def row(*cells, formula=""):
    texts = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{texts}{f'<c><f>{formula}</f><v>1</v></c>' if formula else ''}</row>"


def open_document(kind="text", body="<text:p>A page</text:p>", *, parts=None, manifest="", meta=""):
    """An OpenDocument file: `kind` is text, spreadsheet or presentation."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    said = f"application/vnd.oasis.opendocument.{kind}"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{said}"/>{manifest}'
    return packed(
        {
            "mimetype": said,
            "content.xml": f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}">{listed}</manifest:manifest>',
        }
        | (parts or {})
    )


def picture(kind="PNG", size=(40, 30), author="", **options):
    out = io.BytesIO()
    if author:
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Author", author)
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def photograph(owner="Owner Person", **more):
    """A JPEG with what a telephone writes into it: maker, owner, the place, and which side is up."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "Maker of cameras", owner, 6
    exif[0x8825] = {1: "S", 2: (8.0, 50.0, 18.0), 3: "E", 4: (13.0, 14.0, 4.0)}
    return picture("JPEG", exif=exif, comment=f"Taken by {owner}".encode(), **more)


def mail(*attachments, subject="Note verbale"):
    """A saved mail (EML); attachments are (name, bytes)."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "mission@demo.example", "isu@demo.example", subject
    message["Date"], message["Message-ID"] = "Mon, 05 Jan 2026 10:00:00 +0000", "<1@demo.example>"
    message.set_content("Please find our note attached.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
