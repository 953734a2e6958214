"""Full-text search in the texts of reports, blind to accents and case, with the same answers on SQLite and PostgreSQL.

Words are cut and folded here, in Python, and reach either engine as bare terms: neither parses what a reader typed.
The rule of visibility comes first: a search narrows a queryset that `visible_to` has already made.
"""

import re
import unicodedata

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from apmbc_portal.audit.models import Publication
from engagements.models import Theme
from reports.models import ReportText, SearchEntry

LONGEST_TERM = 60
MOST_BYTES = 600_000  # PostgreSQL takes a megabyte of terms for one row
MOST_QUERY_TERMS = 16
PREFIX_FROM = 3  # "clear" finds "clearance"; two letters would find half of everything
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: Han, kana, Thai, Lao, Myanmar, Khmer. Found by single signs and pairs of them.
UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")


def fold(words):
    """Lower case without accents or other marks: "Méditerranée" and "mediterranee" are one word."""
    decomposed = unicodedata.normalize("NFKD", words)
    return unicodedata.normalize("NFKC", "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold())


def terms(words, *, asked=False):
    """The terms of a text in order; of a query (`asked`), only those that all have to be found."""
    found = []
    for word in WORD.findall(fold(words)):
        for part in filter(None, UNSPACED.split(word)):
            if not UNSPACED.match(part):
                found.append(part[:LONGEST_TERM])
                continue
            pairs = [part[at : at + 2] for at in range(len(part) - 1)]
            found += pairs if asked and pairs else [*part, *pairs]
    return found


def words_of(text):
    """Every word a text is found by. Where nobody may be named, neither the host nor the reference is among them."""
    parts = [text.title, text.summary, *(str(Theme(letter).label) for letter in text.themes)]
    for section in text.sections.all():
        parts += [section.title, section.body]
    parts += [outcome.get("text", "") for outcome in text.outcomes]
    if text.names_host:
        parts.append(text.report.reference)
        for host in text.hosts():
            parts += [host.state.iso3, *(getattr(host.state, f"name_{language}") for language in LANGUAGES)]
    kept, size = {}, 0
    for term in terms("\n".join(parts)):
        size += 0 if term in kept else len(term.encode()) + 1
        if size > MOST_BYTES:
            break
        kept[term] = None
    return " ".join(sorted(kept))


@transaction.atomic
def index(text):
    """Make `text` findable by its words of now."""
    Publication.bump()  # a list kept from before would go on without it
    entry, __ = SearchEntry.objects.update_or_create(text=text, defaults={"words": words_of(text)})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_words WHERE rowid = %s", [text.pk])
            cursor.execute("INSERT INTO reports_words (rowid, words) VALUES (%s, %s)", [text.pk, entry.words])


@transaction.atomic
def drop(text):
    """Forget the words of `text`."""
    Publication.bump()
    SearchEntry.objects.filter(text=text).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_words WHERE rowid = %s", [text.pk])


def index_all():
    """Index every text again: after restoring a backup, or when words are cut differently. Returns how many."""
    texts = ReportText.objects.select_related("report__meeting").prefetch_related(
        "sections", "report__meeting__host_engagements__state"
    )
    count = 0
    for text in texts.iterator(chunk_size=200):
        index(text)
        count += 1
    return count


def condition(query):
    """The condition that all words of `query` occur; everything for an empty query, nothing for one without words."""
    if not query.strip():
        return Q()
    wanted = list(dict.fromkeys(terms(query[:1000], asked=True)))[:MOST_QUERY_TERMS]
    if not wanted:
        return Q(pk__in=[])
    if connection.vendor == "sqlite":
        match = " ".join(f'"{term}"*' if _as_prefix(term) else f'"{term}"' for term in wanted)
        return Q(pk__in=RawSQL("SELECT rowid FROM reports_words WHERE reports_words MATCH %s", [match]))  # noqa: S611 – a parameter
    match = " & ".join(f"'{term}':*" if _as_prefix(term) else f"'{term}'" for term in wanted)
    found = "SELECT text_id FROM reports_searchentry WHERE terms @@ %s::tsquery"
    return Q(pk__in=RawSQL(found, [match]))  # noqa: S611 – a parameter


def _as_prefix(term):
    return len(term) >= PREFIX_FROM and not UNSPACED.match(term)


def matching(queryset, query):
    """Those texts of `queryset` (already narrowed by `visible_to`) in which all words of `query` occur."""
    return queryset.filter(condition(query))
