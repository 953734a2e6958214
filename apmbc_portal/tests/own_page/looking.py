"""The address of the own page of a person, what one agrees to, and all that is held."""

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, Publication
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from engagements.models import Enquiry
from meetings.models import Consent, Contact, Participant

LIST, NAMING = Consent.Purpose.CONTACT_LIST, Consent.Purpose.NAMING


def link(contact, step="", version=None, purpose="person"):
    token = token_for(purpose, f"contact:{contact.pk}", version or contact.link_version)
    return f"/privacy/person/{token}/{step}"


def everything():
    models = [Contact, Consent, Participant, Letter, Event, Enquiry, User, Publication]
    return [list(model._base_manager.order_by("pk").values()) for model in models]
