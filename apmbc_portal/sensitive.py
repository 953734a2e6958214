"""Text that looks like a place on a map or like a person who was hurt: a warning for whoever typed it, never a block.

A position tells where mines lie or where somebody lives; a survivor named with age or number can be found. People know
better than patterns what may be said, so nothing here refuses anything. A pattern that cries wolf is not read: numbers
count as a position only where no list of figures looks like that.
"""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

MOST = 200_000  # characters looked through; the fields of the portal hold less
_DEGREE = r"[°º˚]"
_MINUTE = r"['’′´]"
_SECOND = r"(?:[\"”″]|'')"
_SIDE = r"[NSEWO]"

DECIMALS = re.compile(
    r"(?<![\d.,])([-+\u2212]?\d{1,2}[.,]\d{4,12})\s*(?:[°º˚]\s*)?([NS]\b)?\s{0,3}(?:[,;/|]\s{0,3}|\s)"
    r"([-+\u2212]?\d{1,3}[.,]\d{4,12})(?!\d|\.\d|,\s?\d{1,3}[.,]\d)\s*(?:[°º˚]\s*)?([EWO]\b)?"
)
LABELLED = re.compile(
    r"\b(?:lat(?:itude|itud)?|lon(?:g|gitude|gitud)?|широта|долгота|خط العرض|خط الطول)\b\W{0,5}[-+\u2212]?\d{1,3}[.,]\d{2,12}",
    re.I,
)
DEGREES = re.compile(
    rf"\b\d{{1,3}}\s?{_DEGREE}\s?\d{{1,2}}(?:[.,]\d{{1,6}})?\s?{_MINUTE}(?:\s?\d{{1,2}}(?:[.,]\d{{1,6}})?\s?{_SECOND})?", re.I
)
DECIMAL_DEGREES = re.compile(rf"\b\d{{1,3}}[.,]\d{{3,12}}\s?{_DEGREE}\s?{_SIDE}\b")
MGRS = re.compile(r"(?<![A-Z0-9])(?:[1-9]|[1-5]\d|60)\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(\d{3,5})\s?(\d{3,5})(?!\d)")
MGRS_PACKED = re.compile(r"(?<![A-Z0-9])(?:[1-9]|[1-5]\d|60)[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(\d{6}|\d{8}|\d{10})(?!\d)")
UTM = re.compile(
    r"(?<![A-Z0-9])(?:[1-9]|[1-5]\d|60)\s?[C-HJ-NP-X]\W{1,3}(?:E(?:asting)?\W{0,3})?\d{6}(?:[.,]\d+)?\s?m?\s?E?\W{1,4}"
    r"(?:N(?:orthing)?\W{0,3})?\d{6,7}(?:[.,]\d+)?",
    re.I,
)
EASTING = re.compile(r"\beasting\b\W{0,4}\d{5,7}.{0,40}?\bnorthing\b\W{0,4}\d{5,8}", re.I | re.S)
PLUS_CODE = re.compile(r"(?<![A-Z0-9])[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}(?![A-Z0-9])")
WORDS_OF_PLACE = re.compile(r"(?<![/\w])///[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}")
POSITIONS = [LABELLED, DEGREES, DECIMAL_DEGREES, MGRS_PACKED, UTM, EASTING, PLUS_CODE, WORDS_OF_PLACE]

