"""Letters about what is held on somebody."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.notices.outbox import queue
from engagements.letters import isu_mailboxes, write


def own_page(person):
    """The answer to whoever asked for an address: the personal link, made while the letter is being sent."""
    with override(person.language):
        body = render_to_string("letters/own_page.txt", {"name": person.name, "isu": settings.ISU_EMAIL})
        link = ("person", person.key, person.version)
        return queue(person.addresses[0], _("What is held about you"), body, to_name=person.name, kind="own_page", link=link)


def remnants(places):
    """Word to the desk: texts of States still name somebody who was erased, and it has to decide about each place."""
    write(isu_mailboxes(), "remnants", _("Texts still name somebody who was removed"), about="", kind="remnants", places=places)
