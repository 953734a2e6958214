"""A State's ledger as a table, streamed."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.exports.entries import lines
from reports.kinds.ledger import entries_of
from reports.models import Document
from reports.views.documents import disposition, find, note_receipt


@never_cache
@require_safe
def as_csv(request, pk):
    """The entries a document prints, for a spreadsheet and for whoever checks the seals; who received it is written down first."""
    document = find(request, pk)
    if document.kind != Document.Kind.LEDGER:
        raise Http404
    if document.status == Document.Status.EXPIRED:
        return redirect(document)
    note_receipt(request.viewer, "download", document, "csv")
    response = StreamingHttpResponse(lines(entries_of(document.state, document.entries)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(document, "csv")
    response["X-Content-Type-Options"] = "nosniff"
    return response
