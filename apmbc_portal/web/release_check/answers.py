"""Everything a reader gets: status, headers, messages, the body, and what is inside files, as one text to look for words in."""

import html
import io
import re
import zipfile
from urllib.parse import quote, unquote

from django.contrib.messages.storage.cookie import CookieStorage

VARIES = re.compile(
    r'name="(?:csrfmiddlewaretoken|token)" value="[^"]*"|\bid_[a-f0-9]{8,}|(?m:^(?:set-cookie|expires|content-length):.*$)',
    re.IGNORECASE,
)
MOST_INSIDE = 50 * 2**20  # bytes looked into of one member of an archive
DEEPEST = 3  # archives inside archives


def text_of(response, said=()):
    """The whole answer as text; files are opened, folded lines joined, entities and escapes read."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(f"Set-Cookie: {one.OutputString()}" for one in response.cookies.values())
    return "\n".join([str(response.status_code), unquote(headers), unquote(cookies), *said, inside(body)])


def inside(body, depth=0):
    """The words of a body, whatever it is: PDF, an archive such as DOCX and XLSX, a calendar, vCards, a page."""
    if body.startswith(b"%PDF"):
        return pdf_words(body)
    if body.startswith(b"PK\x03\x04") and depth < DEEPEST:
        return archive_words(body, depth)
    plain = body.decode(errors="replace")
    unfolded = re.sub(r"=?\r?\n[ \t]", "", plain) if plain.startswith("BEGIN:") else plain
    return html.unescape(unfolded)


def pdf_words(body):
    import pypdf  # large; most answers are pages

    file = pypdf.PdfReader(io.BytesIO(body))
    outline = [str(getattr(one, "title", one)) for one in _flat(file.outline)]
    attached = [inside(data, DEEPEST) for pieces in file.attachments.values() for data in pieces]
    about = [str(value) for value in (file.metadata or {}).values()]
    links = [str(note.get_object().get("/A", "")) for page in file.pages for note in page.get("/Annots", [])]
    return "\n".join(["%PDF", *(page.extract_text() for page in file.pages), *about, *outline, *links, *attached])


def _flat(outline):
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else [one]


def archive_words(body, depth):
    """Names and contents of all members; markup is also read without its tags, which may stand inside a word."""
    found = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for member in archive.infolist():
            with archive.open(member) as file:
                words = inside(file.read(MOST_INSIDE), depth + 1)
            found += [member.filename, words, re.sub(r"<[^>]+>", "", words)]
    return "\n".join(["PK", *found])


def messages_in(client, response):
    """What would be said on the next page: it belongs to this answer."""
    waiting = client.cookies.pop("messages", None)
    if not waiting or not waiting.value:
        return []
    return [str(one) for one in CookieStorage(response.wsgi_request)._decode(waiting.value) or []]


def steady(text, *asked):
    """An answer without what differs between two addresses, or two moments, anyway; `asked` are the keys in the address."""
    for one in sorted(asked, key=lambda value: -len(str(value))):  # a key may begin with another
        if isinstance(one, int):  # a short number stands everywhere: only as a part of an address is it the key
            text = re.sub(rf"(?<=/){one}(?=/)|(?<=%2F){one}(?=%2F)", "·", text)
        else:
            text = text.replace(quote(str(one)), "·").replace(str(one), "·")
    if asked:  # of two addresses these differ in any case
        text = re.sub(r"(?im)^etag:.*$", "", text)
    return VARIES.sub("", text)
