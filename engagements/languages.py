"""Languages a meeting may be held in or interpreted from: BCP 47 codes with their English names.

The six of the United Nations come first on every form; the others are typed by name or code.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UN_LANGUAGES = {
    "ar": _("Arabic"), "zh": _("Chinese"), "en": _("English"), "fr": _("French"), "ru": _("Russian"), "es": _("Spanish"),
}  # fmt: skip

OTHER_LANGUAGES = {
    "af": _("Afrikaans"), "sq": _("Albanian"), "am": _("Amharic"), "hy": _("Armenian"), "az": _("Azerbaijani"),
    "be": _("Belarusian"), "bn": _("Bengali"), "bs": _("Bosnian"), "bg": _("Bulgarian"), "my": _("Burmese"),
    "ca": _("Catalan"), "hr": _("Croatian"), "cs": _("Czech"), "da": _("Danish"), "prs": _("Dari"), "nl": _("Dutch"),
    "dz": _("Dzongkha"), "et": _("Estonian"), "fi": _("Finnish"), "ff": _("Fulah"), "ka": _("Georgian"), "de": _("German"),
    "el": _("Greek"), "ha": _("Hausa"), "he": _("Hebrew"), "hi": _("Hindi"), "hu": _("Hungarian"), "is": _("Icelandic"),
    "id": _("Indonesian"), "it": _("Italian"), "ja": _("Japanese"), "kk": _("Kazakh"), "km": _("Khmer"),
    "rw": _("Kinyarwanda"), "rn": _("Kirundi"), "ko": _("Korean"), "ku": _("Kurdish"), "ckb": _("Kurdish (Sorani)"),
    "ky": _("Kyrgyz"), "lo": _("Lao"), "lv": _("Latvian"), "ln": _("Lingala"), "lt": _("Lithuanian"), "lg": _("Luganda"),
    "mk": _("Macedonian"), "mg": _("Malagasy"), "ms": _("Malay"), "mt": _("Maltese"), "mn": _("Mongolian"),
    "cnr": _("Montenegrin"), "ne": _("Nepali"), "no": _("Norwegian"), "om": _("Oromo"), "ps": _("Pashto"),
    "fa": _("Persian"), "pl": _("Polish"), "pt": _("Portuguese"), "qu": _("Quechua"), "ro": _("Romanian"),
    "sm": _("Samoan"), "sr": _("Serbian"), "sn": _("Shona"), "si": _("Sinhala"), "sk": _("Slovak"), "sl": _("Slovenian"),
    "so": _("Somali"), "sw": _("Swahili"), "sv": _("Swedish"), "tg": _("Tajik"), "ta": _("Tamil"), "tet": _("Tetum"),
    "th": _("Thai"), "ti": _("Tigrinya"), "to": _("Tongan"), "tr": _("Turkish"), "tk": _("Turkmen"), "uk": _("Ukrainian"),
    "umb": _("Umbundu"), "ur": _("Urdu"), "uz": _("Uzbek"), "vi": _("Vietnamese"), "wo": _("Wolof"), "yo": _("Yoruba"),
    "zu": _("Zulu"),
}  # fmt: skip
LANGUAGES = UN_LANGUAGES | OTHER_LANGUAGES

FROM_RIGHT = {"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"}


def is_rtl(code):
    """Whether a language is written from right to left."""
    return code.lower().replace("_", "-").split("-")[0] in FROM_RIGHT


def language_name(code):
    """The name of a language by its code; the code itself where a letter brought one we do not know."""
    return LANGUAGES.get(code, code)


class InALanguage:
    """A row with a column `language`: the language of its words."""

    @property
    def name_of_language(self):
        return language_name(self.language)

    @property
    def is_rtl(self):
        return is_rtl(self.language)


def read_languages(typed):
    """The codes in a line such as “Portuguese, km”; raises where one is unknown, and names it."""
    by_name = {str(name).casefold(): code for code, name in LANGUAGES.items()}
    codes, unknown = [], []
    for word in (part.strip() for part in typed.replace(";", ",").split(",")):
        if not word:
            continue
        code = word.lower() if word.lower() in LANGUAGES else by_name.get(word.casefold())
        if code is None:
            unknown.append(word)
        elif code not in codes:
            codes.append(code)
    if unknown:
        raise ValidationError(
            _("The portal does not know: %(words)s. Write a name such as Portuguese or a code such as pt."),
            code="unknown_language",
            params={"words": ", ".join(f"“{word[:40]}”" for word in unknown)},
        )
    return codes
