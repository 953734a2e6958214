"""Pictures without what cameras and programs write into them: the position, the owner, the serial number, a smaller copy."""

import io

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .refusal import Refusal

POINTS = 80_000_000  # of one picture; a large camera makes 60 million
Image.MAX_IMAGE_PIXELS = POINTS
GPS = 0x8825
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs", b"hIST", b"sPLT",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
MODES = {"png": {"1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA"}, "jpeg": {"L", "RGB", "CMYK"}}
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError)


def check(path, kind):
    """Refuse a picture that cannot be read as what it says it is, or that is far too large."""
    load(path, kind)


def load(path, kind):
    """The picture, decoded."""
    try:
        picture = Image.open(path, formats=[kind.upper()])
        if picture.width * picture.height > POINTS:
            raise Refusal("too_many_points", POINTS // 1_000_000)
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("too_many_points", POINTS // 1_000_000) from error
    except BROKEN as error:
        raise Refusal("damaged") from error
    return picture


def clean(path, kind, out):
    """Draw the picture anew: the points alone, upright. Returns what to look at."""
    picture = load(path, kind)
    notes = ["photo_position"] if has_position(picture) else []
    picture = plain_colours(ImageOps.exif_transpose(picture))
    if picture.mode not in MODES[kind]:
        picture = picture.convert("RGBA" if kind == "png" and "A" in picture.mode else "RGB")
    kept = {"transparency": picture.info["transparency"]} if kind == "png" and "transparency" in picture.info else {}
    picture.info = {}
    if kind == "png":
        picture.save(out, "PNG", **kept)
    else:
        picture.save(out, "JPEG", quality=92, exif=b"", comment=b"")
    return notes


def has_position(picture):
    try:
        return bool(picture.getexif().get_ifd(GPS))
    except BROKEN:
        return False


def plain_colours(picture):
    """The colours as a screen shows them, so that the camera's colour profile can go too."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        return ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture


def without_metadata(data, name, notes):
    """A picture inside a document, its points untouched where the format lets metadata be cut out."""
    if data.startswith(b"\xff\xd8"):
        if b"Exif\x00\x00" in data[:70_000] and jpeg_has_position(data):
            notes.add("photo_position")
        return jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return png(data)
    return redrawn(data, name)


def jpeg_has_position(data):
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            return has_position(picture)
    except (*BROKEN, Image.DecompressionBombError):
        return False


def jpeg(data):
    """A JPEG without its EXIF, XMP, IPTC and comments; JFIF, the colour profile and Adobe's mark stay. Its end is its end."""
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xDA:  # the points begin, as far as the end marker that follows the last scan
            end = data.rfind(b"\xff\xd9")
            return b"".join(kept) + (data[at : end + 2] if end > at else data[at:])
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            break
        segment = data[at : at + 2 + length]
        profile = marker == 0xE2 and segment[4:16].startswith(b"ICC_PROFILE")
        if marker not in range(0xE0, 0xF0) and marker != 0xFE or marker in (0xE0, 0xEE) or profile:
            kept.append(segment)
        at += 2 + length
    raise Refusal("damaged")


def png(data):
    """A PNG of its drawing parts alone."""
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if at + 12 + length > len(data):
            break
        if name in PNG_KEPT:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            return b"".join(kept)
    raise Refusal("damaged")


def redrawn(data, name):
    """A GIF, TIFF or BMP drawn anew."""
    try:
        with Image.open(io.BytesIO(data), formats=["GIF", "TIFF", "BMP"]) as picture:
            kind, moving = picture.format, getattr(picture, "is_animated", False)
            if picture.width * picture.height > POINTS:
                raise Refusal("too_many_points", POINTS // 1_000_000)
            out = io.BytesIO()
            if kind == "GIF":
                picture.save(out, "GIF", save_all=moving, comment=b"")
            else:
                plain = picture if picture.mode in ("1", "L", "RGB", "RGBA", "CMYK") else picture.convert("RGB")
                Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(out, kind)
    except Image.DecompressionBombError as error:
        raise Refusal("too_many_points", POINTS // 1_000_000) from error
    except BROKEN as error:
        raise Refusal("unknown_part", name) from error
    return out.getvalue()


def jpeg2000(data):
    """A JPEG 2000 file without its XML and UUID boxes; a bare code stream is left as it is."""
    if data[4:8] != b"jP  ":
        return data
    kept, at = [], 0
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        size = length or len(data) - at
        if length == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:
            break
        if name not in (b"xml ", b"uuid", b"uinf", b"jp2i"):
            kept.append(data[at : at + size])
        at += size
    return b"".join(kept)
