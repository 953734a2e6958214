"""Who may see a row, worked out a second time by brute force from the entries of the ledgers and plain facts about a person.

It shares no code with the rule that test_decisions_machine.py checks by it.
"""

from collections import namedtuple

from apmbc_portal.audit.models import LedgerEntry

Item = namedtuple("Item", "row hosts meeting")  # hosts: engagements; meeting: None for what hangs below the file itself


def allowed(item, facts):
    """Whether the ledgers let somebody of whom `facts` are true see the item today."""
    if facts["states"] & {host.state.iso3 for host in item.hosts}:
        return True
    if any(is_closed(host) for host in item.hosts):
        return False
    granted, named, last = read_ledgers(item)
    if facts["parties"] & named:
        return True
    meeting = facts["met"]
    took_part = meeting and (
        item.meeting == meeting
        if item.meeting
        else any(host.pk in meeting.host_engagements.values_list("pk", flat=True) for host in item.hosts)
    )
    sat_then = facts["seat"] and last and facts["seat"] <= last
    ways = {
        "public": True,
        "partners": facts["partner"] or facts["seat"] or took_part,
        "committee": sat_then,
        "participants": took_part,
        "both": sat_then or took_part,
    }
    return bool(ways.get(granted))


def read_ledgers(item):
    """(what all hosts granted, whom all named, the day of the last decision about the item's audience)."""
    audiences, named, last = [], [], None
    for host in item.hosts:
        audience, parties = "state", set()
        for entry in LedgerEntry.objects.filter(chain=host.state.iso3).order_by("number"):
            if entry.detail["item"] != str(item.row.release_id):
                continue
            if entry.verb in ("open", "take_back"):
                audience = entry.to
                last = max(last or entry.at.date(), entry.at.date())
            elif entry.verb == "open_to":
                parties.add(entry.to)
            elif entry.verb == "take_back_from":
                parties.discard(entry.to)
        audiences.append(audience)
        named.append(parties)
    return common(audiences), set.intersection(*named), last


def is_closed(host):
    """Whether the last word about the whole file was to close it to everybody."""
    words = LedgerEntry.objects.filter(chain=host.state.iso3, verb__in=["close_to_all", "open_again"]).order_by("-number")
    return bool(words) and words[0].verb == "close_to_all"


def common(granted):
    """What two hosts have both granted, written out."""
    if len(set(granted)) == 1:
        return granted[0]
    table = {
        frozenset({"public", "partners"}): "partners",
        frozenset({"public", "both"}): "both", frozenset({"partners", "both"}): "both",
        frozenset({"public", "committee"}): "committee", frozenset({"partners", "committee"}): "committee",
        frozenset({"both", "committee"}): "committee",
        frozenset({"public", "participants"}): "participants", frozenset({"partners", "participants"}): "participants",
        frozenset({"both", "participants"}): "participants",
    }  # fmt: skip
    return table.get(frozenset(granted), "state")
