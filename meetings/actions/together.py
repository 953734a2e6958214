"""A joint meeting tells each host of the others: none is planned without the word of every one of them, which its ledger keeps."""

from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record_decision
from apmbc_portal.workflow import FROZEN


def together_refusal(hosts, letters):
    """Why these engagements cannot host one meeting upon these letters; an empty string means they can, and for a single host always."""
    states = {host.state_id: host.state for host in hosts}
    if len(states) < 2:
        return ""
    for state in states.values():
        own = [letter for letter in letters if letter.state_id == state.pk]
        if state.frozen:
            return FROZEN
        if reason := next((letter.objection() for letter in own if letter.objection()), ""):
            return reason
        enough = len(apart(own)) > 1 if state.two_people else bool(own)
        if not enough and own:
            return _("%(state)s lets two people decide: cite a second letter of it.") % {"state": state}
        if not enough:
            return _("Each host learns of the others. Cite the letter or call by which %(state)s wishes to meet with them.") % {
                "state": state
            }
    return ""


def apart(letters):
    """Of these letters one for each document."""
    found = []
    for letter in letters:
        if not any(letter.is_also(other) for other in found):
            found.append(letter)
    return found


def write_down(meeting, hosts, letters, *, by):
    """The word of each host, in its own ledger; the entry tells its focal points at once."""
    names = ", ".join(sorted({host.state.name_en for host in hosts}))
    for state in {host.state_id: host.state for host in hosts}.values():
        for letter in apart([letter for letter in letters if letter.state_id == state.pk]):
            record_decision(state.iso3, by, "host_together", meeting, text=names, evidence=letter, happened_on=letter.dated)
