"""Chains that were sealed over the words themselves are sealed anew over their hashes, and say so in an entry that keeps the seals of before.

No release of the portal had the older form; test installations may hold such chains. One that is not whole is not written anew.
"""

import datetime
import hashlib
import hmac
import json
import secrets

from django.conf import settings
from django.db import migrations
from django.utils import timezone

AUDIENCES = ("", "state", "committee", "participants", "both", "partners", "public")
TYPED = ("note", "signed_by", "names_shown")


def let_the_record_be_changed(apps, schema_editor):
    """The triggers go, in the transaction that needs it: a chain that stops it stays guarded. They come back after the migrations."""
    for table in ("audit_ledgerentry", "audit_event"):
        for verb in ("update", "delete", "truncate"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS portal_append_only()")


def written(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal_of(entry, **words):
    content = {
        "chain": entry.chain, "number": entry.number, "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "happened_on": entry.happened_on.isoformat(), "person": str(entry.person or ""), "acting_as": entry.acting_as,
        "verb": entry.verb, "about": entry.about, "detail": entry.detail, "previous": entry.previous, **words,
    }  # fmt: skip
    return hmac.new(settings.LEDGER_KEY.encode(), written(content).encode(), hashlib.sha256).hexdigest()


def seal_anew(apps, schema_editor):
    models = (apps.get_model("audit", name) for name in ("LedgerEntry", "LedgerHead", "LedgerWords"))
    entries, heads, all_words = (model.objects.using(schema_editor.connection.alias) for model in models)
    kept = set(heads.filter(number__gt=0).values_list("chain", flat=True))
    if lost := set(entries.order_by().values_list("chain", flat=True)) - kept:
        raise ValueError(f"The head of the ledger of {min(lost)} is missing: run verify_ledger of the release before.")
    for head in heads.filter(chain__in=kept):
        before, old, new, number = {}, "0" * 64, "0" * 64, 0
        for entry in entries.filter(chain=head.chain).order_by("number"):
            sealed = seal_of(entry, subject=entry.subject, text=entry.text, evidence=entry.evidence)
            if (entry.number, entry.previous, entry.seal) != (number + 1, old, sealed):
                raise ValueError(f"The ledger of {head.chain} is not whole at entry {number + 1}: run verify_ledger of the release before.")
            before[str(entry.number)], old, number = entry.seal, entry.seal, entry.number
            typed = {"subject": entry.subject, "text": entry.text, "evidence": entry.evidence}
            typed |= {part: entry.detail.pop(part) for part in TYPED if part in entry.detail}
            if entry.detail.get("to", "") not in AUDIENCES:
                typed["to"] = entry.detail.pop("to")
            entry.hashes = beside(all_words, entry, typed)
            entry.previous = new
            new = entry.seal = seal_of(entry, hashes=entry.hashes)
            entry.save(update_fields=["detail", "hashes", "previous", "seal"])
        if (head.number, head.seal) != (number, old):
            raise ValueError(f"The end of the ledger of {head.chain} is missing: run verify_ledger of the release before.")
        now = timezone.now()
        last = entries.model(
            chain=head.chain, number=number + 1, at=now, happened_on=timezone.localdate(now), acting_as="the portal, at an upgrade",
            verb="seal_anew", subject="", text="", evidence="", detail={"before": before}, previous=new,
        )  # fmt: skip
        last.seal = seal_of(last, hashes={})
        last.save(using=schema_editor.connection.alias, force_insert=True)
        heads.filter(pk=head.pk).update(number=last.number, seal=last.seal)


def beside(all_words, entry, typed):
    hashes = {}
    for part, said in typed.items():
        if said:
            words, salt = written(said) if part == "names_shown" else str(said), secrets.token_hex(16)
            all_words.create(entry=entry, part=part, words=words, salt=salt)
            hashes[part] = hashlib.sha256(f"{salt}{words}".encode()).hexdigest()
    return hashes


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_words_beside_the_ledger'),
    ]

    operations = [migrations.RunPython(let_the_record_be_changed), migrations.RunPython(seal_anew)]
