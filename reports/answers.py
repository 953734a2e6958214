"""What a State says about a report that is with it: remarks on its sections, annotated files, and how the ISU hears of it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record
from apmbc_portal.workflow import Refused
from engagements.actions import say
from engagements.models import Comment
from reports import letters
from reports.models import OutcomeReport, ReturnedFile
from reports.workflow import answering_refusal


def host_speaking(report, by, citing=None):
    """The host engagement whose State speaks here: the viewer's own, or the one whose letter is cited."""
    states = {citing.state_id} if citing is not None and by.isu else by.states
    return next(host for host in report.hosts() if host.state_id in states)


@transaction.atomic
def remark(report, remarks, *, by):
    """Keep what a State says about single sections: (text, section, words) each. Returns how many are new.

    What was said word for word already, by a second click say, is not said twice. Raises `Refused`.
    """
    report = OutcomeReport.objects.select_for_update().get(pk=report.pk)
    if reason := answering_refusal(report, by):
        raise Refused(str(reason))
    host, author = host_speaking(report, by), User.objects.filter(pk=by.person).first()
    fresh = [one for one in remarks if one[2].strip() and not is_said(report, host, *one)]
    for text, section, words in fresh:
        say(host, words, by=by, author=author, subject=text.release_id, section=str(section)[:120], letter=False)
    if fresh:
        record(by, "remark_on_report", report, about=host.reference or "", remarks=len(fresh))
        letters.report_remarked_on(report, host)
    return len(fresh)


def is_said(report, host, text, section, words):
    said = Comment.objects.filter(engagement=host, subject=text.release_id, section=str(section)[:120], text=words)
    return said.filter(at__gte=report.words_since).exists()


def hand_in(report, upload, *, by, text=None, note="", citing=None):
    """Seal an annotated file with the words it speaks of. Returns (the row, whether it is new). Raises `Refused`."""
    if reason := answering_refusal(report, by, citing=citing):
        raise Refused(str(reason))
    row = ReturnedFile(
        report=report, engagement=host_speaking(report, by, citing), text=text, words_of=report.words_since, size=upload.size,
        note=note, cites=citing, returned_by=by.label[:200],
    )  # fmt: skip
    row.take(upload)  # the store is never waited for inside a transaction
    try:
        with transaction.atomic():
            keep(row, by)
    except (IntegrityError, Refused) as reason:
        row.file.storage.delete(row.file.name)
        same = {"report": row.report_id, "engagement": row.engagement_id, "words_of": row.words_of, "sha256": row.sha256}
        if isinstance(reason, IntegrityError) and (found := ReturnedFile.objects.filter(**same).first()):
            return found, False
        raise
    return row, True


def keep(row, by):
    """Insert the row while the report still waits for an answer, with its line of history and a word to the ISU."""
    report = OutcomeReport.objects.select_for_update().get(pk=row.report_id)
    if reason := answering_refusal(report, by, citing=row.cites):
        raise Refused(str(reason))
    if report.words_since != row.words_of:
        raise Refused(_("The report was sent anew since you opened this page. Please read it again; the file was not kept."))
    row.save(force_insert=True)
    row.ask_check()
    evidence = row.cites.describe() if row.cites else ""
    record(by, "hand_in_file", report, about=row.about(), file=row.file_name, sha256=row.sha256, cites=evidence)
    if not by.isu:
        letters.report_remarked_on(report, row.engagement)
