"""A report's text in another language: begun from the original, kept in step with it, removed while the ISU writes."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from apmbc_portal import history
from apmbc_portal.audit.record import record
from apmbc_portal.workflow import Refused
from engagements.languages import language_name
from engagements.models import Comment
from reports.frozen import outcome_words, printed_outcomes
from reports.models import OutcomeReport, ReportSection, ReportText


@transaction.atomic
def add_translation(text, language, *, translator="", is_authoritative=False, by):
    """Begin `text` in another language, with the sections of the original and none of their words. Raises `Refused`."""
    report = editable(text)
    if text.original_id:
        raise Refused(_("Translate from the original: a translation of a translation loses what it says."))
    if report.texts.filter(kind=text.kind, language=language).exists():
        raise Refused(_("This text exists in %(language)s already.") % {"language": language_name(language)})
    translation = ReportText.objects.create(
        report=report, kind=text.kind, language=language, attribution=text.attribution, original=text,
        translator=translator, is_authoritative=is_authoritative,
    )  # fmt: skip
    follow(text)
    record(by, "add_translation", report, text=text.kind, language=language)
    return translation


@transaction.atomic
def remove_translation(text, *, by):
    """Take a translation away for good. What a State has spoken of stays. Raises `Refused`."""
    report = editable(text)
    if not text.original_id:
        raise Refused(_("This is the original; the others are translated from it."))
    if Comment.objects.filter(subject=text.release_id).exists() or text.returned_files.exists():
        raise Refused(_("The State has spoken of this text: it stays, with what was said."))
    names = [name for name in text.documents.values_list("file", flat=True) if name]
    kind, language = text.kind, text.language
    text.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
    record(by, "remove_translation", report, text=kind, language=language)


def editable(text):
    """The report of `text`, locked, while the ISU writes it."""
    report = OutcomeReport.objects.select_for_update().get(pk=text.report_id)
    if not report.is_editable:
        raise Refused(_("The words are with the State or approved by it. A change is a new version."))
    return report


@transaction.atomic
def follow(text):
    """Give the translations of `text` its attribution and its sections: number, theme and place are the original's.

    A section the original has no more goes too, unless it was translated: that is for the ISU to decide.
    """
    originals = list(text.sections.all())
    for translation in text.translations.all():
        if translation.attribution != text.attribution:
            translation.attribution = text.attribution
            translation.save(update_fields=["attribution"])
        own = {section.original_id: section for section in translation.sections.exclude(original=None)}
        translation.sections.filter(original=None, title="", body="").delete()
        for section in originals:
            place = {"number": section.number, "theme": section.theme, "position": section.position}
            if section.pk in own:
                history.update(ReportSection.objects.filter(pk=own[section.pk].pk).exclude(**place), **place)
            else:
                ReportSection.objects.create(text=translation, original=section, title="", body="", **place)


def not_translated(text):
    """What of its original a translation does not say yet, in the words of the page: headings and parts."""
    if not text.original_id:
        return []
    original = text.original
    missing = [str(label) for label, name in ((_("Title"), "title"), (_("Summary"), "summary"))
               if getattr(original, name).strip() and not getattr(text, name).strip()]  # fmt: skip
    own = {section.original_id: section for section in text.sections.all()}
    for section in original.sections.all():
        said = own.get(section.pk)
        if said is None or not said.title.strip() or (section.body.strip() and not said.body.strip()):
            missing.append(str(section))
    if any(section.original_id is None for section in text.sections.all()):
        missing.append(_("a section the original has no more"))
    return missing


def wordings_of(text):
    """[(outcome, its words in the original, its words here)] for everything agreed that this text prints."""
    public = text.kind == ReportText.Kind.PUBLIC
    said = {row.outcome_id: row.wording for row in text.outcome_wordings.all()}
    return [(outcome, outcome_words(outcome, public), said.get(outcome.pk, "")) for outcome in printed_outcomes(text)]
