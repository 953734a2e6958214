"""A State's remarks on a report that is with it, and its annotated files: taken, kept, and given back to those who may see them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apmbc_portal.uploads.serving import hand_out
from apmbc_portal.web.workspace.access import for_deciders
from apmbc_portal.web.workspace.report_forms import AnswerForm
from apmbc_portal.web.workspace.report_page import find_report, page, texts_of
from apmbc_portal.workflow import Refused
from reports import answers
from reports.models import ReturnedFile


@for_deciders
@require_POST
def answer(request, pk):
    """Keep the remarks on this page and the file, if one was chosen; nothing typed is lost where that is refused."""
    report, _hosts = find_report(request, pk)
    form = AnswerForm(request.POST, request.FILES, texts=texts_of(report, request.viewer))
    if form.is_valid() and not form.says_something:
        messages.error(request, _("Write a remark at a section, or choose a file."))
        return redirect("workspace_report", pk=pk)
    return kept(request, report, form) or redirect("workspace_report", pk=pk)


def kept(request, report, form):
    """Keep what the form says; returns the page to show instead of going on, or None when all is kept."""
    if not form.is_valid():
        messages.error(request, _("Nothing was kept yet: please look at the field marked below."))
        return page(request, report.pk, answer=form)
    try:
        if remarks := form.remarks():
            answers.remark(report, remarks, by=request.viewer)
            said = ngettext(
                "Your remark is kept with the text. The ISU reads it there.",
                "Your remarks are kept with the texts. The ISU reads them there.",
                len(remarks),
            )
            messages.success(request, said)
        if form.upload:
            hand_in(request, report, form)
    except Refused as reason:
        messages.error(request, str(reason))
        note = form.cleaned_data["note"]
        return page(request, report.pk, unkept=[*form.remarks(), *([(None, "", note)] if note else [])])
    return None


def hand_in(request, report, form):
    note = form.cleaned_data["note"]
    row, is_new = answers.hand_in(report, form.upload, by=request.viewer, text=form.text(), note=note)
    said = _("Your file is sealed and kept with the report. Its SHA-256: %(hash)s")
    messages.success(
        request, (said if is_new else _("This very file is kept already. Its SHA-256: %(hash)s")) % {"hash": row.sha256}
    )


@for_deciders
@require_safe
def returned_file(request, pk):
    """An annotated file as it came, once it was looked through; always a download."""
    row = get_object_or_404(ReturnedFile.objects.visible_to(request.viewer), pk=pk)
    return hand_out(row.handed_out, row.file_name)