# The field's own subjects: they speak of victims and of nobody in particular.
SUBJECTS = re.compile(
    r"victim[- ]assistance|assistance (?:to|for) (?:the )?(?:mine )?victims|victims?['’]? (?:rights|organi[sz]ations?|associations?)|"
    r"assistance aux victimes|asistencia a (?:las )?v[ií]ctimas|assist[êe]ncia [àa]s v[ií]timas|помощь пострадавшим|مساعدة الضحايا",
    re.I,
)
HURT = re.compile(
    r"\b(?:victims?|survivors?|casualt(?:y|ies)|amputees?|injured|wounded|maimed|killed|lost (?:his|her|a|one|both) \w+|"
    r"victimes?|survivante?s?|rescap[ée]e?s?|bless[ée]e?s?|tu[ée]e?s?|amput[ée]e?s?|v[ií]ctimas?|sobrevivientes?|herid[oa]s?|"
    r"v[ií]timas?|sobreviventes?|ferid[oa]s?|пострадавш\w+|жертв\w+|ранен\w+|погиб\w+)\b|ضحية|ضحايا|ناجٍ|ناج من|ناجية|مصاب|جريح",
    re.I,
)
NAME = r"[^\W\d_a-zà-öø-ÿ][\w'’-]{1,20}"
PERSON = re.compile(
    r"\b(?:aged|age|âgée? de|edad|de edad|idade|возраст\w*)\W{0,3}\d{1,3}\b|\b\d{1,2}[- ]?(?:years?[- ]old|yrs? old|y/o|ans\b|años\b|"
    r"anos\b|лет\b|год\w?\b|سنة|عام)|\b(?:born|née? le|nacid[oa]|nascid[oa]|date of birth|dob|дата рождения|تاريخ الميلاد)\b.{0,20}\d{2}|"
    r"\b(?:named|called|name is|name:|nommée?|appelée?|llamad[oa]|chamad[oa])\s+(?-i:" + NAME + r")|"
    r"(?-i:\b(?:Mr|Mrs|Ms|Miss|Mme|M|Mlle|Sr|Sra|Señor|Señora|Senhor|Senhora)\b\.?\s+" + NAME + r")|"
    r"(?-i:" + NAME + r"(?:\s+" + NAME + r"){1,3}),?\s+(?:(?:who|qui|quien|que)\s+)?(?:lost (?:his|her|a|one|both)\b|"
    r"(?:was|is) (?:an? )?(?:injured|wounded|killed|maimed|victim|survivor|amputee)\b|a perdu\b|a été (?:bless|tu|amput)[ée]|"
    r"perdió\b|fue (?:herid|amputad)[oa]|perdeu\b|foi (?:ferid|amputad)[oa])|"
    r"(?:passport|identity card|ID card|national ID|id no|c[ée]dula)\W{0,10}\w*\d{4,}|\+\d{2,3}[ \d-]{7,}",
    re.I,
)
TITLES = re.compile(r"\b(Mr|Mrs|Ms|Mme|Mlle|Dr|Sr|Sra|Prof|M)\.")  # a dot that ends no sentence
SENTENCE = re.compile(r"[^.!?\n\r؟。]{1,600}(?:[.!?](?=\S)[^.!?\n\r]{1,200}){0,3}")


@dataclass(frozen=True)
class Found:
    """What a text holds: `what` ("position" or "victim") and the words that look so."""

    what: str
    words: str


def find(text):
    """[Found, …]: at most one of each kind, with the first words that look so."""
    text = str(text or "")[:MOST]
    found = [Found("position", words) for words in [position_in(text)] if words]
    return found + [Found("victim", words) for words in [victim_in(text)] if words]


def kinds_in(text):
    return [one.what for one in find(text)]


def position_in(text):
    """The first words that look like a place on a map, or an empty string."""
    for match in DECIMALS.finditer(text):
        if on_earth(match):
            return shown(match[0])
    for match in MGRS.finditer(text):
        if len(match[1]) == len(match[2]):
            return shown(match[0])
    return next((shown(match[0]) for pattern in POSITIONS if (match := pattern.search(text))), "")


def on_earth(match):
    """Whether two figures are a latitude and a longitude, and written as such rather than as figures of a list."""
    latitude, north, longitude, east = match.groups()
    marked = bool(north or east) or "°" in match[0] or latitude[0] in "+-\u2212" or longitude[0] in "+-\u2212"
    if not marked and ("," in latitude and "," in longitude and not re.search("[;/|]", match[0])):
        return False
    if not marked and not re.search("[,;/|]", match[0][len(latitude) : -len(longitude)]):
        return False
    return abs(figure(latitude)) <= 90 and abs(figure(longitude)) <= 180


def figure(text):
    return float(text.replace(",", ".").replace("\u2212", "-"))


def victim_in(text):
    """The first sentence that speaks of somebody hurt who could be found by it, or an empty string."""
    if not HURT.search(text):
        return ""
    plain = TITLES.sub(lambda found: f"{found[1]} ", SUBJECTS.sub(lambda found: "-" * len(found[0]), text))
    for sentence in SENTENCE.finditer(plain):
        if HURT.search(sentence[0]) and PERSON.search(sentence[0]):
            return shown(text[sentence.start() : sentence.end()])
    return ""


def shown(words):
    words = " ".join(words.split())
    return words if len(words) <= 80 else words[:79] + "…"


SENTENCES = {
    "position": _("“%(words)s” looks like a position on the map. Please check that whoever may read this may know the place."),
    "victim": _(
        "“%(words)s” looks as if somebody who was hurt could be recognised. Please check that they agreed, or leave them out."
    ),
}


def notices(text):
    """One sentence a kind for the person who typed `text`."""
    return [SENTENCES[one.what] % {"words": one.words} for one in find(text)]


def named_notices(fields):
    """The sentences for several fields at once, each beginning with its label: [(label, text), …]."""
    return [
        now("%(field)s: %(notice)s") % {"field": str(label).rstrip(":?"), "notice": notice}
        for label, text in fields
        for notice in notices(text)
    ]


def point_out(request, *forms):
    """After saving: what the texts that were changed in these forms look like, each with its field. The page says it once."""
    fields = [
        (form.fields[name].label or name, form.cleaned_data.get(name))
        for form in forms
        for name in form.changed_data
        if isinstance(getattr(form, "cleaned_data", {}).get(name), str)
    ]
    for sentence in dict.fromkeys(named_notices(fields)):
        messages.warning(request, sentence)
