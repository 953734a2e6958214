"""What a request may name by a tick: kinds of participants, and support of the Committee."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParticipantKind(models.TextChoices):
    DONORS = "donors", _("States in a position to provide assistance")
    SOUTH_SOUTH = "south_south", _("States with experience to share: South-South or regional partners")
    OPERATORS = "operators", _("Mine action operators")
    UN = "un", _("The United Nations and its agencies")
    ORGANISATIONS = "organisations", _("Other international and regional organisations")
    FINANCE = "finance", _("Development banks and financing institutions")
    CIVIL_SOCIETY = "civil_society", _("Civil society, survivors and organisations of persons with disabilities")
    COMMITTEES = "committees", _("Other committees of the Convention")


class Support(models.TextChoices):
    SUGGESTIONS = "suggestions", _("Suggestions from experience: format, structure, participants")
    CHAIR = "chair", _("Opening by the Chair, and moderation of the discussion")
    PARTICIPANTS = "participants", _("Finding participants and inviting them")
    ROOM = "room", _("A room and a time on the margins of a meeting")
    PAPER = "paper", _("Help with presenting status, needs and challenges in writing")
    SUMMARY = "summary", _("A report of the meeting and a contact list")
    FOLLOW_UP = "follow_up", _("Follow-up: further meetings, contacts, the Platform for Partnerships")


def labels(choices, values):
    """The words for stored values; a value no longer offered is shown as it is."""
    known = dict(choices.choices)
    return [known.get(value, value) for value in values]
