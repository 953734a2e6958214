"""Languages and time."""

from django.utils.translation import gettext_lazy as _

from apmbc_portal.settings.base import BASE_DIR

# One language so far: a page never mixes languages, so a language is listed here once its interface is translated.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "apmbc_portal.formats"  # Django's English dates are American
USE_TZ = True
TIME_ZONE = "Europe/Zurich"  # the ISU's desk; meetings carry their own zone
