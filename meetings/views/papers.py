"""The papers of a meeting: the cleaned copy for whoever may see it, the file as it was handed in for the ISU and the hosts."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apmbc_portal.uploads.serving import hand_out
from engagements.models import Receipt
from engagements.receipts import note_received
from meetings.models import Paper


@require_safe
def paper(request, pk):
    row = get_object_or_404(Paper.objects.visible_to(request.viewer), pk=pk)
    answer = hand_out(row.handed_out, row.file_name)
    note_received(request.viewer, [row], Receipt.Way.FILE)
    return answer


@require_safe
def paper_original(request, pk):
    """Only what passed the check: what was refused is given to nobody."""
    row = get_object_or_404(Paper.objects.originals_for(request.viewer), pk=pk)
    return hand_out(row.handed_out and row.file, row.file_name)
