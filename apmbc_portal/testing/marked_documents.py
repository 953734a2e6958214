"""Documents of every kind about the rows of a file of the check, with marked words in their titles and files."""

import datetime
from dataclasses import replace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.testing.marked import DRAFTS, OPENED
from apmbc_portal.visibility import PUBLIC, Viewer
from reports.kinds import KINDS, content_of
from reports.models import Document
from reports.printing.formats import engine_of

LATELY = datetime.timedelta(minutes=65)  # "an hour ago", for as long as anybody looks


def write_documents(file):
    """Documents of every kind in every form, one of each state, and what the record says."""
    desk = Viewer(isu=True, capacity="isu", label=file.word("event label"))
    record(desk, "act", file.word("event subject"), about=file.rows["engagement"].reference, note=file.word("event note"))
    signed = replace(desk, shared=True, signatory=file.word("ledger signature"))
    record_decision(
        file.state.iso3, signed, "open_to", file.word("ledger subject"), text=file.word("ledger text"), note=file.word("ledger note"),
        to=file.word("ledger receiver"), names_shown=[{"kind": "person", "passage": file.word("ledger passage")}],
    )  # fmt: skip
    for kind in KINDS.values():
        column, model = Document.SUBJECTS[kind.name].column, Document.SUBJECTS[kind.name].model()
        subjects = {name: row for name, row in file.rows.items() if isinstance(row, model) and name not in DRAFTS}
        for name, row in (subjects or {str(kind.name): file.state}).items():
            # Of a text by its stage, of a ledger its State; all others as when they are open.
            made_for = kind.made_for(row, PUBLIC) if kind.name in ("report", "ledger") else "readers"
            for file_format in kind.formats if name in OPENED else kind.formats[:1]:
                write(file, f"{name} document ready", kind, {column: row}, file_format, made_for)
            if name in ("full", "public", "drafting text", "contact_list"):
                for status in ("failed", "queued"):
                    write(file, f"{name} document {status}", kind, {column: row}, kind.formats[0], made_for, status)
    if file.beside:  # of a text that everybody reads, printed while its words were others
        on = {"text": file.beside.rows["public"]}
        for stage in ("isu", "state"):
            write(file, f"public document for {stage}", KINDS["report"], on, "pdf", stage)


def write(file, name, kind, on, file_format, made_for, status="ready"):
    (row,) = on.values()
    content = content_of(kind.name, row)
    name = name if file_format == kind.formats[0] else f"{name} {file_format}"
    is_public = kind.is_public(row) and not hasattr(row, "audience")  # everybody may read that there is a brief of a State
    title = kind.title(content)[:300] if is_public else file.word(f"{name.replace(f' {file_format}', '')} title")
    document = Document(
        **on, kind=kind.name, format=file_format, made_for=made_for, status=status, title=title, content=content,
        content_hash=f"{file.key} {name} {row.pk}"[:64], error=file.word(f"{name} error") if status == "failed" else "",
        asked_as=file.word(f"{name} asked_as"), asked_at=timezone.now() - waiting(), finished_at=file.rows["meeting"].starts_at,
    )  # fmt: skip
    if file.real_files:  # as a worker makes it
        data, document.pages = engine_of(document).render(content, lambda *said: None)
        document.file = default_storage.save(f"canary/{file.key}-{name}", ContentFile(data))
    else:
        document.file = file.store(name) if not is_public else default_storage.save(f"canary/{file.key}", ContentFile(b"-"))
    document.save(force_insert=True)
    (file.of_everybody if is_public else file.rows)[name] = document


def waiting():
    """How long a document has waited: what is planted later was asked for earlier, so that hidden ones stand before open ones."""
    return LATELY + datetime.timedelta(seconds=5 * Document.objects.count())
