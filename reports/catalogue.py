"""The catalogue of outcomes: which texts a list shows, what it can be filtered by, what may be said of each row.

A text that names nobody is never found through its host, and its row carries neither host nor meeting nor reference.
"""

import datetime
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value, Window
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from apmbc_portal.visibility import Audience
from engagements.models import State, Theme
from meetings.models import Meeting
from reports.models import ReportText
from reports.search import condition
from reports.workflow import ReportStatus

PAGE = 25
HOSTED = Meeting.host_engagements.through
NOBODY = ReportText.Attribution.NOBODY
NAMING = [ReportText.Attribution.NAMED, ReportText.Attribution.HOST_ONLY]
NAMES_HOST = Q(attribution__in=NAMING)
# A translation stands for its original only where both name the host or neither does: else one would give the other away.
SAME_SIDE = Q(attribution=NOBODY, original__attribution=NOBODY) | Q(attribution__in=NAMING, original__attribution__in=NAMING)
OTHER_SIDE = Q(attribution=NOBODY, original__attribution__in=NAMING) | Q(attribution__in=NAMING, original__attribution=NOBODY)
OPENED = Coalesce("published_at", "audience_since", "report__created_at")
HEAVY = ("participants", "outcomes")  # read by the page of one text alone


def approved(viewer):
    """The approved texts `viewer` may read, in every language and version."""
    return ReportText.objects.visible_to(viewer).filter(report__status=ReportStatus.APPROVED)


def listed(viewer):
    """One row for each text: in its original language where the viewer sees that, and in its latest version they see."""
    seen = approved(viewer)
    same = {field: OuterRef(field) for field in ("report__meeting", "kind", "language", "attribution")}
    later = seen.filter(report__version__gt=OuterRef("report__version"), **same)
    first = Q(original__isnull=True) | ~Q(original__in=seen.values("pk")) | OTHER_SIDE
    return seen.filter(first).exclude(Exists(later)).annotate(opened=OPENED).order_by("-opened", "-pk")


def of_hosts(**host):
    """The condition that a State with these facts hosts, for texts that name their host."""
    return NAMES_HOST & Q(report__meeting__in=HOSTED.objects.filter(**host).values("meeting"))


@dataclass(frozen=True)
class Filters:
    """What a reader asked the catalogue for; read from the address, so that a list can be bookmarked and sent on."""

    q: str = ""
    state: str = ""
    region: str = ""
    theme: str = ""
    year: str = ""
    page: int = 1

    @classmethod
    def read(cls, query):
        """From the query of an address; what makes no sense there is left out."""
        given = {
            name: query.get(name, "").replace("\x00", "").strip() for name in ("q", "state", "region", "theme", "year", "page")
        }
        page = int(given["page"]) if given["page"].isdecimal() and given["page"].isascii() and len(given["page"]) < 6 else 1
        year = (
            given["year"]
            if given["year"].isascii() and given["year"].isdecimal() and 1997 <= int(given["year"][:6]) < 2200
            else ""
        )
        return cls(
            q=given["q"][:400], state=given["state"][:3].upper(), region=given["region"][:60],
            theme=given["theme"] if given["theme"] in Theme.values else "", year=year, page=max(1, page),
        )  # fmt: skip

    @property
    def any(self):
        return bool(self.q or self.state or self.region or self.theme or self.year)

    def apply(self, texts, viewer):
        """`texts` (of `listed`) that answer to every filter; a translation's words find its original."""
        if self.q:
            found = condition(self.q)
            translated = approved(viewer).filter(found, SAME_SIDE)
            texts = texts.filter(found | Q(pk__in=translated.values("original")))
        if self.state:
            texts = texts.filter(of_hosts(engagement__state__iso3=self.state))
        if self.region:
            texts = texts.filter(of_hosts(engagement__state__region=self.region))
        if self.theme:
            texts = texts.filter(themes__contains=self.theme)
        if self.year:
            first = timezone.make_aware(datetime.datetime(int(self.year), 1, 1))
            texts = texts.filter(opened__gte=first, opened__lt=timezone.make_aware(datetime.datetime(int(self.year) + 1, 1, 1)))
        return texts


@dataclass
class Row:
    """A text as a list shows it."""

    text: ReportText
    states: list
    versions: list  # (code, language) of the same text in other languages
    sight: str = ""

    @property
    def themes(self):
        return [Theme(letter).label for letter in self.text.themes]

    @property
    def languages(self):
        return [language_name(self.text.language), *(language_name(language) for _code, language in self.versions)]

    @property
    def is_demo(self):
        return any(state.is_demo for state in self.states)


def rows(texts, viewer):
    """Rows for a handful of texts of `listed`, in three queries however many there are."""
    texts = list(texts.select_related("report").defer(*HEAVY))
    hosts, versions = {}, {}
    named = {text.report.meeting_id for text in texts if text.names_host}
    for link in (
        HOSTED.objects.filter(meeting__in=named).select_related("engagement__state").order_by("engagement__state__name_en")
    ):
        hosts.setdefault(link.meeting_id, []).append(link.engagement.state)
    by_key = {text.pk: text for text in texts}
    others = approved(viewer).filter(SAME_SIDE, original__in=list(by_key)).order_by("language")
    for original, code, language in others.values_list("original", "code", "language"):
        versions.setdefault(original, []).append((code, language))
    return [
        Row(
            text, hosts.get(text.report.meeting_id, []) if text.names_host else [], versions.get(text.pk, []), sight(text, viewer)
        )
        for text in texts
    ]


def page_of(texts, number, viewer):
    """(rows, how many there are in all) of one page."""
    start = (number - 1) * PAGE
    found = rows(texts.annotate(total=Window(Count("pk")))[start : start + PAGE], viewer)
    return found, found[0].text.total if found else 0


def facets(viewer):
    """What the filters offer: States, regions and years of the texts this viewer may see, in one query."""
    texts = approved(viewer).annotate(opened=OPENED).order_by()
    text = CharField()
    years = texts.annotate(year=Cast(ExtractYear("opened"), text)).annotate(
        a=Value("year", text), b=Value("", text), c=Value("", text)
    )
    hosting = HOSTED.objects.filter(meeting__in=texts.filter(NAMES_HOST).values("report__meeting")).values("engagement")
    states = State.objects.filter(engagements__in=hosting).order_by().annotate(a=Value("state", text))
    name = f"name_{(get_language() or 'en')[:2]}"
    offered = {"year": set(), "state": set()}
    for kind, value, title, region in (
        years.values_list("a", "year", "b", "c").distinct().union(states.values_list("a", "iso3", name, "region").distinct())
    ):
        offered[kind].add((value, title or value, region))
    return {
        "years": sorted((year for year, _title, _region in offered["year"]), reverse=True),
        "states": sorted(((iso3, title) for iso3, title, _region in offered["state"]), key=lambda one: one[1]),
        "regions": sorted({region for _iso3, _title, region in offered["state"] if region}),
        "themes": Theme.choices,
    }


def language_name(code):
    """A language in the page's own language; the bare code where nobody has a name for it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def sight(item, viewer):
    """For whom a releasable row is open, where that is not everybody: the mark beside its title."""
    audience, _since = viewer.audience_of(item)
    if audience == Audience.PUBLIC:
        return ""
    if item.release_id in viewer.granted:
        return _("opened to you by name")
    return _("open to: %(audience)s") % {"audience": Audience(audience).label}


def first_public(text, viewer):
    """Since when everybody reads a text; in a preview for everybody, since now."""
    audience, since = viewer.audience_of(text)
    return text.published_at or (since if viewer.supposed and audience == Audience.PUBLIC else None)
