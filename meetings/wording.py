"""The sentences people agree to: kept with each consent as they were shown, so a changed one here changes no consent given before."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.consents import LIST, NAMING, Given
from meetings.models import Consent

# As an organisation reads them, of somebody it names.
LISTING = _(
    "This person agrees that their name, function, organisation, e-mail address and telephone number appear in the contact list of "
    "this meeting, which is given to its participants for follow-up."
)
NAMED = _(
    "This person agrees to be named in the report of this meeting, with their presence and what they said and proposed there; "
    "the host State opens the report to whom it decides."
)
# As the person reads them on their own page.
LIST_ME = _(
    "I agree that my name, function, organisation, e-mail address and telephone number appear in the contact list of each meeting "
    "ticked here, which is given to its participants for follow-up."
)
NAME_ME = _(
    "I agree to be named in the report of each meeting ticked here, with my presence and what I said and proposed there; its host "
    "State opens the report to whom it decides."
)
# Said once beneath the boxes, and kept with each.
HOLDS = _(
    "What is ticked here holds for two years unless the person confirms it, and can be withdrawn at any time on their own page or "
    "by writing to the ISU."
)
HOLDS_ME = _("This holds for two years unless I confirm it, and I can withdraw it at any time on this page.")
OF_SOMEBODY = {LIST: LISTING, NAMING: NAMED}
OF_ONESELF = {LIST: LIST_ME, NAMING: NAME_ME}


def in_an_answer():
    """How people agree on the page of an invitation, in the language it is shown in."""
    return Given(Consent.Where.ANSWER, _kept(OF_SOMEBODY, HOLDS), get_language())


def on_their_page():
    """How they agree on their own page."""
    return Given(Consent.Where.OWN_PAGE, _kept(OF_ONESELF, HOLDS_ME), get_language())


def at_the_desk(letter):
    """How they agree in a letter, mail or call that the desk records."""
    return Given(Consent.Where.DESK, _kept(OF_SOMEBODY, HOLDS), get_language(), letter)


def _kept(sentences, holds):
    return {purpose: f"{words} {holds}" for purpose, words in sentences.items()}
