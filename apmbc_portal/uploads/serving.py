"""Giving a file to a person: streamed, as a download, into a browser that may do nothing with it."""

from django.http import FileResponse, Http404

from apmbc_portal.uploads.names import safe_name

PIECE = 64 * 1024
# Should a browser show it all the same: no script, no form, no other page, nothing fetched.
NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"


def hand_out(file, name):
    """The answer with `file` (of a row the reader may see, or None) under `name`. A missing file is a 404."""
    if not file:
        raise Http404
    try:
        content = file.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    answer = FileResponse(content, as_attachment=True, filename=safe_name(name), content_type="application/octet-stream")
    answer.block_size = PIECE
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = NOTHING
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
